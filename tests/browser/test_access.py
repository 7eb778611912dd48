"""WCAG 2.2 AA: no finding in any view; everything by keyboard; new messages are read out once."""
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.contract import PIXEL
from tests.browser.support import Support, bubbles, menu, say
from tests.channels.desk import Desk

_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
_WORDS: Any = {
    "zh-CN": ("我要投诉 昨天充值扣了两次", "我的投诉", "转人工客服", "退出并清除本机记录", "下一位就是您"),
    "en": ("I want to file a complaint, my top-up was charged twice", "My complaints", "Talk to a person", "Sign out and clear this device", "You are next"),
}
_CUSTOMERS = {("zh-CN", "light"): "demo-sun", ("zh-CN", "dark"): "demo-zhou", ("en", "light"): "demo-wu", ("en", "dark"): "demo-zheng"}
# What a screen reader would say: what is added where the nearest aria-live is polite.
_LISTEN = """() => {
    window.said = [];
    const log = document.querySelector('support-widget').shadowRoot.querySelector('[role=log]');
    new MutationObserver((changes) => changes.forEach(({ addedNodes, target }) => addedNodes.forEach((node) => {
        const element = node.nodeType === 1 ? node : target;
        const copy = element.cloneNode(true);
        copy.querySelectorAll?.('[aria-live=off]').forEach((quiet) => quiet.remove());
        if (element.closest('[aria-live]')?.ariaLive === 'polite') said.push(copy.textContent);
    }))).observe(log, { childList: true, subtree: true, characterData: true });
}"""


def findings(page: Page) -> list:
    """What axe objects to, with the place."""
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in Axe().run(page, options=_RULES).response["violations"]]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_axe_finds_nothing_in_any_view(support: Support, lang: str, scheme: str):
    complain, complaints, person, leave, waiting = _WORDS[lang]
    desk = Desk(support.server)
    context = support.context(locale=lang, color_scheme=scheme, reduced_motion="reduce")
    page = support.customer(_CUSTOMERS[lang, scheme], context, lang=lang)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert findings(page) == []
    say(page, complain)
    expect(page.locator(".choice").last).to_be_visible()
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(page.locator(".waiting .size")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".customer .picture").last).to_be_visible()
    menu(page, person)
    expect(page.get_by_text(waiting).first).to_be_visible()
    page.locator("[aria-haspopup=menu]").click()
    assert findings(page) == []
    page.get_by_role("menuitem", name=complaints).click()
    expect(page.locator(".sheet h3, .case").first).to_be_visible()
    assert findings(page) == []
    page.locator(".back").click()
    page.locator(".customer .picture").last.click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.locator(".stop").click()
    expect(page.locator(".waits")).to_be_hidden()
    desk.be_there(False)
    menu(page, leave)
    assert findings(page) == []


def test_everything_by_keyboard_and_focus_returns(support: Support):
    page = support.open(support.context(viewport={"width": 1280, "height": 800}), wait=False, mode="bubble")
    page.evaluate("document.querySelector('support-widget').open = false")
    expect(page.get_by_role("button", name="联系客服")).to_be_visible()
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("付款失败了")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.locator(".choice").first).to_be_visible()
    title = page.locator(".choice").first.inner_text()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == title:
            break
    page.keyboard.press("Enter")
    expect(page.locator(".customer .text").last).to_have_text(title)
    more = page.locator("[aria-haspopup=menu]")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="我的投诉")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="我的投诉")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="联系客服")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_button_that_was_pressed_leaves_the_focus_in_the_widget(page: Page):
    say(page, "付款失败了")
    choice = page.locator(".choice").first
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".customer")).to_have_count(2)
    assert page.evaluate("document.activeElement.localName") == "support-widget"


def test_new_messages_are_read_out_once_and_old_ones_never(support: Support):
    context = support.context()
    first = support.open(context)
    say(first, "付款失败了")
    expect(bubbles(first, "bot").first).to_be_visible()
    page = support.open(context, wait=False)
    page.evaluate("customElements.whenDefined('support-widget')")
    page.evaluate(_LISTEN)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    old = page.locator(".entry.bot .text").last.inner_text()[:10]
    say(page, "提现多久到账")
    expect(page.locator(".customer .text").last).to_have_text("提现多久到账")
    expect(page.locator(".entry.bot .text").last).to_contain_text("提现")
    new = page.locator(".entry.bot .text").last.inner_text()[:10]
    said = page.evaluate("said")
    assert [new in each for each in said].count(True) == 1
    assert not any(old in each for each in said)
    assert not any("提现多久到账" in each for each in said)
