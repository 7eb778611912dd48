"""A real Chromium against the real server."""
import os
import shutil
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.channels.conftest import server  # noqa: F401 - the fixture

_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")  # while it runs, no other test of this process can have an event loop
def browser() -> Iterator[Browser]:
    """One browser for a module; without one the tests are skipped, but never where CI runs them."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=found, args=_QUIET)
        except Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no browser: scripts/browser gets one")
        yield started
        started.close()
