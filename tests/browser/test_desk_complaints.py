"""Complaints in the browser: finding, working, deciding, what changed meanwhile, money and more time."""
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.complaints import queries, rounds
from bot.complaints.kinds import Category
from bot.complaints.models import Complaint
from bot.conversations.queries import messages_after
from bot.db import utc_now
from bot.wallet import wallet
from bot.wallet.seeds import seed
from tests.browser.desk import DeskBrowser, filed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def kept(office: DeskBrowser, number: str) -> Complaint:
    with office.desk.database.reading() as session:
        return queries.by_number(session, number)


def told(office: DeskBrowser, number: str) -> str:
    """All that her conversation says."""
    with office.desk.database.reading() as session:
        conversation = queries.by_number(session, number).conversation_id
        return "\n".join(message.text for message in messages_after(session, conversation, 0, 999))


def test_a_filter_is_in_the_address_and_back_leads_to_the_same_place(office: DeskBrowser):
    database = office.desk.database
    for number in range(40):
        filed(database, f"第 {number} 件，付款失败", customer=f"c{number}")
    fraud = filed(database, "被骗两万", customer="demo-li", category=Category.FRAUD)
    page = office.open(office.desk("supervisor"), "/complaints")
    expect(page.locator("tbody tr")).to_have_count(41)
    page.get_by_label("类型").select_option(label="遇到诈骗")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"category=fraud"))
    page.get_by_role("button", name="清除").click()
    expect(page.locator("tbody tr")).to_have_count(41)
    page.get_by_role("searchbox").fill("两万")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    expect(page.locator("tbody tr")).to_have_count(41)
    page.locator("tbody a.lead").nth(30).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("付款失败")
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(41)
    expect(page.locator("tbody a.lead").nth(30)).to_be_focused()
    assert page.locator("#main").evaluate("node => node.scrollTop") > 0
    assert fraud


def test_many_are_given_to_one_person_at_once(office: DeskBrowser):
    numbers = [filed(office.desk.database, f"第 {each} 件", customer=f"c{each}") for each in range(3)]
    lin = office.desk("agent", name="小林")
    page = office.open(office.desk("supervisor", name="唐主管"), "/complaints")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("checkbox", name="全选这一页").check()
    page.get_by_label("分派给").select_option(label="小林")
    page.get_by_role("button", name="分派", exact=True).click()
    expect(page.get_by_text("已分派 3 件。")).to_be_visible()
    expect(page.locator("tbody tr", has_text="小林")).to_have_count(3)
    assert {kept(office, number).assignee_id for number in numbers} == {lin.actor.agent_id}


def test_a_complaint_is_taken_up_answered_and_decided(office: DeskBrowser):
    seed(office.desk.database)
    number = filed(office.desk.database, customer="demo-chen")
    page = office.open(office.desk("agent"), f"/complaints/{number}")
    page.get_by_role("button", name="开始处理").click()
    expect(page.locator(".complaint-head")).to_contain_text("处理中")
    page.keyboard.press("r")
    page.get_by_label("写给顾客的话").fill("我们在向银行核实。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("我们在向银行核实。")
    page.get_by_role("button", name="做决定").click()
    page.get_by_role("button", name="发出决定").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # nothing is sent without an outcome
    page.get_by_role("radio", name="投诉成立").check()
    page.get_by_label("理由（顾客会看到）").fill("银行已扣，商家未收到，款项退回。")
    page.get_by_role("button", name="发出决定").click()
    page.get_by_role("dialog").get_by_role("button", name="发出决定").click()
    expect(page.locator(".complaint-head")).to_contain_text("投诉成立")
    assert kept(office, number).outcome == "upheld"
    assert "我们在向银行核实。" in told(office, number) and "款项退回" in told(office, number)


def test_an_internal_note_stays_inside(office: DeskBrowser):
    number = filed(office.desk.database)
    page = office.open(office.desk("agent"), f"/complaints/{number}")
    page.get_by_role("button", name="内部备注").click()
    page.get_by_label("备注").fill("等银行回执")
    page.get_by_role("button", name="保存备注（顾客看不到）").click()
    expect(page.locator(".step.internal")).to_contain_text("等银行回执")
    expect(page.locator(".step.internal")).to_contain_text("顾客看不到")
    assert "等银行回执" not in told(office, number)


def test_a_change_meanwhile_keeps_her_words_and_shows_what_is_new(office: DeskBrowser):
    number = filed(office.desk.database)
    lead = office.desk("supervisor", name="唐主管")
    page = office.open(office.desk("agent"), f"/complaints/{number}")
    page.get_by_role("button", name="答复顾客").click()
    page.get_by_label("写给顾客的话").fill("我写了很久的话")
    answer = lead.post(f"/complaints/{number}/reply", json={"words": "我先答了。", "version": kept(office, number).version})
    assert answer.status_code == 200
    page.get_by_role("button", name="发送给顾客").click()
    expect(page.locator(".conflict")).to_contain_text("有了变化")
    expect(page.locator(".conflict .step").last).to_contain_text("我先答了。")
    expect(page.get_by_label("写给顾客的话")).to_have_value("我写了很久的话")
    assert "我写了很久的话" not in told(office, number)
    page.get_by_role("button", name="看过了，照样发送").click()
    expect(page.locator("#timeline")).to_contain_text("我写了很久的话")
    assert "我写了很久的话" in told(office, number)


def test_her_own_last_act_is_no_change_meanwhile(office: DeskBrowser):
    number = filed(office.desk.database)
    zhou = office.desk("agent")
    page = office.open(zhou, f"/complaints/{number}")
    page.get_by_role("button", name="答复顾客").click()
    page.get_by_label("写给顾客的话").fill("在查了")
    page.route("**/api/v1/events", lambda route: route.abort())
    assert zhou.post(f"/complaints/{number}/take-up", json={"version": kept(office, number).version}).status_code == 200
    page.get_by_role("button", name="发送给顾客").click()
    expect(page.locator("#timeline")).to_contain_text("在查了")
    assert "在查了" in told(office, number)


def test_money_above_the_limit_waits_for_a_second_person(office: DeskBrowser):
    seed(office.desk.database)
    number = filed(office.desk.database, customer="demo-chen")
    first = office.open(office.desk("supervisor", name="唐主管", compensation_limit=1000), f"/complaints/{number}")
    first.get_by_role("button", name="提出补偿").click()
    first.get_by_label("金额（元）").fill("五十")
    first.get_by_label("理由").fill("三次都没有结果")
    first.get_by_role("button", name="提出补偿").last.click()
    expect(first.locator("#amount")).to_have_attribute("aria-invalid", "true")
    first.get_by_label("金额（元）").fill("50")
    first.get_by_role("button", name="提出补偿").last.click()
    expect(first.locator("#side")).to_contain_text("等第二人批准")
    expect(first.get_by_role("button", name="批准")).to_have_count(0)
    second = office.open(office.desk("supervisor", name="何主管", compensation_limit=100000), f"/complaints/{number}")
    expect(second.locator("#side")).to_contain_text("¥50.00")
    second.locator("#side").get_by_role("button", name="批准").click()
    second.get_by_role("dialog").get_by_role("button", name="批准").click()
    expect(second.locator("#side")).to_contain_text("已批准")
    expect(first.locator("#side")).to_contain_text("已批准")  # by itself


def test_a_missed_clock_says_so_in_words_and_by_its_shape(office: DeskBrowser):
    number = filed(office.desk.database, ago=timedelta(days=16))
    page = office.open(office.desk("supervisor"), "/complaints")
    clock = page.locator("tbody .clock").first
    expect(clock).to_contain_text("超时")
    expect(clock.locator("use")).to_have_attribute("href", "/desk/icons.svg#clock-late")
    expect(page.locator("tbody tr")).to_contain_text("首次答复")  # the promise that was missed first
    expect(page.locator("tbody tr")).to_contain_text("demo-chen")  # the wallet does not know her name
    page.goto(f"{office.desk.url}/complaints/{number}")
    expect(page.locator(".next .clock")).to_have_attribute("data-state", "late")


def test_the_bell_tells_of_each_clock_once_and_forgets_what_was_seen(office: DeskBrowser):
    number = filed(office.desk.database, ago=timedelta(days=16))
    rounds.run(office.desk.database, wallet(), now=utc_now())
    page = office.open(office.desk("supervisor"), "/settings")
    bell = page.locator("#alerts-bell")
    expect(bell.locator(".badge")).to_have_text("2")
    expect(bell).to_have_attribute("aria-label", "提醒，2 条没看过")
    bell.click()
    expect(page.locator(".alerts li")).to_have_count(2)
    expect(page.locator(".alerts li", has_text="首次答复")).to_contain_text("已超时限")
    page.locator(".alerts a").first.click()
    expect(page).to_have_url(f"{office.desk.url}/complaints/{number}")
    expect(page.locator("#alerts-bell .badge")).to_have_text("")


def test_an_auditor_reads_and_is_offered_nothing_to_do(office: DeskBrowser):
    number = filed(office.desk.database)
    page = office.open(office.desk("auditor"), f"/complaints/{number}")
    expect(page.locator("#work")).to_contain_text("只读")
    expect(page.locator("#work button, #side button, .complaint-head .primary")).to_have_count(0)
