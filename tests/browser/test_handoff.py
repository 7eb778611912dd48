"""A person and back; who is there and who is typing; the language."""
import json
import re
from datetime import datetime, timedelta
from typing import Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support import Support, bubbles, heard, menu, say, stored
from tests.browser.test_access import findings
from tests.channels.desk import Desk
from tests.channels.running import Server


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:  # noqa: F811
    """An agent on duty while the test lasts."""
    there = Desk(server)
    yield there
    there.be_there(False)


def talking(page: Page) -> str:
    """The id of the page's conversation."""
    return json.loads(next(value for key, value in stored(page).items() if key.endswith("session")))["conversation_id"]


def in_queue(page: Page) -> str:
    """Ask for a person by the menu; returns the conversation's id."""
    menu(page, "转人工客服")
    expect(page.locator(".waits")).to_be_visible(timeout=20_000)
    return talking(page)


def test_the_menu_asks_for_a_person_and_leads_back(page: Page, desk: Desk):
    with page.expect_request(lambda request: request.url.endswith("/handoff") and request.method == "POST"):
        in_queue(page)
    expect(page.get_by_text("正在为您转人工", exact=True)).to_be_visible()
    assert heard(page, "handoff") == [{"owner": "queue", "agent_name": None}]
    with page.expect_request(lambda request: request.url.endswith("/handoff") and request.method == "DELETE"):
        menu(page, "回到智能客服")
    expect(page.get_by_text("智能客服，可转人工")).to_be_visible()
    expect(page.locator(".waits")).to_be_hidden()
    assert heard(page, "handoff")[-1] == {"owner": "bot", "agent_name": None}


def test_who_waits_sees_her_place_moving_up_and_a_way_out(support: Support, desk: Desk):
    first, second = support.visitor(), support.visitor()
    in_queue(first)
    in_queue(second)
    expect(second.locator(".waits")).to_contain_text("您排在第 2 位")
    first.get_by_role("button", name="不等了").first.click()
    expect(first.locator(".waits")).to_be_hidden()
    expect(second.locator(".waits")).to_contain_text("下一位就是您")
    desk.be_there(False)
    expect(second.locator(".waits")).to_contain_text(re.compile("不在线|下班"))
    say(second, "不等了")
    expect(second.locator(".waits")).to_be_hidden()


def test_with_nobody_on_duty_she_is_told_and_stays_with_the_bot(page: Page):
    menu(page, "转人工客服")
    expect(bubbles(page, "bot").last).to_contain_text("手机号或邮箱", timeout=20_000)
    expect(page.locator(".subtitle")).to_contain_text(re.compile("人工.*(上班|不在)"))
    expect(page.locator(".pill")).to_be_hidden()
    say(page, "13912345678")
    expect(bubbles(page, "bot").last).to_contain_text(re.compile(r"编号 B\d{8}"))
    expect(page.locator(".waits")).to_be_hidden()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A company that opens in three days."""
    day = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=3)).strftime("%a")
    running = Server(tmp_path_factory.mktemp("closed"), OPENING_HOURS=f"{day} 10:00-18:00", HOLIDAY_CALENDAR="").start()
    yield running
    running.stop()


def test_hours_are_the_companys_wherever_she_is(browser: Browser, closed: Server):
    support = Support(browser, closed)
    page = support.visitor(timezone_id="America/New_York")
    menu(page, "转人工客服")
    expect(bubbles(page, "bot").last).to_contain_text(re.compile(r"10:00\s*上班"), timeout=20_000)
    expect(page.locator(".subtitle")).to_contain_text(re.compile(r"人工 .*10:00 上班"))
    support.close()


def test_a_person_joins_types_reads_and_gives_back(page: Page, desk: Desk):
    conversation_id = in_queue(page)
    desk.take(conversation_id)
    expect(page.locator(".subtitle")).to_have_text("小周 正在为您服务")
    expect(page.get_by_text("小周已加入对话")).to_be_visible()
    expect(page.locator(".choices")).to_have_count(0)
    say(page, "在吗")
    expect(page.locator(".customer[data-state=sent]").last).to_be_visible()
    desk.type(conversation_id)
    expect(page.get_by_role("img", name="正在输入")).to_be_visible()
    expect(page.get_by_role("img", name="正在输入")).to_be_hidden(timeout=12_000)
    desk.read(conversation_id, 10_000)
    expect(page.locator(".customer .read")).to_have_text("已读")
    with page.expect_request("**/webhooks/web/read") as told:
        desk.say(conversation_id, "您好，我在")
    assert json.loads(told.value.post_data or "")["sequence"] > 3
    expect(page.locator(".entry.agent .who")).to_have_text("小周")
    with page.expect_request("**/webhooks/web/typing"):
        page.get_by_role("textbox").press_sequentially("好")
    desk.give_back(conversation_id)
    expect(page.locator(".subtitle")).to_have_text("智能客服，可转人工")
    expect(page.get_by_text("接下来由我继续帮您")).to_be_visible()


def test_who_leaves_a_person_is_asked_first(page: Page, desk: Desk):
    conversation_id = in_queue(page)
    desk.take(conversation_id)
    expect(page.locator(".subtitle")).to_have_text("小周 正在为您服务")
    menu(page, "回到智能客服")
    expect(page.get_by_text("结束和小周的对话？")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".subtitle")).to_have_text("小周 正在为您服务")
    menu(page, "回到智能客服")
    page.get_by_role("button", name="回到智能客服").click()
    expect(page.get_by_text("和小周的对话先到这里")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_waiting_and_talking_with_a_person_are_accessible(support: Support, desk: Desk, scheme: str):
    page = support.visitor(color_scheme=scheme)
    conversation_id = in_queue(page)
    assert findings(page) == []
    desk.take(conversation_id)
    say(page, "在吗")
    desk.read(conversation_id, 10_000)
    expect(page.locator(".customer .read")).to_be_visible()
    assert findings(page) == []


def test_a_refused_handoff_is_said(support: Support):
    context = support.context()
    context.route("**/webhooks/web/handoff", lambda route: route.fulfill(
        status=429, content_type="application/json", body='{"error": {"code": "slow", "message": "请稍等片刻再试。"}}'))
    page = support.open(context)
    menu(page, "转人工客服")
    expect(page.get_by_text("请稍等片刻再试。")).to_be_visible()
    assert heard(page, "handoff") == []


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
