"""Sessions are renewed, shared between tabs, kept apart between customers, and leave nothing behind."""
import datetime
import json

from playwright.sync_api import Page, Route, expect

from tests.browser.support import Support, answered, bubbles, heard, menu, say, stored


def ends_in(seconds: float):
    """Answers of POST /sessions as if the session were over so soon."""
    def answer(route: Route) -> None:
        response = route.fetch()
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        route.fulfill(response=response, json={**response.json(), "expires_at": end.isoformat()})
    return answer


def refused(code: str):
    """The server's 401."""
    return lambda route: route.fulfill(status=401, content_type="application/json", body=json.dumps({"error": {"code": code, "message": "x"}}))


def age(page: Page) -> None:
    """As if it were time to renew, a laptop's sleep later."""
    page.evaluate("""() => { const key = Object.keys(localStorage).find(each => each.endsWith(':session'));
        localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), renewAt: 0 }); }""")


def test_a_session_is_renewed_before_it_ends(support: Support):
    context = support.context()
    context.route("**/webhooks/web/sessions", ends_in(900))
    page = support.open(context)
    page.clock.install()
    say(page, "付款失败了")
    answered(page)
    with page.expect_request("**/sessions/renew") as renewed:
        page.clock.fast_forward((900 - 120) * 1000)
    assert renewed.value.headers["authorization"].startswith("Bearer ")


def test_after_a_sleep_the_session_is_renewed_before_anything_is_sent(support: Support):
    page = support.visitor()
    say(page, "付款失败了")
    answered(page)
    age(page)
    with page.expect_request("**/sessions/renew"):
        say(page, "提现多久到账")
    expect(page.locator(".customer[data-state=sent]")).to_have_count(2)


def test_when_the_wallet_session_is_over_a_fresh_token_is_asked_for(support: Support):
    context = support.context()
    page = support.open(context, script="""addEventListener('DOMContentLoaded', () => {
        window.asked = 0; document.querySelector('support-widget').walletTokenProvider = async () => { asked++;
        const answer = await fetch('/demo/wallet-token', { method: 'POST', body: '{"customer": "demo-chen"}' });
        return (await answer.json()).wallet_token; }; });""")
    say(page, "付款失败了")
    expect(page.locator(".customer[data-state=sent]").last).to_be_visible()
    assert page.evaluate("asked") == 1
    context.route("**/sessions/renew", refused("session_over"))
    age(page)
    say(page, "提现多久到账")
    expect(page.locator(".customer[data-state=sent]").last).to_contain_text("提现")
    assert page.evaluate("asked") == 2
    assert heard(page, "tokenexpired") == []


def test_without_a_fresh_token_she_is_asked_to_sign_in_again(support: Support):
    context = support.context()
    page = support.customer("demo-chen", context)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    context.route("**/sessions/renew", refused("session_over"))
    age(page)
    say(page, "这条等我登录")
    expect(page.get_by_text("请重新登录")).to_be_visible()
    assert heard(page, "tokenexpired")
    context.unroute("**/sessions/renew")
    page.evaluate("token => document.querySelector('support-widget').setAttribute('wallet-token', token)", support.token("demo-chen"))
    expect(page.locator(".customer[data-state=sent]").last).to_contain_text("这条等我登录")
    expect(page.get_by_text("请重新登录")).to_be_hidden()


def test_two_tabs_show_the_same_conversation(support: Support):
    context = support.context()
    one, two = support.open(context), support.open(context)
    say(one, "付款失败了")
    answered(one)
    expect(bubbles(two, "customer")).to_have_text(["付款失败了"])
    say(two, "提现多久到账")
    expect(bubbles(one, "customer")).to_have_text(["付款失败了", "提现多久到账"])


def test_sign_out_wipes_this_tab_and_the_other(support: Support):
    context = support.context()
    one, two = support.customer("demo-liu", context), support.customer("demo-liu", context)
    say(one, "充值没到账")
    expect(bubbles(two, "customer").last).to_have_text("充值没到账")
    one.bring_to_front()  # a tab in the background draws slowly
    with one.expect_request(lambda request: request.method == "DELETE" and request.url.endswith("/sessions")):
        menu(one, "退出并清除本机记录")
        one.get_by_role("button", name="退出", exact=True).click()
    for page in (one, two):
        expect(bubbles(page, "customer")).to_have_count(0)
        assert stored(page) == {}
        assert heard(page, "signout") == [{}]
        assert not page.locator("support-widget").get_attribute("wallet-token")


def test_the_next_customer_on_the_device_sees_nothing_of_the_last(support: Support):
    context = support.context()
    first = support.customer("demo-liu", context)
    say(first, "我的秘密投诉")
    expect(first.locator(".customer[data-state=sent]").last).to_be_visible()
    kept = set(stored(first))
    second = support.customer("demo-chen", context)
    expect(second.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(second.get_by_text("我的秘密投诉")).to_have_count(0)
    assert [key for key in stored(second) if key in kept and not key.endswith(":owner")] == []
    expect(first.get_by_text("我的秘密投诉")).to_have_count(0)
    assert heard(first, "signout") == [{}]
