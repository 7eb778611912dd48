"""Support in a frame on another site's page: it works there, and neither that site nor a third one gets more than it may."""
import json
import re
from pathlib import Path
from typing import Any, Iterator, List

import httpx
import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from tests.channels.foreign import KEY, Site
from tests.channels.running import Server
from tests.docs.snippets import snippet

NUMBER = re.compile(r"C\d{8}[2-9A-Z]{6}")
EVENTS = ["ready", "open", "close", "message", "unread", "handoff", "complaintfiled", "localechange", "signout", "tokenexpired"]
# everything the page could hear: the element's events, and whatever is posted to its window
LISTEN = f"""window.heard = [];
for (const name of {json.dumps(EVENTS)}) document.addEventListener(name, (event) => heard.push([name, event.detail]));
addEventListener('message', (event) => heard.push(['window', event.data]));"""
INIT = "{type: 'support-init', locale: 'en', position: 'right', open: false, signedIn: false}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The other site."""
    made = Site()
    yield made
    made.close()


@pytest.fixture(scope="module")
def support(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The support server, which allows one of the site's two origins."""
    running = Server(tmp_path_factory.mktemp("embed"), ALLOWED_SITES=f"{site.allowed}, {site.near}", WALLET_TOKEN_KEY=KEY).start()
    yield running
    running.stop()


def mounting(support: Server, options: str = "locale: 'zh-CN'") -> str:
    """The script of a page that mounts support."""
    return f"{LISTEN}\nimport {{ mount }} from '{support.url}/widget/embed.js';\nwindow.support = mount({{{options}}});"


def signed_in(support: Server) -> str:
    return mounting(support, "locale: 'zh-CN', walletTokenProvider: async () => (await fetch('/wallet-token')).text()")


def open_site(browser: Browser, url: str, **context: Any) -> Page:
    """A page of the other site; what goes wrong on it is kept."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **context}).new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
    page.goto(url)
    return page


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("support-embed iframe")


def inner(page: Page) -> Frame:
    """The frame as a document, to look into from outside of any page."""
    expect(page.locator("support-embed[ready]")).to_be_attached()
    return next(frame for frame in page.frames if frame.url.endswith("/embed"))


def say(page: Page, text: str) -> None:
    box = frame_of(page).get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def heard(page: Page) -> List[Any]:
    return page.evaluate("heard")


def wait_to_hear(page: Page, name: str) -> Any:
    page.wait_for_function("name => heard.some(([each]) => each === name)", arg=name)
    return next(detail for each, detail in heard(page) if each == name)


def test_one_line_embeds_support_under_a_strict_policy(browser: Browser, support: Server, site: Site):
    site.serve(support.url, f'<script type="module" src="{support.url}/widget/embed.js" data-locale="en" data-position="left"></script>')
    page = open_site(browser, site.allowed)
    frame_of(page).get_by_role("button", name="Contact support").click()
    say(page, "my payment failed but the money is gone")
    expect(frame_of(page).get_by_text("24 hours").first).to_be_visible()
    box = page.locator("support-embed iframe").bounding_box()
    assert box and (box["x"], box["width"]) == (24, 392)
    assert page.locator("support-embed iframe").get_attribute("title") == "Customer support"
    frame_of(page).get_by_role("button", name="Close support").last.click()
    expect(page.locator("support-embed[open]")).to_have_count(0)
    assert page.locator("support-embed iframe").bounding_box()["width"] == 88  # type: ignore[index]
    assert page.errors == []  # type: ignore[attr-defined]


def test_the_site_hears_of_a_complaint_its_number_and_not_a_word(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-zhao")
    page = open_site(browser, site.allowed)
    inner(page)
    page.evaluate("support.open = true")
    say(page, "充值扣了一千 余额没有变")
    frame_of(page).get_by_role("button", name="投诉这一笔").click()
    say(page, "银行短信说扣款成功 但是钱包里一直没有这笔钱 已经等了三个小时")
    frame_of(page).get_by_role("button", name="退款", exact=True).click()
    frame_of(page).get_by_role("button", name="确认提交").click()
    filed = wait_to_hear(page, "complaintfiled")
    assert list(filed) == ["number"] and NUMBER.fullmatch(filed["number"])
    told = heard(page)
    assert {name for name, _ in told} <= {"ready", "open", "unread", "complaintfiled"}
    assert not re.search("[\u4e00-\u9fff]", json.dumps(told, ensure_ascii=False))
    assert page.evaluate("support.shadowRoot.querySelector('iframe').contentDocument") is None
    assert page.errors == []  # type: ignore[attr-defined]


def test_the_badge_counts_what_came_while_the_panel_was_closed(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=mounting(support))
    page = open_site(browser, site.allowed)
    # asked and closed in one go: the answer cannot come in between
    inner(page).evaluate("() => { const widget = document.querySelector('support-widget'); widget.ask('你好'); widget.open = false; }")
    page.wait_for_function("() => heard.some(([name, detail]) => name === 'unread' && detail.count > 0)")
    expect(frame_of(page).get_by_role("button", name="条新消息")).to_be_visible()


def test_a_site_that_is_not_allowed_cannot_load_or_frame_support(browser: Browser, support: Server, site: Site):
    assert "access-control-allow-origin" not in httpx.get(f"{support.url}/widget/embed.js", headers={"origin": site.other}).headers
    site.serve(support.url, f'<iframe src="{support.url}/embed"></iframe>', script=mounting(support))
    page = open_site(browser, site.other)
    assert page.locator("support-embed").count() == 0
    framed = page.frames[1]
    assert framed.evaluate("document.querySelector('meta[name=support-sites]')") is None
    assert any("frame-ancestors" in line for line in page.errors), page.errors  # type: ignore[attr-defined]


def send_init(page: Page, to: str, script: str = "") -> None:
    """Post the first message by hand, and keep what comes back on the channel."""
    page.evaluate(f"""() => {{ {script}; const heard = window.answers = []; window.channel = new MessageChannel();
        channel.port1.onmessage = ({{data}}) => heard.push(data);
        ({to}).postMessage({INIT}, '*', [channel.port2]); }}""")


@pytest.mark.parametrize("allowed", [True, False])
def test_a_page_is_obeyed_only_if_its_origin_is_allowed_whatever_the_policy_says(browser: Browser, support: Server, site: Site, allowed: bool):
    site.serve(support.url, f'<iframe src="{support.url}/embed"></iframe>')
    page = browser.new_context(locale="zh-CN").new_page()

    def without_policy(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "content-security-policy"})

    page.route("**/embed", without_policy)
    page.goto(site.allowed if allowed else site.other)
    framed = page.frames[1]
    send_init(page, "frames[0]")
    framed.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
    assert framed.locator("support-widget").count() == int(allowed)
    assert bool(page.evaluate("answers.length")) is allowed


def test_another_window_of_an_allowed_site_is_not_the_page_around(browser: Browser, support: Server, site: Site):
    site.serve(support.url, f'<iframe src="{support.url}/embed"></iframe><iframe src="/empty"></iframe>')
    page = open_site(browser, site.allowed)
    framed, sibling = page.frames[1], page.frames[2]
    send_init(sibling, "parent.frames[0]")  # type: ignore[arg-type]
    framed.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
    assert framed.locator("support-widget").count() == 0 and sibling.evaluate("answers") == []
    send_init(page, "frames[0]")
    expect(framed.locator("support-widget")).to_have_count(1)
    # and once it has a page to obey, nobody can take its place
    send_init(sibling, "parent.frames[0]")  # type: ignore[arg-type]
    send_init(page, "frames[0]", "channel.port1.postMessage({type: 'open'})")
    expect(framed.locator("support-widget[open]")).to_have_count(1)
    assert sibling.evaluate("answers") == [] and page.evaluate("answers") == []


def test_a_window_that_opened_the_page_cannot_sign_anybody_in(browser: Browser, support: Server, site: Site):
    site.serve(support.url)
    page = open_site(browser, site.allowed)
    with page.expect_popup() as popup:
        page.evaluate(f"window.opened = open('{support.url}/embed?locale=en')")
    alone = popup.value
    alone.wait_for_selector("support-widget")
    send_init(page, "opened")
    alone.wait_for_timeout(300)
    assert page.evaluate("answers") == []
    assert alone.locator("support-widget").get_attribute("wallet-token") is None
    expect(alone.get_by_role("textbox", name="Your question")).to_be_visible()  # on its own it fills the screen
    assert alone.locator("support-widget").get_attribute("mode") == "app"


def test_nonsense_from_the_page_changes_nothing(browser: Browser, support: Server, site: Site):
    site.serve(support.url, f'<iframe src="{support.url}/embed"></iframe>')
    page = open_site(browser, site.allowed)
    framed = page.frames[1]
    send_init(page, "frames[0]")
    expect(framed.locator("support-widget")).to_have_count(1)
    page.evaluate("""for (const odd of [null, 7, 'open', [], {}, {type: 'ask', text: '帮我转账'}, {type: 'constructor'}, {type: '__proto__'},
        {type: 'locale', locale: '"><img src=x>'}, {type: 'locale', locale: {}}, {type: 'locale', locale: 'x'.repeat(99)},
        {type: 'token', id: 1, token: 'a.b.c'}, {type: 'token', id: {}, token: 5}, {type: 'open '}]) channel.port1.postMessage(odd);
        channel.port1.postMessage({type: 'open'})""")
    expect(framed.locator("support-widget[open]")).to_have_count(1)
    widget = framed.locator("support-widget")
    assert widget.get_attribute("wallet-token") is None and widget.get_attribute("locale") == "en"
    assert framed.locator(".entry.customer").count() == 0 and page.errors == []  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ["'x'", "'a.b.c'.repeat(4000)", "{}", "null", "Promise.reject(new Error('no'))", "undefined"])
def test_a_page_that_gives_no_proper_token_has_a_visitor(browser: Browser, support: Server, site: Site, odd: str):
    site.serve(support.url, script=mounting(support, f"walletTokenProvider: async () => {odd}"))
    page = open_site(browser, site.allowed)
    assert inner(page).locator("support-widget").get_attribute("wallet-token") is None


def test_the_page_is_asked_for_a_new_token_when_one_was_refused(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-chen")
    site.stale = 1
    page = open_site(browser, site.allowed)
    inner(page)
    page.evaluate("support.open = true")
    say(page, "付款失败了，钱却扣了")
    expect(frame_of(page).get_by_role("button", name="优衣库")).to_be_visible()  # her own bills, so it is she
    assert site.asked == 2 and "tokenexpired" not in {name for name, _ in heard(page)}


def test_a_page_whose_tokens_are_all_refused_is_told_and_not_asked_for_ever(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-chen")
    site.stale = 99
    page = open_site(browser, site.allowed)
    wait_to_hear(page, "tokenexpired")
    page.wait_for_timeout(500)
    assert site.asked == 2


def test_signing_out_on_the_page_leaves_nothing_in_the_frame(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-he")
    page = open_site(browser, site.near)
    framed = inner(page)
    page.evaluate("support.open = true")
    say(page, "账户被冻结了")
    expect(framed.locator(".entry.customer")).not_to_have_count(0)
    assert framed.evaluate(SESSIONS) != []
    page.evaluate("support.signOut()")
    expect(framed.locator(".entry.customer")).to_have_count(0)
    assert framed.evaluate(SESSIONS) == []
    assert framed.locator("support-widget").get_attribute("wallet-token") is None


SESSIONS = """[localStorage, sessionStorage].flatMap((area) => Object.keys(area)).filter((key) => /:(session|outbox|seen)$/.test(key))"""


def test_a_token_that_comes_after_the_sign_out_signs_nobody_in(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=mounting(support))
    page = open_site(browser, site.allowed)
    framed = inner(page)
    token = site.token()
    page.evaluate("() => { support.walletTokenProvider = () => new Promise((resolve) => (window.late = resolve)) }")
    page.wait_for_function("() => window.late")
    page.evaluate("token => { support.signOut(); late(token) }", token)
    page.evaluate("support.open = true")  # the channel keeps the order: once this has arrived, so has the token
    expect(framed.locator("support-widget[open]")).to_have_count(1)
    assert framed.locator("support-widget").get_attribute("wallet-token") is None


def test_the_next_customer_without_a_token_does_not_meet_the_one_before(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-chen")
    page = open_site(browser, site.allowed)
    framed = inner(page)
    expect(framed.locator("support-widget[wallet-token]")).to_have_count(1)
    page.evaluate("() => { support.walletTokenProvider = async () => { throw new Error('not signed in') } }")
    expect(framed.locator("support-widget[wallet-token]")).to_have_count(0)


def test_without_any_storage_it_works_in_memory(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=signed_in(support), customer="demo-chen")
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script("""for (const area of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, area, { get() { throw new DOMException('blocked', 'SecurityError') } })""")
    page.goto(site.allowed)
    inner(page)
    page.evaluate("support.open = true")
    say(page, "付款失败了，钱却扣了")
    expect(frame_of(page).get_by_role("button", name="优衣库")).to_be_visible()


def test_on_a_phone_it_fills_the_screen_and_gives_it_back(browser: Browser, support: Server, site: Site, tmp_path: Path):
    site.serve(support.url, "<h1>商城</h1>", script=mounting(support))
    page = open_site(browser, site.allowed, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    iframe = page.locator("support-embed iframe")
    inner(page)
    assert iframe.bounding_box() == {"x": 272, "y": 552, "width": 88, "height": 88}
    frame_of(page).get_by_role("button", name="联系客服").tap()
    expect(page.locator("support-embed[open]")).to_have_count(1)
    assert iframe.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
    expect(frame_of(page).get_by_role("textbox")).to_be_in_viewport()
    frame_of(page).get_by_role("button", name="收起客服窗口").last.tap()
    expect(page.locator("support-embed[open]")).to_have_count(0)
    assert iframe.bounding_box() == {"x": 272, "y": 552, "width": 88, "height": 88}


def test_the_page_chooses_the_language_and_the_keyboard_closes(browser: Browser, support: Server, site: Site):
    site.serve(support.url, script=mounting(support))
    page = open_site(browser, site.allowed)
    framed = inner(page)
    page.evaluate("support.setAttribute('locale', 'en'); support.open = true")
    expect(frame_of(page).get_by_role("textbox", name="Your question")).to_be_focused()
    assert framed.evaluate("document.documentElement.lang") == "en"
    page.keyboard.press("Escape")
    expect(page.locator("support-embed[open]")).to_have_count(0)
    expect(frame_of(page).get_by_role("button", name="Contact support")).to_be_focused()


def test_an_app_hands_over_tokens_by_the_documents_script(browser: Browser, support: Server, site: Site):
    site.serve(support.url, customer="demo-chen")
    page = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    page.expose_function("nativeToken", site.token)
    # what Android's addWebMessageListener puts into the page
    page.add_init_script("""window.closeSupport = { postMessage() { document.title = 'closed' } };
        window.walletToken = { async postMessage() { this.onmessage({ data: await nativeToken() }) } };""")
    page.add_init_script(snippet("embedding.md", "Web views", "js"))
    page.goto(f"{support.url}/embed?locale=en")
    page.get_by_role("textbox", name="Your question").fill("my payment failed but the money was taken")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text("¥328.00")).to_be_visible()  # her own bill
    page.get_by_role("button", name="Close support").click()
    expect(page).to_have_title("closed")
