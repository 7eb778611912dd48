"""The real chat server as a process, and a customer who talks to it over HTTP."""
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List, Optional

import httpx

from bot.agents import seeds as agent_seeds
from bot.db import Database
from bot.migrate import upgrade
from bot.wallet import seeds as wallet_seeds
from tests.measures import Measures, scrape
from tests.services import free_port
from tests.starter import ROOT, Fork, starter

# A run of the tests is a very busy customer at one address; what is about limits sets its own.
_WIDE = {f"LIMIT_{what}": "5000/second" for what in (
    "REQUESTS_PER_ADDRESS", "SESSIONS_PER_ADDRESS", "SESSIONS_PER_CUSTOMER", "REQUESTS_PER_CONVERSATION", "MESSAGES_PER_CONVERSATION", "MESSAGES_PER_CUSTOMER")}


class Server:
    """`python -m bot chat` on a database of its own; can be killed and started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.metrics_port = free_port()
        self.environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/chat.db", "CHAT_PORT": str(self.port), "DEMO_MODE": "true",
                            "METRICS_PORT": str(self.metrics_port),
                            "ATTACHMENTS": f"{folder}/attachments", "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", **_WIDE, **settings}
        self._log = folder / "chat.log"
        self._process: Optional[Fork] = None
        database = Database(self.environment["DATABASE_URL"])
        upgrade(database)
        wallet_seeds.seed(database)
        agent_seeds.seed(database)
        database.engine.dispose()

    def command(self, *arguments: str) -> str:
        """Run `python -m bot ...` beside the server, as an operator would."""
        done = subprocess.run([sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def process(self, command: str) -> Fork:
        """Start a desk or worker beside the server, without metrics of its own; whoever starts it ends it."""
        return starter(command).start({**self.environment, "METRICS_PORT": "0"})

    def start(self) -> "Server":
        """Start it and wait until it says that it is ready."""
        self._process = starter("chat").start(self.environment, self._log)
        for _ in range(2400):
            assert self._process.poll() is None, self.log
            if answers(f"{self.url}/webhooks/web/health"):
                return self
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.log}")

    def measures(self) -> Measures:
        """What it measured of itself so far."""
        return scrape(self.metrics_port)

    def tell(self, number: int) -> None:
        """Tell it something."""
        assert self._process
        self._process.send_signal(number)

    def ended(self, seconds: float = 60) -> int:
        """Wait until it has ended by itself; its exit code."""
        assert self._process
        return self._process.wait(seconds)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it; SIGKILL as a crash would."""
        if self._process:
            self._process.send_signal(number)
            self._process.wait(30)

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text(errors="replace")


class Customer:
    """A customer with a session; signed in where a demo customer is named, at the address that a trusted proxy saw."""

    def __init__(self, server: Server, demo: Optional[str] = None, locale: str = "zh-CN", address: Optional[str] = None) -> None:
        self.http = httpx.Client(base_url=server.url, timeout=30, verify=False, headers={"x-forwarded-for": address} if address else {})
        body: Dict[str, Any] = {"locale": locale}
        if demo:
            body["wallet_token"] = self.http.post("/demo/wallet-token", json={"customer": demo}).json()["wallet_token"]
        opened = self.http.post("/webhooks/web/sessions", json=body)
        assert opened.status_code == 201, opened.text
        self.session = opened.json()
        self.http.headers["authorization"] = f"Bearer {self.session['token']}"
        known = self.messages()
        self.sequence = known[-1]["sequence"] if known else 0
        self.choices: List[Dict[str, str]] = []

    def messages(self, after: int = 0) -> List[Dict[str, Any]]:
        """The conversation past a sequence."""
        answer = self.http.get("/webhooks/web/messages", params={"after": after})
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"]

    def post(self, **body: Any) -> httpx.Response:
        """Send a message as it is."""
        return self.http.post("/webhooks/web/messages", json={"client_message_id": uuid.uuid4().hex, **body})

    def say(self, text: str) -> str:
        """Type a message and read the whole answer."""
        return self._answer(self.post(text=text))

    def press(self, title: str) -> str:
        """Press the button of the last answer whose title holds these words, and read the answer."""
        found = [choice for choice in self.choices if title in choice["title"]]
        assert found, f"no button {title!r} among {[choice['title'] for choice in self.choices]}"
        return self._answer(self.post(choice_id=found[0]["id"]))

    def wait_for(self, words: str, after: int = 0) -> Dict[str, Any]:
        """The first message past a sequence that holds these words, once it is there."""
        for _ in range(300):
            for message in self.messages(after):
                if words in message["text"] and message["author"] != "customer":
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no message with {words!r}: {[m['text'][:60] for m in self.messages(after)]}")

    def _answer(self, response: httpx.Response) -> str:
        assert response.status_code == 202, response.text
        self.sequence = response.json()["sequence"]
        for _ in range(600):
            answers = [m for m in self.messages(self.sequence) if m["author"] != "customer"]
            if answers:
                self.choices = [choice for message in answers for choice in message["choices"]]
                return "\n".join(message["text"] for message in answers)
            time.sleep(0.02)
        raise AssertionError("no answer")


def at_the_confirmation(server: Server) -> Customer:
    """A visitor who has told a complaint and only has to confirm it."""
    visitor = Customer(server)
    visitor.say("我要投诉")
    visitor.press("客服服务")
    visitor.say("等了一个小时没有人回复我")
    visitor.press("道歉")
    visitor.say("13812345678")
    return visitor


def answers(address: str) -> bool:
    """Whether something is there and says that it is well."""
    try:
        return httpx.get(address, timeout=2, verify=False).status_code == 200
    except httpx.HTTPError:
        return False
