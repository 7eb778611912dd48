"""The help centre in a browser: reading, searching, asking; without JavaScript, on small phones, for everybody."""
from typing import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.channels.running import Server

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
KINDS = {"home": "/", "topic": "/help/security", "article": "/help/account/enable-2fa", "results": "/help/search?q=tuikuan退款",
         "nothing": "/help/search?q=asdfgh", "missing": "/help/none/none"}
LANGUAGES = {"zh-CN": "", "en": "/en"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield opened(context)
    context.close()


def opened(context: BrowserContext) -> Page:
    """A page that notes every error of its own and everything its policy refuses."""
    page = context.new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" and "404" not in line.text else None)  # type: ignore[attr-defined]
    return page


@pytest.mark.parametrize("path", ["/#support", "/en/#support"])
def test_the_link_of_an_email_opens_the_chat(page: Page, server: Server, path: str):
    page.goto(server.url + path)
    expect(page.locator("support-widget").get_by_role("textbox")).to_be_visible()
    page.goto(server.url + "/help/security")
    expect(page.locator("support-widget").get_by_role("textbox")).to_be_hidden()
    assert page.errors == []  # type: ignore[attr-defined]


def test_a_customer_searches_reads_and_asks(page: Page, server: Server):
    page.goto(server.url)
    page.get_by_role("searchbox", name="搜索帮助文章").fill("付款失败钱扣了")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="付款失败了，钱却被扣了，怎么办？").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("付款失败了，钱却被扣了，怎么办？")
    page.wait_for_load_state()
    page.get_by_role("button", name="问问客服").click()
    widget = page.locator("support-widget")
    expect(widget.get_by_text("付款失败了，钱却被扣了，怎么办？")).to_be_visible()
    expect(widget.get_by_text("先别再付一次").first).to_be_visible()
    assert page.errors == []  # type: ignore[attr-defined]


def test_an_answers_button_without_an_article_is_said_to_the_bot(page: Page, server: Server):
    page.goto(f"{server.url}/en/help/payments/failed-payment")
    page.get_by_role("button", name="Complain about this payment").click()
    expect(page.locator("support-widget").get_by_text("let's file a complaint").first).to_be_visible()


def test_a_search_that_finds_nothing_is_handed_to_the_bot(page: Page, server: Server):
    page.goto(f"{server.url}/help/search?q=今天天气怎么样")
    expect(page.get_by_role("heading", name="没有找到相关的文章")).to_be_visible()
    page.get_by_role("button", name="把这句话发给客服").click()
    expect(page.locator("support-widget").get_by_text("这件事我帮不上").first).to_be_visible()


def test_markup_in_a_query_stays_text(page: Page, server: Server):
    page.goto(f"{server.url}/help/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(1)>\"><script>")
    page.get_by_role("button", name="把这句话发给客服").click()
    expect(page.locator("support-widget").get_by_text("<img src=x").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0 and page.errors == []  # type: ignore[attr-defined]


def test_all_can_be_read_and_searched_without_javascript(browser: Browser, server: Server):
    page = opened(browser.new_context(java_script_enabled=False, locale="en-GB"))
    page.goto(server.url)
    assert page.url.endswith("/en/")
    page.get_by_role("searchbox").fill("chnage pasword")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="How do I change my password?").click()
    expect(page.get_by_text("Change log-in password")).to_be_visible()
    expect(page.locator("noscript p")).to_have_text("Live support needs JavaScript in your browser. Reading and searching work without it.")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator(".live").first).to_be_hidden()
    page.get_by_role("link", name="Turn on two-factor", exact=True).click()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("怎么打开双重验证？")
    assert page.url == f"{server.url}/help/account/enable-2fa"
    page.context.close()


def test_the_keyboard_reaches_everything_and_skips_to_the_text(page: Page, server: Server):
    page.goto(f"{server.url}/help/payments")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation").get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("付款失败了，钱却被扣了，怎么办？")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, server: Server, language: str, scheme: str):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=language, color_scheme=scheme)  # type: ignore[arg-type]
    page = opened(context)
    for kind, path in KINDS.items():
        page.goto(server.url + LANGUAGES[language] + path)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{kind}: {found.generate_report()}"
    assert page.errors == []  # type: ignore[attr-defined]
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_demo(browser: Browser, server: Server, language: str, scheme: str):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=language, color_scheme=scheme)  # type: ignore[arg-type]
    page = opened(context)
    page.goto(f"{server.url}/demo")
    page.get_by_text("孙丽").first.wait_for()
    choosing = Axe().run(page, options=RULES)
    assert choosing.violations_count == 0, choosing.generate_report()
    page.get_by_text("孙丽").first.click()
    page.locator("#bills li").first.wait_for()
    wallet = Axe().run(page, options=RULES)
    assert wallet.violations_count == 0, wallet.generate_report()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_scrolls_sideways(browser: Browser, server: Server, width: int):
    context = browser.new_context(viewport={"width": width, "height": 700}, locale="zh-CN")
    page = opened(context)
    for prefix in LANGUAGES.values():
        for path in [*KINDS.values(), f"/help/search?q={'a' * 100}"]:
            page.goto(server.url + prefix + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), prefix + path
    context.close()


def test_a_bill_of_the_demo_is_asked_about(browser: Browser, server: Server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = opened(context)
    page.goto(f"{server.url}/demo")
    page.get_by_text("陈静").first.click()
    page.get_by_role("button", name="优衣库").click()
    expect(page.locator("support-widget").get_by_text("正在原路退回")).to_be_visible()
    assert page.errors == []  # type: ignore[attr-defined]
    context.close()
