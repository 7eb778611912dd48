"""Pages with the widget on them, and its parts as a customer finds them."""
from typing import Any, Dict, List

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.browsers import Browsers
from tests.browser.contract import stand_in
from tests.channels.running import Server

_POLICY = ("default-src 'none'; script-src 'self' 'nonce-page'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
           "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'")
_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script nonce="page">window.heard = []; for (const name of ['open', 'close', 'message', 'unread', 'handoff', 'complaintfiled',
'localechange', 'signout', 'tokenexpired']) addEventListener(name, ({{ type, detail }}) => detail && heard.push([type, detail]));{script}</script>
<script type="module" src="/widget/support-widget.js"></script></head>
<body><main><h1>Page</h1><button id="before">Before</button><support-widget {attributes}></support-widget></main></body></html>"""


class Support(Browsers):
    """One test's visitors and customers, on pages with the widget."""

    def __init__(self, browser: Browser, server: Server) -> None:
        super().__init__(browser)
        self.server = server

    def context(self, **options: Any) -> BrowserContext:
        """A device of its own, a phone unless told otherwise."""
        made = self._opened(**{"viewport": {"width": 390, "height": 844}, **options})
        stand_in(made, self.server)
        return made

    def token(self, customer: str) -> str:
        """A fresh wallet token of a demo customer."""
        return httpx.post(f"{self.server.url}/demo/wallet-token", json={"customer": customer}).json()["wallet_token"]

    def open(self, context: BrowserContext, *, script: str = "", lang: str = "zh-CN", wait: bool = True, **attributes: str) -> Page:
        """A page under a strict policy with the widget on it."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        words = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in {"open": "", **attributes}.items())
        page.route("**/page", lambda route: route.fulfill(
            content_type="text/html", headers={"content-security-policy": _POLICY}, body=_PAGE.format(lang=lang, attributes=words, script=script)))
        page.goto(f"{self.server.url}/page")
        if wait:
            expect(page.get_by_role("textbox")).to_be_visible()
        return page

    def visitor(self, **options: Any) -> Page:
        """A visitor's page on a device of its own, with the panel open."""
        return self.open(self.context(**options))

    def customer(self, name: str, context: Any = None, **attributes: str) -> Page:
        """A signed-in demo customer's page."""
        return self.open(context or self.context(), wallet_token=self.token(name), **attributes)


def say(page: Page, text: str) -> None:
    """Type and send."""
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def bubbles(page: Page, author: str = "") -> Locator:
    """The messages on the screen, of one author or of all, without the greeting."""
    return page.locator(f".entry{author and '.'}{author}:not(.greeting) .text")


def answered(page: Page, times: int = 1) -> None:
    """Wait for so many answers of the bot, the greeting not counted."""
    expect(bubbles(page, "bot")).to_have_count(times, timeout=20_000)


def menu(page: Page, item: str) -> None:
    """Choose from the header's menu."""
    page.locator("[aria-haspopup=menu]").click()
    page.get_by_role("menuitem", name=item).click()


def stored(page: Page) -> Dict[str, Any]:
    """All that is kept on the device for this page."""
    return page.evaluate("""async () => ({...localStorage, ...sessionStorage,
        ...Object.fromEntries((await indexedDB.databases()).map(({ name }) => [name, true]))})""")


def heard(page: Page, name: str) -> List[Dict[str, Any]]:
    """What the widget has told the page under this name."""
    return page.evaluate("name => heard.filter(([type]) => type === name).map(([, detail]) => detail)", name)
