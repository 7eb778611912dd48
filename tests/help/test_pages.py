"""The help centre over HTTP, from the real server."""
import re
from typing import Dict, Iterator, List, Tuple
from urllib.parse import unquote

import httpx
import pytest

from bot.help.articles import Article, load
from bot.language import Language
from tests.channels.conftest import server  # noqa: F401 - the fixture
from tests.channels.running import Customer, Server

CENTRES = load()
PREFIX = {Language.ZH: "", Language.EN: "/en"}
ADDRESSES = [f"{prefix}{path}" for prefix in PREFIX.values()
             for path in ("/", "/help/search", *(f"/help/{topic.slug}" for topic in CENTRES[Language.ZH].topics),
                          *(f"/help/{path}" for path in CENTRES[Language.ZH].articles))]
BROWSER = {"accept": "text/html,application/xhtml+xml"}
ODD = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}{% raw %}", "' onfocus=alert(1) x='", "</title><script>", "\x00\x01",
       "\u202e\u200b", "%ff", "a" * 5000, "退款" * 300, "../../etc/passwd", "\r\nset-cookie: a=b", "[x](javascript:alert(1))", "&lt;b&gt;"]


@pytest.fixture
def web(server: Server) -> Iterator[httpx.Client]:  # noqa: F811
    with httpx.Client(base_url=server.url, headers=BROWSER, timeout=30) as client:
        yield client


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_whole_and_all_its_links_lead_somewhere(web: httpx.Client, address: str):
    page = web.get(address)
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    tag = "en" if address.startswith("/en/") else "zh-CN"
    assert f'<html lang="{tag}">' in page.text and page.headers["content-language"] == tag
    assert len(re.findall(r"<h1[ >]", page.text)) == 1 and re.search(r'<meta name="description" content="[^"]{10,}"', page.text)
    links = {link.partition("?")[0].partition("#")[0] for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)}
    assert links - set(ADDRESSES) - {"/demo"} == {link for link in links if link.startswith(("/assets/help/", "/widget/"))}


def test_every_file_that_a_page_needs_is_served(web: httpx.Client):
    for file in set(re.findall(r'(?:href|src)="(/(?:assets|widget)/[^"#]*)', web.get("/").text)):
        assert web.get(file).status_code == 200, file
    assert web.get("/assets/help/templates/base.html").status_code == 404


def test_nothing_in_a_page_needs_more_than_the_strict_policy(web: httpx.Client):
    for address in ADDRESSES:
        page = web.get(address)
        assert "unsafe" not in page.headers["content-security-policy"] and page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|//[a-z0-9.-]+\.", page.text), address


def test_an_article_names_itself_and_its_other_language_to_search_engines(web: httpx.Client):
    page = web.get("/en/help/payments/failed-payment").text
    assert '<link rel="canonical" href="/en/help/payments/failed-payment">' in page
    assert '<link rel="alternate" hreflang="zh-CN" href="/help/payments/failed-payment">' in page
    assert '<link rel="alternate" hreflang="x-default" href="/help/payments/failed-payment">' in page
    assert '<meta name="robots" content="noindex">' in web.get("/help/search?q=a").text


def test_the_answer_is_on_the_page_and_what_to_do_next(web: httpx.Client):
    page = web.get("/help/payments/failed-payment").text
    assert "先别再付一次" in page and "<ol>" in page and '<a class="chip" href="/help/payments/transaction-status">怎么看交易状态</a>' in page


def test_search_answers_in_the_pages_language(web: httpx.Client):
    assert "退款什么时候到账？" in web.get("/help/search", params={"q": "how long refund"}).text
    assert "When will my refund arrive?" in web.get("/en/help/search", params={"q": "退款要几天"}).text
    assert "没有找到相关的文章" in web.get("/help/search", params={"q": "今天天气怎么样"}).text


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_an_odd_query_is_shown_as_text_or_not_at_all(web: httpx.Client, query: str):
    page = web.get("/en/help/search", params={"q": query})
    assert page.status_code == 200 and "set-cookie" not in page.headers
    assert query[:20] not in page.text or not re.search(r"[<\"'&\x00\u202e]", query)
    assert not re.search(r"<script(?! type=\"module\" src=\"/)|<img(?! src=\"/assets)|alert\(1\)\"|\b49\b", page.text)


@pytest.mark.parametrize("address", ["/help/search?q=%ff%fe%00", "/help/search?q[]=1", "/help/search?q=1&q=2", "/help/search?locale=%00&q=%E2", "/?locale=" + "x" * 2000,
                                     "/help/%ff", "/help/%00/x", "/help/payments/%2e%2e", "/help//x", "/en/help/payments/" + "a" * 3000, "/help/a/b/c", "/help/search?q=" + "a" * 20_000], ids=range(12))
def test_odd_addresses_never_break_the_server(web: httpx.Client, address: str):
    assert web.get(address).status_code in {200, 302, 404, 413}


def test_the_query_is_not_logged(web: httpx.Client, server: Server):  # noqa: F811
    web.get("/help/search", params={"q": "zebra-query-4471"})
    web.get("/help/nothing", params={"q": "zebra-query-4471"})
    assert "zebra-query-4471" not in server.log


@pytest.mark.parametrize(("address", "language", "words"), [
    ("/nothing/here", "zh-CN,zh", "这个页面找不到了"), ("/nothing/here", "en-GB,en", "find that page"),
    ("/help/payments/none", "en", "这个页面找不到了"), ("/en/help/none", "zh-CN", "find that page"), ("/en/none", "zh-CN", "find that page")])
def test_an_unknown_page_is_a_kind_page_in_her_language(web: httpx.Client, address: str, language: str, words: str):
    page = web.get(address, headers={"accept-language": language})
    assert page.status_code == 404 and words in page.text and 'role="search"' in page.text and "content-security-policy" in page.headers


@pytest.mark.parametrize(("address", "accept"), [("/webhooks/web/none", "text/html"), ("/nothing", "application/json"), ("/widget/none.js", "*/*")])
def test_programs_get_the_apis_error(web: httpx.Client, address: str, accept: str):
    answer = web.get(address, headers={"accept": accept})
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "not_found"


def test_a_language_once_chosen_is_remembered(server: Server):  # noqa: F811
    with httpx.Client(base_url=server.url, headers={**BROWSER, "accept-language": "en-GB,en"}, follow_redirects=True) as english:
        assert english.get("/").url.path == "/en/"
        assert english.get("/help/payments").url.path == "/help/payments"  # a link to a Chinese page stays one
        chosen = english.get("/en/help/search", params={"q": "退款 & <b>", "locale": "zh-CN"})
        assert chosen.url.path == "/help/search" and unquote(chosen.url.params["q"]) == "退款 & <b>"
        assert english.get("/").url.path == "/"
    cookie = httpx.get(f"{server.url}/en/?locale=zh-CN").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_pages_answer_head_too(web: httpx.Client):
    head = web.head("/help/payments/failed-payment")
    assert head.status_code == 200 and head.content == b""


ASKED: List[Tuple[Language, Article]] = [(language, article) for language, centre in CENTRES.items() for article in centre.articles.values()]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "article"), ASKED, ids=[f"{article.path}-{language.value}" for language, article in ASKED])
def test_asking_about_an_article_gets_the_same_answer(server: Server, language: Language, article: Article):  # noqa: F811
    assert article.text.splitlines()[0] in Customer(server, locale=language.tag).say(article.title)


SAID: Dict[Tuple[Language, str], str] = {(language, step.question): step.title for language, article in ASKED for step in article.next_steps if not step.path}
ANSWERS = {"我要投诉": "我来帮您投诉", "查我的投诉进度": "投诉编号", "我要补充投诉材料": "没有看到您的投诉", "转人工": "登记",
           "I want to file a complaint": "let's file a complaint", "Check my complaint": "complaint number", "I want to add something to my complaint": "don't see a complaint",
           "Talk to a person": "Leave a phone number"}


def test_what_a_page_says_to_the_bot_is_understood(server: Server):  # noqa: F811
    assert {question for _, question in SAID} == set(ANSWERS)
    for language, question in SAID:
        assert ANSWERS[question] in Customer(server, locale=language.tag).say(question)


def test_the_demo_shows_bills_of_demo_customers_only(web: httpx.Client):
    shown = web.get("/demo/bills", params={"customer": "demo-chen", "locale": "en"}).json()
    assert shown["frozen"] is False and shown["bills"][0]["amount"] == "¥328.00" and shown["bills"][0]["done"] is False
    assert web.get("/demo/bills", params={"customer": "demo-sun"}).json()["frozen"] is True
    for customer in ("nobody", "", "\x00", "x" * 5000):
        assert web.get("/demo/bills", params={"customer": customer}, headers={"accept": "*/*"}).status_code == 404
