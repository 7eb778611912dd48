"""The whole company: chat server, desk and worker as processes of their own on one database, people of both sides in browsers."""
import signal
import time
from pathlib import Path
from typing import Any, Dict

from playwright.sync_api import Browser, Page, expect

from tests.browser.browsers import Browsers
from tests.browser.desk import WIDE
from tests.channels.running import Server, answers
from tests.services import free_port
from tests.starter import Fork

_ALWAYS = {"OPENING_HOURS": "mon-sun 00:00-24:00", "HOLIDAY_CALENDAR": "", "LINK_KEY": "a key of these tests, long enough for anybody"}


class Company:
    """What `python -m bot run` starts, on free ports; `desk_url` and `chat.url` are where it answers."""

    def __init__(self, folder: Path, **settings: str) -> None:
        port = free_port()
        self.desk_url = f"http://127.0.0.1:{port}"
        self.chat = Server(folder, DESK_PORT=str(port), DESK_URL=self.desk_url, NOTICE_OUTBOX=f"{folder}/outbox", **{**_ALWAYS, **settings})
        self._processes: Dict[str, Fork] = {}

    def start(self) -> "Company":
        """Start all three and wait until they answer."""
        try:
            for name in ("desk", "worker"):
                self.start_process(name)
            self.chat.start()
        except BaseException:
            self.stop()
            raise
        return self

    def start_process(self, name: str) -> None:
        """Start desk or worker, again where it was killed."""
        self._processes[name] = self.chat.process(name)
        while name == "desk" and not answers(f"{self.desk_url}/health"):
            assert self._processes[name].poll() is None, "the desk ended"
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """As a power cut would."""
        self._processes[name].send_signal(signal.SIGKILL)
        self._processes[name].wait(30)

    def stop(self) -> None:
        """End all."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait(30)
        self.chat.stop()


class Street(Browsers):
    """One test's customers and agents."""

    def __init__(self, browser: Browser, company: Company) -> None:
        super().__init__(browser)
        self.company = company

    def customer(self, name: str, **options: Any) -> Page:
        """A demo customer on her phone, with the chat of the wallet app open."""
        page = self._page(**{"viewport": {"width": 390, "height": 844}, **options})
        page.goto(f"{self.company.chat.url}/demo")
        page.get_by_text(name).first.click()
        page.get_by_text("联系客服").click()
        expect(page.get_by_role("textbox")).to_be_visible()
        return page

    def agent(self, name: str, path: str = "/", *, on_duty: bool = True, **options: Any) -> Page:
        """A demo agent who has signed in at the desk as a person does, and takes conversations if she is on duty."""
        page = self._page(**{"viewport": WIDE, **options})
        page.goto(f"{self.company.desk_url}/sign-in")
        page.get_by_role("button", name=name).click()
        expect(page.locator("#me")).to_contain_text(name)
        switch = page.get_by_role("switch")
        expect(switch).to_be_enabled()
        if on_duty and not switch.is_checked():
            page.locator(".duty .switch").click()
            expect(switch).to_be_checked()
        if path != "/":
            page.goto(f"{self.company.desk_url}{path}")
        return page

    def _page(self, **options: Any) -> Page:
        return self._watched(self._opened(**{"reduced_motion": "reduce", **options}).new_page())
