"""The pictures of the desk in docs/screenshots, taken of the real thing after a made-up morning: `make pictures`."""
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bot.agents.queries import actor_of, by_email
from bot.complaints import assignment, work
from bot.complaints.kinds import Category
from bot.db import Database, utc_now
from tests.browser.company import Company, Street
from tests.browser.conftest import launched
from tests.browser.desk import NARROW, filed, settled
from tests.channels.running import Customer

FOLDER = Path(__file__).parent.parent.parent / "docs/screenshots"
FILED = [
    ("有人冒充客服让我转账，转了两万。", "demo-wu", Category.FRAUD, 2), ("同一家火锅店扣了两次 68 元。", "demo-li", Category.DUPLICATE_CHARGE, 9),
    ("不认识的扣款 199 元，HZKJ 是什么？", "demo-wang", Category.UNRECOGNISED_DEDUCTION, 44), ("充值一千没有入账。", "demo-zhao", Category.TOPUP_PROBLEM, 3),
    ("Charged twice at Jade Nails.", "demo-smith", Category.DUPLICATE_CHARGE, 60), ("提现被退回，两天了还没有钱。", "demo-liu", Category.WITHDRAWAL_PROBLEM, 26),
    ("账户冻结，交了材料没有回音。", "demo-sun", Category.ACCOUNT_FREEZE, 75), ("客服让我等，等了一个星期。", "demo-zhou", Category.SLOW_SUPPORT, 170),
]


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        company = Company(Path(folder)).start()
        browser = launched(playwright)
        street = Street(browser, company)
        try:
            _talk(company, street)
            _look(street, _complaints(company))
        finally:
            street.close()
            browser.close()
            company.stop()


def _talk(company: Company, street: Street) -> None:
    """Customers come; one of them is served by the agent whose desk is looked at."""
    zhou = street.agent("小周")
    for demo, locale, lines in (
            ("demo-chen", "zh-CN", ("付款失败了 328块扣了 商家说没收到", "转人工")), ("demo-wu", "zh-CN", ("我被骗了 对方说是客服 让我把钱转到安全账户", "转人工")),
            ("demo-smith", "en", ("the shop says they got nothing but my money is gone", "I want to talk to a person"))):
        customer = Customer(company.chat, demo, locale)
        for line in lines:
            customer.say(line)
        if demo == "demo-chen":
            chen = customer
    zhou.locator(".row-link", has_text="陈静").first.click()
    zhou.get_by_role("button", name="接手", exact=True).click()
    _write(zhou, "陈女士您好，我是小周。这笔 328 元银行已经扣了，商家没有收到，我正在和银行核对。")
    chen.post(text="大概要多久？是给孩子交学费的，明天就截止了")
    _write(zhou, "今天 18 点前给您准信。学校那边需要的话，我可以先开一份扣款说明给您。")
    chen.post(text="好的好的，麻烦您了")
    zhou.get_by_role("tab", name="内部备注").click()
    zhou.get_by_role("textbox", name="内部备注").fill("银行工单已提，17:30 再看一次。")
    zhou.keyboard.press("Control+Enter")
    zhou.locator(".note").wait_for()


def _complaints(company: Company) -> str:
    """A list as on any day; returns the number of the one that is shown whole."""
    database = Database(company.chat.environment["DATABASE_URL"])
    shown = filed(database, "超市付款显示失败，银行卡扣了 328 元，商家说没有收到。三天了没有人回复我。", ago=timedelta(hours=30))
    rest = [filed(database, words, customer=customer, category=category, ago=timedelta(hours=hours)) for words, customer, category, hours in FILED]
    with database.transaction() as session:
        tang, lin = (actor_of(by_email(session, f"{name}@demo.example")) for name in ("tang", "lin"))  # type: ignore[arg-type]
        assignment.assign_many(session, rest[::2], lin, actor=tang, now=utc_now())
        work.take_up(session, shown, actor=tang, now=utc_now())
        work.add_note(session, shown, "银行回执：已扣款，清算失败，今晚冲正。", actor=tang, now=utc_now())
        work.reply(session, shown, "您好，银行确认钱会在今晚退回原卡，到账后我再跟您确认一次。", actor=tang, now=utc_now())
    database.engine.dispose()
    return shown


def _write(desk: Page, words: str) -> None:
    desk.get_by_role("textbox", name="回复顾客").fill(words)
    desk.keyboard.press("Control+Enter")
    desk.locator(".said.agent .bubble", has_text=words).wait_for()


def _look(street: Street, number: str) -> None:
    for language in ("zh", "en"):
        for scheme in ("light", "dark"):
            _take(street, number, language, color_scheme=scheme)
    _take(street, number, "zh", narrow=True, viewport=NARROW)


def _take(street: Street, number: str, language: str, narrow: bool = False, **options: Any) -> None:
    """Each page in a language, light or dark."""
    name = f"{language}{'-dark' if options.get('color_scheme') == 'dark' else ''}{'-1024' if narrow else ''}"
    page = street.agent("小周", on_duty=False, **options)
    page.evaluate("locale => fetch('/api/v1/me', {method: 'PUT', headers: {'content-type': 'application/json', 'x-csrf-token': document.body.dataset.csrf}, "
                  "body: JSON.stringify({locale})})", language)
    page.reload()
    page.locator("[role=tab]").nth(1).click()
    page.locator(".row-link").first.click()
    page.locator(".bubble").first.wait_for()
    _shoot(page, f"desk-conversation-{name}")
    for path, called in (("/complaints", "complaints"), (f"/complaints/{number}", "complaint")):
        page.goto(f"{street.company.desk_url}{path}")
        _shoot(page, f"desk-{called}-{name}")
    page.context.close()


def _shoot(page: Page, name: str) -> None:
    settled(page)
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
