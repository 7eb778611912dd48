"""A real Chromium against the real server."""
import os
import shutil
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from tests.browser.desk import DeskBrowser
from tests.browser.support import Support
from tests.channels.conftest import server  # noqa: F401 - the fixture
from tests.channels.running import Server
from tests.desk.conftest import desk  # noqa: F401 - the fixture
from tests.desk.running import Desk

expect.set_options(timeout=20_000)  # two processes of tests share two cores; nothing here is about speed
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]


def launched(playwright: Playwright) -> Browser:
    """The Chromium of this machine, else Playwright's own."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=found, args=_QUIET)


@pytest.fixture(scope="module")  # while it runs, no other test of this process can have an event loop
def browser() -> Iterator[Browser]:
    """One browser for a module; without one the tests are skipped, but never where CI runs them."""
    with sync_playwright() as playwright:
        try:
            started = launched(playwright)
        except Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no browser: scripts/browser gets one")
        yield started
        started.close()


@pytest.fixture
def support(browser: Browser, server: Server) -> Iterator[Support]:  # noqa: F811
    """Opens pages with the widget; all are closed after the test, and none may have logged an error."""
    opened = Support(browser, server)
    yield opened
    opened.close()


@pytest.fixture
def page(support: Support) -> Page:
    """A visitor with the panel open."""
    return support.visitor()


@pytest.fixture
def office(browser: Browser, desk: Desk) -> Iterator[DeskBrowser]:  # noqa: F811
    """Opens pages of the desk; all are closed after the test, and none may have logged an error."""
    opened = DeskBrowser(browser, desk)
    yield opened
    opened.close()
