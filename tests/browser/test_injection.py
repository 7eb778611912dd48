"""What strangers write is text: markup, links, markdown tricks, endless words, turned directions."""
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import Support, bubbles, say

_TRICKS = [
    "<img src=x onerror=alert(1)><script>alert(1)</script><svg onload=alert(1)>",
    "[click](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) [v](vbscript:x)",
    "[our bank](https://evil.example/login) https://evil.example/a **<b>bold</b>**",
    "[x](//evil.example) [y](\\\\evil.example) [z](https:evil.example) [w](https://user@evil.example)",
    "**[https://ours](javascript:alert(1))**\n- <i>a</i>\n1. [b](javascript:alert`1`)",
    "](javascript:alert(1)) [[a](data:b)](javascript:alert(1)) ![i](https://evil.example/i.png)",
]


def show(support: Support, *texts: str, **message: object) -> Page:
    """A page whose conversation holds these messages of the bot."""
    context = support.context()
    made = [{"sequence": number, "author": "bot", "text": text, "choices": [], "attachments": [], "created_at": "2026-11-22T08:00:00+00:00", **message}
            for number, text in enumerate(texts, 1)]
    context.route("**/webhooks/web/messages?*", lambda route: route.fulfill(content_type="application/json", body=json.dumps({"messages": made})))
    context.route("**/webhooks/web/events?*", lambda route: route.fulfill(content_type="text/event-stream", body=": open\n\n"))
    page = support.customer("demo-zhou", context)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(bubbles(page, "bot")).to_have_count(len(texts))
    return page


def test_no_markup_no_strange_link_no_strange_picture(support: Support):
    page = show(support, *_TRICKS)
    log = page.locator("[role=log]")
    expect(log.locator("a, script, img, i, b, iframe")).to_have_count(0)
    expect(log.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    expect(log.get_by_text("our bank（https://evil.example/login）")).to_be_visible()


def test_links_to_our_own_host_are_links(support: Support):
    page = show(support, f"[help]({support.server.url}/) and {support.server.url}/demo")
    links = page.locator("[role=log] a")
    expect(links).to_have_count(2)
    assert links.first.get_attribute("rel") == "noopener noreferrer"


def test_buttons_and_file_names_are_text(support: Support):
    page = show(support, "?", choices=[{"id": "a", "title": "<b>pick</b>\u202etxet"}],
                attachments=[{"id": "f", "name": "<img src=x>\u202egpj.exe", "media_type": "application/pdf", "size": 10, "width": None, "height": None}])
    expect(page.get_by_text("<b>pick</b>")).to_be_visible()
    name = page.locator(".file .name")
    expect(name).to_contain_text("<img src=x>")
    assert name.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"


def test_long_words_and_turned_directions_break_nothing(support: Support):
    page = show(support, "一" * 1500, "a" * 1500, "\u202e\u202d\u2067反过来 reversed", "**" * 400 + "x", "- " * 300, ("1. 条目\n" * 80))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
    header = page.get_by_role("heading", name="U钱包客服").bounding_box()
    assert header and header["x"] < 120


def test_what_a_customer_types_stays_as_typed(page: Page):
    say(page, "**不是粗体** [a](https://evil.example) <b>x</b>")
    expect(page.locator(".customer .text")).to_have_text("**不是粗体** [a](https://evil.example) <b>x</b>")
    expect(page.locator(".customer a, .customer strong, .customer b")).to_have_count(0)
