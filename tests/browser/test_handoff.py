"""A person and back; who is there and who is typing; the language."""
import json

from playwright.sync_api import Page, expect

from tests.browser.support import Support, heard, menu, say


def stream(page: Page, *events: str) -> None:
    """The next stream says this and ends."""
    page.route("**/webhooks/web/events*", lambda route: route.fulfill(content_type="text/event-stream", body="".join(events)), times=1)


def event(name: str, **data: object) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def test_the_menu_asks_for_a_person_and_leads_back(page: Page):
    with page.expect_request(lambda request: request.url.endswith("/handoff") and request.method == "POST"):
        menu(page, "转人工客服")
    expect(page.get_by_text("排队等待人工")).to_be_visible()
    assert heard(page, "handoff") == [{"owner": "queue", "agent_name": None}]
    with page.expect_request(lambda request: request.url.endswith("/handoff") and request.method == "DELETE"):
        menu(page, "回到智能客服")
    expect(page.get_by_text("智能客服，可转人工")).to_be_visible()
    assert heard(page, "handoff")[-1] == {"owner": "bot", "agent_name": None}


def test_a_refused_handoff_is_said(support: Support):
    context = support.context()
    context.route("**/webhooks/web/handoff", lambda route: route.fulfill(
        status=429, content_type="application/json", body='{"error": {"code": "slow", "message": "请稍等片刻再试。"}}'))
    page = support.open(context)
    menu(page, "转人工客服")
    expect(page.get_by_text("请稍等片刻再试。")).to_be_visible()
    assert heard(page, "handoff") == []


def test_the_agents_name_and_typing_are_shown_and_typing_ends(page: Page):
    stream(page, event("state", owner="agent", agent_name="王敏", locale="zh-CN"), event("typing", author="agent"))
    say(page, "付款失败了")
    expect(page.get_by_text("人工客服 王敏")).to_be_visible()
    expect(page.get_by_role("img", name="正在输入")).to_be_visible()
    expect(page.get_by_role("img", name="正在输入")).to_be_hidden(timeout=9000)


def test_the_language_is_changed_everywhere_and_the_server_is_told(page: Page):
    say(page, "付款失败了")
    expect(page.locator(".customer[data-state=sent]")).to_be_visible()
    with page.expect_request("**/webhooks/web/locale") as told:
        menu(page, "English")
    assert json.loads(told.value.post_data or "") == {"locale": "en"}
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.locator("support-widget .root")).to_have_attribute("lang", "en")
    expect(page.locator(".customer .text")).to_have_attribute("lang", "zh-CN")
    assert heard(page, "localechange") == [{"locale": "en"}]
    menu(page, "中文")
    expect(page.get_by_role("textbox", name="输入您的问题")).to_be_visible()
