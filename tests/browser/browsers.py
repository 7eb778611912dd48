"""What the browsers of one test have in common: they are closed at its end, and what their pages threw fails it."""
from typing import Any, List

from playwright.sync_api import Browser, BrowserContext, Page


class Browsers:
    """One test's browsers; none of their pages may log an error of its own, or do what the policy forbids."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.errors: List[str] = []
        self._contexts: List[BrowserContext] = []

    def close(self) -> None:
        """End all; what a page has thrown fails the test."""
        for each in self._contexts:
            each.unroute_all(behavior="ignoreErrors")
            each.close()
        assert not self.errors, self.errors

    def _opened(self, **options: Any) -> BrowserContext:
        made = self.browser.new_context(**{"locale": "zh-CN", **options})
        made.set_default_timeout(20_000)
        self._contexts.append(made)
        return made

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None)
        return page
