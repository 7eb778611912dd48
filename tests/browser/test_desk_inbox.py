"""Queue and conversations in the browser: taking, writing, notes, what is live, and the keyboard."""
import json
import re
from typing import List

import pytest
from playwright.sync_api import Route, expect

from bot.conversations.handoffs import Reason
from bot.conversations.queries import messages_after
from bot.wallet.seeds import seed
from tests.browser.desk import DeskBrowser, noted, says, taken, waiting

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def said(office: DeskBrowser, conversation_id: str, author: str = "agent") -> list:
    with office.desk.database.reading() as session:
        return [each.text for each in messages_after(session, conversation_id, 0, 999) if each.author == author]


def test_who_waits_is_taken_and_answered(office: DeskBrowser):
    seed(office.desk.database)
    conversation_id = waiting(office.desk.database, "钱被骗走了", customer="demo-chen", reason=Reason.FRAUD)
    page = office.open(office.desk("agent"))
    row = page.locator(".row-link")
    expect(row).to_contain_text("提到诈骗")
    row.click()
    expect(page).to_have_url(f"{office.desk.url}/conversations/{conversation_id}")
    expect(page.locator(".risks")).to_contain_text("提到诈骗")
    expect(page.get_by_role("tab", name="回复顾客")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="接手").click()
    page.get_by_role("tab", name="回复顾客").click()
    field = page.get_by_role("textbox", name="回复顾客")
    field.fill("您好，我在帮您查。")
    field.press("Control+Enter")
    expect(page.locator(".said.agent .bubble")).to_have_text("您好，我在帮您查。")
    expect(page.locator(".said.pending")).to_have_count(0)
    assert said(office, conversation_id) == ["您好，我在帮您查。"]


def test_a_note_looks_different_and_never_goes_to_the_customer(office: DeskBrowser):
    zhou = office.desk("agent")
    conversation_id = taken(office.desk.database, zhou, "在吗")
    page = office.open(zhou, f"/conversations/{conversation_id}")
    button = page.locator(".composer .button.primary")
    expect(button).to_have_text("发送给顾客")
    reply = button.evaluate("node => getComputedStyle(node).backgroundColor")
    page.get_by_role("tab", name="内部备注").click()
    expect(button).to_have_text("保存备注（顾客看不到）")
    assert button.evaluate("node => getComputedStyle(node).backgroundColor") != reply
    page.get_by_role("textbox", name="内部备注").fill("老客户，耐心一点")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("老客户，耐心一点")
    assert said(office, conversation_id) == []


def test_what_a_customer_says_appears_by_itself_with_an_unread_mark_elsewhere(office: DeskBrowser):
    zhou = office.desk("agent")
    seen, other = taken(office.desk.database, zhou, "第一个"), taken(office.desk.database, zhou, "第二个")
    page = office.open(zhou, f"/conversations/{seen}")
    expect(page.locator(".bubble")).to_have_count(1)
    says(office.desk.database, seen, "还在吗")
    expect(page.locator(".bubble").last).to_have_text("还在吗")
    says(office.desk.database, other, "看看我")
    expect(page.locator(f".row-link[href='/conversations/{other}'] .badge")).to_have_text(re.compile("[12]"))
    expect(page.locator(f".row-link[href='/conversations/{seen}'] .badge")).to_have_count(0)


def test_the_list_keeps_focus_and_place_when_it_changes(office: DeskBrowser):
    for number in range(20):
        waiting(office.desk.database, f"第 {number} 位")
    page = office.open(office.desk("agent"))
    expect(page.locator(".row-link")).to_have_count(20)
    page.keyboard.press("j")
    for _ in range(11):
        page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    top = page.locator(".rows").evaluate("node => node.scrollTop")
    assert top > 0
    waiting(office.desk.database, "新来的")
    expect(page.locator(".row-link")).to_have_count(21)
    assert page.evaluate("document.activeElement.getAttribute('href')") == focused
    assert page.locator(".rows").evaluate("node => node.scrollTop") == top


def test_a_take_that_lost_the_race_says_by_whom(office: DeskBrowser):
    conversation_id = waiting(office.desk.database, "在吗")
    page = office.open(office.desk("agent"), f"/conversations/{conversation_id}")
    button = page.get_by_role("button", name="接手")
    expect(button).to_be_visible()
    page.route("**/api/v1/conversations/*", lambda route: route.abort() if route.request.method == "GET" else route.fallback())
    page.route("**/api/v1/events", lambda route: route.abort())
    assert office.desk("agent", name="小林").post(f"/conversations/{conversation_id}/take", json={}).status_code == 200
    button.click()
    expect(page.locator("#problems")).to_contain_text("小林 先接手了")


def test_a_reply_that_did_not_arrive_is_sent_again_under_the_same_id(office: DeskBrowser):
    zhou = office.desk("agent")
    conversation_id = taken(office.desk.database, zhou, "在吗")
    page = office.open(zhou, f"/conversations/{conversation_id}")
    tried = []

    def lost(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        tried.append(json.loads(route.request.post_data)["client_message_id"])
        # The first two times the answer is lost on its way back: the server has the message already.
        if len(tried) <= 2:
            route.fetch()
            return route.abort()
        return route.fallback()

    page.route("**/api/v1/conversations/*/messages", lost)
    page.get_by_role("textbox", name="回复顾客").fill("只发一次")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said.pending .failed")).to_contain_text("没有发出")
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".said.pending")).to_have_count(0)
    assert said(office, conversation_id) == ["只发一次"] and len(set(tried)) == 1 and len(tried) >= 2


def test_drafts_are_kept_for_each_conversation_and_forgotten_at_sign_out(office: DeskBrowser):
    zhou = office.desk("agent")
    first, second = taken(office.desk.database, zhou, "一"), taken(office.desk.database, zhou, "二")
    page = office.open(zhou, f"/conversations/{first}")
    page.get_by_role("textbox", name="回复顾客").fill("还没写完")
    page.locator(f".row-link[href='/conversations/{second}']").click()
    expect(page.get_by_role("textbox", name="回复顾客")).to_have_value("")
    page.locator(f".row-link[href='/conversations/{first}']").click()
    expect(page.get_by_role("textbox", name="回复顾客")).to_have_value("还没写完")
    page.reload()
    expect(page.get_by_role("textbox", name="回复顾客")).to_have_value("还没写完")
    assert page.evaluate("JSON.stringify({...localStorage})").find("还没写完") == -1
    page.locator("#me").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page).to_have_url(f"{office.desk.url}/sign-in")
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator(".bubble")).to_have_count(0)


def test_canned_answers_are_offered_and_filled_in(office: DeskBrowser):
    seed(office.desk.database)
    lead = office.desk("supervisor", name="唐主管")
    assert lead.post("/canned", json={"title": "退款时间", "zh": "{customer}您好，我是{agent}，退款 3 天内到。", "en": "Hello {customer}"}).status_code == 201
    conversation_id = taken(office.desk.database, lead, "退款呢", customer="demo-chen")
    page = office.open(lead, f"/conversations/{conversation_id}")
    field = page.get_by_role("textbox", name="回复顾客")
    expect(field).to_be_visible()
    field.press_sequentially("/退款时间")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value(re.compile("您好，我是唐主管，退款 3 天内到。"))
    assert "{" not in field.input_value() and "/" not in field.input_value()


def test_canned_answers_that_come_late_are_those_of_what_is_typed_by_then(office: DeskBrowser):
    seed(office.desk.database)
    lead = office.desk("supervisor")
    assert lead.post("/canned", json={"title": "退款时间", "zh": "3 天内到", "en": "In 3 days"}).status_code == 201
    page = office.open(lead, f"/conversations/{taken(office.desk.database, lead, '退款呢', customer='demo-chen')}")
    asked: List[Route] = []
    page.route(re.compile(r"/api/v1/canned$"), lambda route: asked.append(route))
    page.get_by_role("textbox", name="回复顾客").press_sequentially("/退款时间")
    with page.expect_response(re.compile(r"/api/v1/canned$")):
        asked.pop().continue_()
    expect(page.get_by_role("option")).to_have_count(1)
    for earlier in reversed(asked):
        with page.expect_response(re.compile(r"/api/v1/canned$")):
            earlier.continue_()
    page.wait_for_timeout(100)  # a late answer would be drawn by now
    expect(page.get_by_role("option")).to_have_count(1)


def test_single_keys_work_until_they_are_switched_off(office: DeskBrowser):
    zhou = office.desk("agent")
    conversation_id = waiting(office.desk.database, "在吗")
    page = office.open(zhou)
    expect(page.locator(".row-link")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(conversation_id))
    expect(page.get_by_role("button", name="接手")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("tab", name="回复顾客")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("r")
    field = page.get_by_role("textbox", name="回复顾客")
    expect(field).to_be_focused()
    page.keyboard.type("jk?/n")
    expect(field).to_have_value("jk?/n")
    field.fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.evaluate("localStorage.setItem('desk-keys', 'off')")
    page.get_by_role("searchbox").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_lost_line_is_said_and_what_was_missed_is_caught_up(office: DeskBrowser):
    zhou = office.desk("agent")
    conversation_id = taken(office.desk.database, zhou, "在吗")
    context = office.context(zhou)
    page = office.open(zhou, f"/conversations/{conversation_id}", context=context)
    expect(page.locator(".bubble")).to_have_count(1)
    expect(page.locator("#connection")).to_be_hidden()
    context.route("**/api/v1/events", lambda route: route.abort())
    page.reload()
    expect(page.locator("#connection")).to_contain_text("连接断开")
    says(office.desk.database, conversation_id, "断线时说的")
    context.unroute("**/api/v1/events")
    expect(page.locator(".bubble").last).to_have_text("断线时说的", timeout=30_000)
    expect(page.locator("#connection")).to_be_hidden()


def test_what_people_write_is_shown_as_text(office: DeskBrowser):
    zhou = office.desk("agent", name="<b>周</b>")
    words = "<img src=x onerror=alert(1)> {{7*7}}"
    conversation_id = taken(office.desk.database, zhou, words)
    noted(office.desk.database, conversation_id, words, zhou)
    page = office.open(zhou, f"/conversations/{conversation_id}")
    expect(page.locator(".said.customer .bubble")).to_have_text(words)
    expect(page.locator(".note")).to_contain_text(words)
    expect(page.locator("#me")).to_contain_text("<b>周</b>")
    assert page.locator("img[src=x], .note b b").count() == 0
