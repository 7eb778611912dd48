"""Customer and agents at once, each in a browser, on the real processes: from the first word to the rating."""
import re
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attachments.files import picture
from tests.browser.company import Company, Street
from tests.browser.support import bubbles, menu, say

NUMBER = re.compile(r"C\d{8}[2-9A-Z]{6}")
LATER = 30_000  # the worker asks for ratings every two seconds, acts on complaints every fifteen


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    running = Company(tmp_path_factory.mktemp("company"), QUEUE_PATIENCE_SECONDS="10").start()
    yield running
    running.stop()


@pytest.fixture
def street(browser: Browser, company: Company) -> Iterator[Street]:
    """Opens pages of customers and agents; all are closed after the test."""
    opened = Street(browser, company)
    yield opened
    opened.close()


def write(desk: Page, words: str) -> None:
    """The agent answers the customer of the open conversation."""
    desk.get_by_role("textbox", name="回复顾客").fill(words)
    expect(desk.locator(".composer .button.primary")).to_be_enabled()  # not while a file is on its way
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".said.agent .bubble").last).to_have_text(words)


def take(desk: Page, name: str) -> None:
    """Take this customer out of the queue."""
    desk.locator(".row-link", has_text=name).first.click()
    desk.get_by_role("button", name="接手", exact=True).click()
    expect(desk.get_by_role("tab", name="回复顾客")).to_have_attribute("aria-disabled", "false")


def test_a_handoff_is_talked_through_passed_on_given_back_and_rated(street: Street):
    zhou, lin = street.agent("小周"), street.agent("小林")
    chen = street.customer("陈静")
    say(chen, "付款失败了 钱扣了 商家没收到")
    chen.get_by_role("button", name=re.compile("优衣库")).click()
    expect(bubbles(chen, "bot").last).to_contain_text("328")
    menu(chen, "转人工客服")
    expect(chen.locator(".waits")).to_contain_text("下一位就是您")

    take(zhou, "陈静")
    expect(chen.locator(".subtitle")).to_have_text("小周 正在为您服务")
    expect(zhou.locator("#facts")).to_contain_text("优衣库")
    expect(zhou.locator(".log")).to_contain_text("机器人理解为：")

    chen.get_by_role("textbox").press_sequentially("我很")
    expect(zhou.locator(".typing")).to_have_text("顾客正在输入…")
    say(chen, "我很着急，是给孩子交学费的")
    expect(zhou.locator(".said.customer .bubble").last).to_have_text("我很着急，是给孩子交学费的")
    write(zhou, "您别急，我正在查这一笔。")
    expect(bubbles(chen, "agent").last).to_have_text("您别急，我正在查这一笔。")
    expect(zhou.locator(".said.agent").last).to_contain_text("已读")

    with zhou.expect_file_chooser() as chooser:
        zhou.get_by_role("button", name="发图片或 PDF").click()
    chooser.value.set_files({"name": "回单.png", "mimeType": "image/png", "buffer": picture("PNG")})
    write(zhou, "这是银行的回单。")
    expect(chen.get_by_role("button", name="查看图片")).to_be_visible()

    zhou.get_by_role("tab", name="内部备注").click()
    zhou.get_by_role("textbox", name="内部备注").fill("银行已扣，等对账")
    zhou.keyboard.press("Control+Enter")
    expect(zhou.locator(".note")).to_contain_text("银行已扣，等对账")

    zhou.get_by_role("button", name="转交").click()
    zhou.get_by_label("转给谁").select_option(label="小林 · 在岗")
    zhou.get_by_label("交代几句").fill("对账归你")
    zhou.get_by_role("dialog").get_by_role("button", name="转交").click()
    expect(chen.get_by_text("小周把您转给了同事小林")).to_be_visible()
    take(lin, "陈静")
    expect(chen.locator(".subtitle")).to_have_text("小林 正在为您服务")
    expect(lin.locator(".log")).to_contain_text("对账归你")
    say(chen, "换人了吗")
    write(lin, "是的，我是小林，这笔我来跟。")
    expect(bubbles(chen, "agent").last).to_have_text("是的，我是小林，这笔我来跟。")

    lin.get_by_role("button", name="交还机器人").click()
    lin.get_by_role("dialog").get_by_role("button", name="交还机器人").click()
    expect(chen.locator(".subtitle")).to_have_text("智能客服，可转人工")
    assert "银行已扣" not in chen.locator(".log").inner_text() and "对账归你" not in chen.locator(".log").inner_text()
    say(chen, "怎么改密码")
    expect(bubbles(chen, "bot").last).to_contain_text("密码")

    rate(chen, "5 分", "谢谢")
    tang = street.agent("唐静", "/satisfaction", on_duty=False)
    expect(tang.locator("tbody tr").first).to_contain_text("小林")
    expect(tang.locator("tbody tr").first).to_contain_text("人工服务")


def rate(chen: Page, stars: str, answer: str) -> None:
    """Press so many stars once she is asked, and be answered."""
    button = chen.get_by_role("button", name=re.compile(f"^{stars}")).last
    expect(button).to_be_visible(timeout=LATER)
    button.click()
    expect(bubbles(chen).last).to_contain_text(answer)


def test_a_complaint_is_decided_told_accepted_rated_and_followed_up(street: Street):
    zhao = street.customer("赵磊")
    say(zhao, "充值扣了一千 余额没有变")
    zhao.get_by_role("button", name="投诉这一笔").click()
    say(zhao, "银行短信说扣款成功 但是钱包里一直没有这笔钱 已经等了三个小时")
    zhao.get_by_role("button", name="退款", exact=True).click()
    zhao.get_by_role("button", name="确认提交").click()
    expect(zhao.get_by_text("投诉已经收到")).to_be_visible()
    number = NUMBER.search(zhao.locator(".bubble", has_text="投诉已经收到").last.inner_text()).group()  # type: ignore[union-attr]

    tang = street.agent("唐静", f"/complaints/{number}", on_duty=False)
    tang.get_by_role("button", name="开始处理").click()
    expect(zhao.get_by_text(re.compile("处理|核实|唐静")).last).to_be_visible()
    tang.get_by_role("button", name="请顾客补充").click()
    tang.get_by_label("要请顾客补充什么").fill("请发一下银行短信的时间。")
    tang.get_by_role("button", name="发送给顾客").click()
    expect(zhao.get_by_text("请发一下银行短信的时间。")).to_be_visible()
    tang.get_by_role("button", name="提出补偿").click()
    tang.get_by_label("金额（元）").fill("20")
    tang.get_by_label("理由").fill("等了三个小时")
    tang.get_by_role("button", name="提出补偿").last.click()
    expect(tang.locator("#side")).to_contain_text("¥20.00")
    tang.get_by_role("button", name="做决定").click()
    tang.get_by_role("radio", name="投诉成立").check()
    tang.get_by_label("理由（顾客会看到）").fill("银行延迟入账，一千元已经补进余额。")
    tang.get_by_role("button", name="发出决定").click()
    tang.get_by_role("dialog").get_by_role("button", name="发出决定").click()
    expect(zhao.get_by_text("银行延迟入账，一千元已经补进余额。")).to_be_visible()
    expect(tang.locator("#side")).to_contain_text("已到账", timeout=LATER)

    zhao.get_by_role("button", name=re.compile("接受|同意|满意")).last.click()
    expect(tang.locator(".complaint-head")).to_contain_text(re.compile("已解决|解决"))
    rate(zhao, "1 分", "对不起")
    say(zhao, "等得太久了")
    tang.goto(f"{street.company.desk_url}/satisfaction")
    tang.get_by_role("tab", name="跟进").or_(tang.get_by_role("radio", name="跟进")).or_(tang.get_by_role("button", name="跟进")).first.click()
    expect(tang.locator("tbody tr", has_text=number)).to_contain_text("低分跟进")
    tang.locator("tbody tr", has_text=number).get_by_role("button", name="记录结果").click()
    tang.get_by_label("结果").select_option(label="重新处理投诉")
    tang.get_by_label("说明").fill("我们重新核对这件事。")
    tang.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(zhao.get_by_text("我们重新核对这件事。")).to_be_visible()


def test_who_waits_long_is_asked_and_chooses(street: Street):
    zhou = street.agent("小周")
    wang, liu = street.customer("王建国"), street.customer("刘洋")
    menu(wang, "转人工客服")
    menu(liu, "转人工客服")
    for each in (wang, liu):
        expect(each.get_by_text("让您久等了").last).to_be_visible(timeout=LATER)
    wang.get_by_role("button", name="继续等").last.click()
    expect(wang.get_by_text("继续为您排着")).to_be_visible()
    liu.get_by_role("button", name="留言").last.click()
    expect(bubbles(liu, "bot").last).to_contain_text(re.compile(r"编号 ?B\d{8}"))
    expect(liu.locator(".waits")).to_be_hidden()
    expect(wang.locator(".waits")).to_contain_text("下一位就是您")
    zhou.goto(f"{street.company.desk_url}/callbacks")
    expect(zhou.locator("tbody tr", has_text="刘洋")).to_be_visible()


def test_an_agent_whose_machine_dies_loses_nothing(street: Street):
    """Her browser goes, then the chat server is killed in the middle of the handoff: the customer waits at the front and nothing is lost."""
    zhou = street.agent("小周")
    li = street.customer("李敏")
    menu(li, "转人工客服")
    say(li, "有人在吗")
    take(zhou, "李敏")
    street.company.chat.stop(9)
    write(zhou, "我在，您说。")
    street.company.chat.start()
    expect(bubbles(li, "agent").last).to_have_text("我在，您说。", timeout=LATER)
    say(li, "我的钱不见了")
    expect(zhou.locator(".said.customer .bubble").last).to_have_text("我的钱不见了", timeout=LATER)
    expect(bubbles(li, "agent")).to_have_count(1)
    street.company.kill("desk")
    say(li, "喂")
    street.company.start_process("desk")
    expect(zhou.locator(".said.customer .bubble").last).to_have_text("喂", timeout=LATER)
    write(zhou, "在的。")
    expect(bubbles(li, "agent").last).to_have_text("在的。")
