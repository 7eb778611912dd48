"""A customer rates from an e-mail: opening the link changes nothing, a press does."""
import re
from typing import Iterator

import httpx
import pytest
from sqlalchemy import select

import bot.settings
from bot.db import Database, utc_now
from bot.satisfaction import asking, links
from bot.satisfaction.models import FollowUp, Rating
from tests.channels.running import Customer, Server
from tests.channels.test_ratings import filed

KEY = "a key of these tests, long enough for anybody"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose e-mails hold links to the page."""
    running = Server(tmp_path_factory.mktemp("rate"), LINK_KEY=KEY, PUBLIC_URL="https://support.example").start()
    yield running
    running.stop()


@pytest.fixture()
def database(mailing: Server, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("LINK_KEY", KEY)
    monkeypatch.setenv("PUBLIC_URL", "https://support.example")
    bot.settings.settings.cache_clear()
    return Database(mailing.environment["DATABASE_URL"])


@pytest.fixture()
def web(mailing: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=mailing.url, headers={"accept": "text/html"}, timeout=30) as client:
        yield client


def asked(mailing: Server, database: Database, locale: str = "zh-CN") -> "tuple[Customer, str]":
    """A customer who was asked about her settled complaint, and the path in her e-mail."""
    customer = Customer(mailing, locale=locale)
    mailing.command("complaints", "resolve", filed(database, customer), "已经道歉")
    asking.ask_due(database, now=utc_now())
    with database.reading() as session:
        found = session.execute(select(Rating).where(Rating.conversation_id == customer.session["conversation_id"])).scalar_one()
        address = links.address(found)
    assert address is not None and address.startswith("https://support.example/")
    return customer, address.removeprefix("https://support.example")


def kept(database: Database, customer: Customer) -> Rating:
    with database.reading() as session:
        return session.execute(select(Rating).where(Rating.conversation_id == customer.session["conversation_id"])).scalar_one()


@pytest.mark.parametrize("locale, prefix, words", [("zh-CN", "/rate/", "非常满意"), ("en", "/en/rate/", "Very satisfied")])
def test_the_page_has_five_buttons_in_her_language_and_opening_it_rates_nothing(mailing: Server, database: Database, web: httpx.Client, locale: str, prefix: str, words: str):
    customer, path = asked(mailing, database, locale)
    assert path.startswith(prefix)
    for method in ("GET", "HEAD", "GET"):
        page = web.request(method, path, params={"stars": "1"})
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert words in page.text and re.findall(r'name="stars" value="(\d)"', page.text) == ["5", "4", "3", "2", "1"] and 'content="noindex"' in page.text
    assert kept(database, customer).stars is None


def test_a_press_rates_and_a_comment_can_follow(mailing: Server, database: Database, web: httpx.Client):
    customer, path = asked(mailing, database)
    pressed = web.post(path, data={"stars": "4"})
    assert (pressed.status_code, pressed.headers["location"]) == (303, path)
    assert "您打了 4 分" in web.get(path).text and kept(database, customer).stars == 4
    assert web.post(path, data={"comment": "很耐心，我的密码是 abc12345"}).status_code == 303
    assert kept(database, customer).comment.startswith("很耐心") and "abc12345" not in kept(database, customer).comment
    assert "您写的话我们收到了" in web.get(path).text


def test_a_low_press_opens_a_task_and_the_chat_offers_to_take_the_complaint_up_again(mailing: Server, database: Database, web: httpx.Client):
    customer, path = asked(mailing, database)
    for stars in ("1", "2"):
        assert web.post(path, data={"stars": stars}).status_code == 303
    with database.reading() as session:
        assert session.execute(select(FollowUp.kind).where(FollowUp.rating_id == kept(database, customer).id, FollowUp.kind == "task")).scalars().all() == ["task"]
    offers = [message for message in customer.messages() if "您打了" in message["text"]]
    assert len(offers) == 1 and [choice["title"] for choice in offers[0]["choices"]] == ["重新处理", "转人工"]
    customer.choices = offers[0]["choices"]
    assert "已经重新处理" in customer.press("重新处理")


@pytest.mark.slow
@pytest.mark.parametrize("body", [{"stars": "0"}, {"stars": "6"}, {"stars": "x"}, {"comment": ""}, {}])
def test_a_press_of_nothing_we_offered_rates_nothing(mailing: Server, database: Database, web: httpx.Client, body: dict):
    customer, path = asked(mailing, database)
    assert web.post(path, data=body).status_code in {400, 422}
    assert kept(database, customer).stars is None


def test_a_comment_before_a_rating_is_not_kept(mailing: Server, database: Database, web: httpx.Client):
    customer, path = asked(mailing, database)
    assert web.post(path, data={"comment": "x"}).status_code == 303
    assert kept(database, customer).comment is None


def test_a_name_that_we_did_not_sign_opens_nothing(mailing: Server, database: Database, web: httpx.Client):
    customer, path = asked(mailing, database)
    number, _, signature = path.rpartition("/")[2].partition(".")
    for odd in (f"{int(number) + 1}.{signature}", f"{number}.{'A' * 22}", number, f"{number}.", f"0{number}.{signature}", f"{number}.{signature}x", "%00", "9" * 30 + ".A"):
        for answer in (web.get(f"/rate/{odd}"), web.post(f"/rate/{odd}", data={"stars": "1"})):
            assert answer.status_code == 404, odd
    assert kept(database, customer).stars is None


def test_without_a_key_there_are_no_links(database: Database, mailing: Server, monkeypatch: pytest.MonkeyPatch):
    customer, path = asked(mailing, database)
    signed = path.rpartition("/")[2]
    assert links.rating_id_of(signed) == kept(database, customer).id
    monkeypatch.setenv("LINK_KEY", "")
    bot.settings.settings.cache_clear()
    with database.reading() as session:
        assert links.address(session.get(Rating, kept(database, customer).id)) is None
    assert links.rating_id_of(signed) is None
