"""Every page of the desk: no finding of axe, nothing sticks out, in two languages, light and dark, at two widths."""
import re
from typing import Dict

import pytest
from playwright.sync_api import expect

from bot.conversations.handoffs import Reason
from bot.language import Language
from bot.wallet.seeds import seed
from tests.browser.desk import NARROW, WIDE, DeskBrowser, filed, findings, fits, noted, settled, taken, understood, waiting
from tests.desk.running import Person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LISTS = ["/callbacks", "/suggestions", "/reviews", "/satisfaction", "/settings",
         *(f"/administration/{part}" for part in ("agents", "canned", "hours", "webhooks", "notices", "audit"))]


def busy_day(office: DeskBrowser, person: Person) -> Dict[str, str]:
    """Something to see on every page."""
    database = office.desk.database
    seed(database)
    number = filed(database, "付款失败了，钱没退，三天了没有人回复。", customer="demo-chen")
    mine = taken(database, person, "付款失败了怎么办", "我的卡号是 6222021234567890123", customer="demo-chen")
    understood(database, mine, "failed_payment", 0.93, amount="2356")
    noted(database, mine, "老客户，上个月也遇到过一次。", person)
    waiting(database, "钱被骗走了，对方说是客服", customer="demo-li", reason=Reason.FRAUD)
    waiting(database, "the shop never got it", language=Language.EN, reason=Reason.FALLBACK_TWICE)
    return {"/": "queue", f"/conversations/{mine}": "conversation", "/complaints": "complaints", f"/complaints/{number}": "complaint"}


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "scheme", "viewport"), [("zh", "light", WIDE), ("en", "dark", WIDE), ("zh", "dark", NARROW), ("en", "light", NARROW)])
def test_every_page_is_accessible_and_fits(office: DeskBrowser, locale: str, scheme: str, viewport: Dict[str, int]):
    person = office.desk("administrator", name="周晓雯", locale=locale, team="支付")
    paths = [*busy_day(office, person), *LISTS]
    page = office.open(person, color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    wrong = {}
    for path in paths:
        page.goto(f"{office.desk.url}{path}")
        settled(page)
        found = findings(page)
        if found or not fits(page):
            wrong[path] = (found, fits(page))
        if locale == "en":
            shown = page.locator("body").inner_text()
            assert not re.search(r"(加载|投诉|顾客|会话|保存)", page.evaluate("""() => [...document.querySelectorAll('button, th, h1, h2, h3, label, legend, .empty, dt')]
                .map((node) => node.innerText + (node.getAttribute('aria-label') ?? '')).join(' ')""")), (path, shown[:200])
    assert wrong == {}


def test_dialogs_and_menus_are_accessible_too(office: DeskBrowser):
    person = office.desk("administrator", name="周晓雯")
    paths = list(busy_day(office, person))
    page = office.open(person, paths[1])
    page.get_by_role("button", name="转交").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="转交")).to_be_focused()
    page.locator("#me").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="回复顾客").press_sequentially("/")
    expect(page.get_by_role("option").first).to_be_visible()
    assert findings(page) == []
    page.goto(f"{office.desk.url}{paths[3]}")
    page.get_by_role("button", name="做决定").click()
    assert findings(page) == []
    page.goto(f"{office.desk.url}/administration/agents")
    page.get_by_role("button", name="邀请").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_everything_is_reached_by_keyboard(office: DeskBrowser):
    person = office.desk("administrator", name="周晓雯")
    page = office.open(person, list(busy_day(office, person))[1])
    settled(page)
    expect(page.get_by_role("textbox", name="回复顾客")).to_be_visible()
    page.locator("body").press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("""() => { const node = document.activeElement; if (node === document.body) return 'BODY'; const ring = getComputedStyle(node);
            return (node.id || node.dataset.tab || node.className || node.tagName) + '|' + (ring.outlineStyle !== 'none' || !!node.closest('.composer, .switch')); }"""))
    names = {each.split("|")[0] for each in reached}
    assert {"me", "log", "facts"} <= names
    assert [each for each in reached if each.endswith("|false")] == []


def test_light_and_dark_are_chosen_and_kept(office: DeskBrowser):
    page = office.open(office.desk("agent"), "/settings", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("radio", name="深色").check()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_role("heading", name="My settings")).to_be_visible()


def test_a_new_handoff_rings_and_shows_a_notification_only_where_that_was_chosen(office: DeskBrowser):
    context = office.context(office.desk("agent"), permissions=["notifications"])
    context.add_init_script("""window.told = []; window.Notification = class extends EventTarget { static permission = 'granted';
        static requestPermission = async () => 'granted'; constructor(title, { body }) { super(); told.push(`${title} ${body}`); } };
        window.AudioContext = class { currentTime = 0; constructor() { told.push('ring'); throw new DOMException('test'); } };
        Object.defineProperty(document, 'hidden', { get: () => true });""")
    page = office.open(None, "/", context=context)
    expect(page.locator(".availability")).not_to_be_empty()
    waiting(office.desk.database, "我的密码是多少")
    expect(page.locator("#waiting")).to_have_text("1")
    assert page.evaluate("told") == []
    page.evaluate("localStorage.setItem('desk-notify', 'on')")
    waiting(office.desk.database, "第二位说的话", reason=Reason.FRAUD)
    expect(page.locator("#waiting")).to_have_text("2")
    assert page.evaluate("told") == ["有顾客等人工：疑似诈骗 现在共有 2 位在排队"]
