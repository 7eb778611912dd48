"""Airplane mode, a killed server, a closed laptop: nothing missing, nothing double, in order."""
import signal

import httpx
from playwright.sync_api import Page, Route, expect

from tests.browser.support import Support, bubbles, say
from tests.channels.running import Customer, Server


def sequences_once(page: Page, customer: Customer) -> None:
    """The screen shows what the server has, each message once and in its order, once all have come."""
    for _ in range(60):
        wanted = [beginning(message["text"].replace("**", "")) for message in customer.messages()]
        shown = [beginning(text) for text in bubbles(page).all_inner_texts()]
        if shown == wanted:
            return
        page.wait_for_timeout(250)
    assert shown == wanted


def beginning(text: str) -> str:
    """Enough of a message to know it by; lists and the like look different further down."""
    return text.split("\n")[0][:12]


def test_airplane_mode(support: Support):
    context = support.context()
    page = support.customer("demo-liu", context)
    other = Customer(support.server, "demo-liu")
    say(page, "充值没到账")
    expect(bubbles(page, "bot").last).to_be_visible()
    context.set_offline(True)
    say(page, "第一条离线消息")
    say(page, "第二条离线消息")
    expect(page.locator("[data-state=sending]")).to_have_count(2)
    other.say("提现多久到账")
    expect(page.get_by_text("正在重新连接")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("正在重新连接")).to_be_hidden(timeout=30_000)
    expect(page.locator(".customer:not([data-state=sent])")).to_have_count(0, timeout=30_000)
    texts = bubbles(page, "customer").all_inner_texts()
    assert texts.index("第一条离线消息") < texts.index("第二条离线消息")
    sequences_once(page, other)


def test_a_stream_that_its_server_sends_elsewhere_comes_again_and_the_customer_sees_nothing_of_it(support: Support):
    context, asked = support.context(), []

    def first_leaves(route: Route) -> None:
        asked.append(route.request.headers)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=200, content_type="text/event-stream", body=": open\n\nretry: 100\nevent: closing\ndata: {}\n\n")

    context.route("**/webhooks/web/events*", first_leaves)
    page = support.customer("demo-liu", context)
    page.evaluate("""() => {
        window.noticed = 0;
        setInterval(() => { window.noticed += JSON.stringify(document.querySelector('support-widget').shadowRoot.textContent).includes('重新连接') }, 20);
    }""")
    for _ in range(100):
        if len(asked) > 1:
            break
        page.wait_for_timeout(50)
    say(page, "提现多久到账")
    expect(bubbles(page, "bot").last).to_be_visible()
    assert len(asked) == 2 and page.evaluate("window.noticed") == 0


def test_a_server_killed_amid_five_messages(support: Support, server: Server):
    page = support.visitor()
    wanted = [f"第{number}条，付款失败了" for number in range(5)]
    try:
        for number, text in enumerate(wanted):
            say(page, text)
            if number == 1:
                expect(page.locator(".customer[data-state=sent]").first).to_be_visible()
                server.stop(signal.SIGKILL)
    finally:
        server.start()
    expect(page.locator(".customer[data-state=sent]")).to_have_count(5, timeout=40_000)
    token = page.evaluate("JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':session'))[1]).token")
    kept = httpx.get(f"{server.url}/webhooks/web/messages", headers={"authorization": f"Bearer {token}"}).json()["messages"]
    assert [each["text"] for each in kept if each["author"] == "customer"] == bubbles(page, "customer").all_inner_texts() == wanted


def test_a_frozen_page_catches_up(support: Support):
    page = support.customer("demo-chen")
    other = Customer(support.server, "demo-chen")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    other.say("提现多久到账")
    other.say("手续费是多少")
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    sequences_once(page, other)


def test_unsent_messages_wait_over_a_restart_of_the_page_and_can_be_sent_again(support: Support):
    context = support.context()
    page = support.customer("demo-chen", context)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    context.route("**/webhooks/web/messages", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    before = page.locator(".customer[data-state=sent]").count()
    say(page, "等网络好了再发")
    expect(page.locator("[data-state=sending]")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="重新发送")).to_be_visible(timeout=20_000)
    context.unroute("**/webhooks/web/messages")
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".customer[data-state=sent]")).to_have_count(before + 1)


def test_what_was_typed_gives_way_to_what_was_stored(support: Support):
    page = support.visitor()
    say(page, "我的密码是 Hunter2secret，付款失败了")
    expect(bubbles(page, "bot").first).to_be_visible()
    expect(bubbles(page, "customer").first).not_to_contain_text("Hunter2secret")
    expect(bubbles(page, "customer").first).to_contain_text("******")
    assert "Hunter2" not in page.evaluate("JSON.stringify({...localStorage})")
