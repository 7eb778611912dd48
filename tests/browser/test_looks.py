"""Phones from 320 px, zoom, reduced motion, dark, an app's screen, and two whole languages."""
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import Support, heard, menu, say
from tests.channels.running import Customer

_WIDGET = Path("bot/web/widget")


def fits(page: Page) -> bool:
    """Nothing sticks out: of the page, the panel, or its scrolling parts."""
    return page.evaluate("""() => { const root = document.querySelector('support-widget').shadowRoot;
        return document.documentElement.scrollWidth <= innerWidth && [...root.querySelectorAll('.panel, .scroll, .sheet, .bar, .composer')]
            .every((node) => node.scrollWidth <= node.clientWidth + 1 && node.getBoundingClientRect().right <= innerWidth + 1); }""")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "height", "scale"), [(320, 568, 2), (390, 844, 3), (640, 400, 2)])
def test_everything_fits_on_phones_and_at_200_percent(support: Support, lang: str, width: int, height: int, scale: int):
    page = support.open(support.context(viewport={"width": width, "height": height}, device_scale_factor=scale, locale=lang), lang=lang)
    assert fits(page)
    say(page, "我要投诉" if lang == "zh-CN" else "I want to file a complaint")
    expect(page.locator(".choice").last).to_be_visible()
    assert fits(page)
    expect(page.get_by_role("textbox")).to_be_in_viewport()
    page.locator("[aria-haspopup=menu]").click()
    for item in page.get_by_role("menuitem").all():
        expect(item).to_be_in_viewport()
    page.get_by_role("menuitem").first.click()
    expect(page.locator(".sheet h3")).to_be_visible()
    assert fits(page)


def test_on_a_phone_the_panel_is_the_screen_and_what_is_pressed_is_large_enough(support: Support):
    page = support.visitor(viewport={"width": 320, "height": 568}, reduced_motion="reduce")
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 568}
    for button in page.locator("support-widget button:visible").all():
        box = button.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24, button.inner_text()


def test_in_an_app_it_fills_its_screen_and_close_is_told(support: Support):
    page = support.visitor()
    page.evaluate("document.querySelector('support-widget').setAttribute('mode', 'app')")
    expect(page.locator(".launcher")).to_be_hidden()
    page.get_by_role("button", name="收起客服窗口").click()
    assert heard(page, "close") == [{}]


def test_reduced_motion_stands_still(support: Support):
    page = support.visitor(reduced_motion="reduce")
    names = page.evaluate("""() => [...document.querySelector('support-widget').shadowRoot.querySelectorAll('*')]
        .map((node) => getComputedStyle(node).animationName)""")
    assert set(names) == {"none"}


def test_dark_is_dark(support: Support):
    page = support.visitor(color_scheme="dark")
    red, green, blue = map(int, re.findall(r"\d+", page.locator(".panel").evaluate("node => getComputedStyle(node).backgroundColor"))[:3])
    assert max(red, green, blue) < 60


def test_a_page_may_choose_colours_and_side(support: Support):
    page = support.open(support.context(viewport={"width": 1280, "height": 800}), position="left")
    page.evaluate("document.querySelector('support-widget').style.setProperty('--support-accent', '#7a1fa2')")
    box = page.locator(".panel").bounding_box()
    assert box and box["x"] < 100
    assert page.locator(".mark").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 162)"


def test_unread_messages_are_counted_while_it_is_closed(support: Support):
    page = support.customer("demo-zheng", support.context(viewport={"width": 1280, "height": 800}))
    page.get_by_role("button", name="收起客服窗口").first.click()
    Customer(support.server, "demo-zheng").say("付款失败了")
    launcher = page.locator(".launcher")
    expect(launcher).to_have_attribute("aria-label", re.compile("有 [1-9] 条新消息"))
    assert heard(page, "unread")[-1]["count"] > 0
    launcher.click()
    expect(page.locator(".badge")).to_be_hidden()
    assert heard(page, "unread")[-1] == {"count": 0}


def test_a_page_in_english_shows_no_chinese(support: Support):
    page = support.open(support.context(locale="en"), lang="en")
    menu(page, "My complaints")
    expect(page.locator(".sheet h3")).to_be_visible()
    texts = page.evaluate("""() => [...document.querySelector('support-widget').shadowRoot.querySelectorAll('*')]
        .filter((node) => !node.closest('[lang=zh-CN]')).flatMap((node) => [node.getAttribute('aria-label'), node.getAttribute('title'),
            node.getAttribute('placeholder'), ...[...node.childNodes].filter((each) => each.nodeType === 3).map((each) => each.data)])""")
    assert [each for each in texts if each and re.search(r"[\u4e00-\u9fff]", each)] == []


def test_both_languages_have_the_same_words_each_in_its_own():
    chinese, english = ((_WIDGET / f"strings.{name}.js").read_text("utf-8") for name in ("zh", "en"))
    names = [re.findall(r"^ +(\w+):", text, re.M) for text in (chinese, english)]
    assert names[0] == names[1]
    assert re.findall(r"[\u4e00-\u9fff]+", english.replace("'中文'", "")) == []
    assert [line for line in chinese.splitlines() if re.search(r"'[A-Za-z ]{6,}'", line) and "English" not in line] == []
