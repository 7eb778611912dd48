"""A demo customer files a complaint in the widget and reads how far it is."""
import re

from playwright.sync_api import Browser, Page, expect

from tests.channels.running import Server

NUMBER = re.compile(r"C\d{8}[2-9A-Z]{6}")


def open_demo(browser: Browser, server: Server, name: str) -> Page:
    """The wallet app on a phone, with a customer's support chat open."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
    page.goto(f"{server.url}/demo")
    page.get_by_text(name).first.click()
    page.get_by_text("联系客服").click()
    expect(page.get_by_role("textbox")).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    """Type and send."""
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def test_a_complaint_is_filed_and_its_progress_read(browser: Browser, server: Server):
    page = open_demo(browser, server, "赵磊")
    say(page, "充值扣了一千 余额没有变")
    page.get_by_role("button", name="投诉这一笔").click()
    say(page, "银行短信说扣款成功 但是钱包里一直没有这笔钱 已经等了三个小时")
    page.get_by_role("button", name="退款", exact=True).click()
    expect(page.get_by_text("请您过目")).to_be_visible()
    page.get_by_role("button", name="确认提交").click()
    filed = page.get_by_text("投诉已经收到")
    expect(filed).to_be_visible()
    number = NUMBER.search(page.locator(".bubble", has_text="投诉已经收到").last.inner_text()).group()  # type: ignore[union-attr]

    say(page, "怎么样了")
    expect(page.get_by_text("首次答复最晚")).to_be_visible()

    page.reload()
    page.get_by_text("赵磊").first.click()
    page.get_by_text("我的投诉").first.click()
    page.locator("button:visible", has_text=number).first.click()
    expect(page.get_by_text("您提交了投诉", exact=True)).to_be_visible()
    assert page.errors == []  # type: ignore[attr-defined]


def test_markup_in_a_message_is_shown_as_text(browser: Browser, server: Server):
    page = open_demo(browser, server, "何雨")
    say(page, "<img src=x onerror=alert(1)><b>hi</b> 付款失败了")
    expect(page.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.get_by_text("30 天")).to_be_visible()
    assert page.locator("support-widget img[src=x]").count() == 0
    assert page.errors == []  # type: ignore[attr-defined]


def test_the_conversation_is_there_again_after_a_reload(browser: Browser, server: Server):
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    page.goto(f"{server.url}/help/freeze/account-freeze-why")
    page.get_by_role("button", name="问问客服").click()
    answer = page.locator("support-widget").get_by_text("原因一般是这四种")
    expect(answer).to_be_visible()
    page.reload()
    page.locator("support-widget").get_by_role("button").first.click()
    expect(answer).to_be_visible()
