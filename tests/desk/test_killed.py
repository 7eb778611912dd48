"""The desk and the worker, each a real process killed again and again in the middle of its work: nothing is lost, nothing happens twice."""
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable, List, Optional

import httpx
import pytest

from bot.agents import queries as agents
from bot.agents import tokens
from bot.agents.models import Agent
from bot.conversations import handoffs, queries, service
from bot.conversations.handoffs import Reason
from bot.db import Database, utc_now
from bot.language import Language
from tests.services import free_port

ROOT = Path(__file__).parent.parent.parent
LONG_ENOUGH = 120.0  # only a failing test waits for it


class Process:
    """`python -m bot ...`, which can be killed and started again."""

    def __init__(self, database: Database, *command: str, **settings: str) -> None:
        self.command = command
        url = database.engine.url.render_as_string(hide_password=False)
        self.environment = {**os.environ, "DATABASE_URL": url, "DEMO_MODE": "true", **settings}
        self._process: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> "Process":
        self._process = subprocess.Popen([sys.executable, "-m", "bot", *self.command], cwd=ROOT, env=self.environment,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)


def until(done: Callable[[], Any]) -> None:
    ends = time.monotonic() + LONG_ENOUGH
    while not done():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.05)


def waiting(database: Database, since: timedelta) -> str:
    with database.transaction() as session:
        now = utc_now() - since
        conversation = service.open_conversation(session, customer_id=None, language=Language.ZH, now=now)
        handoffs.request(session, conversation.id, reason=Reason.ASKED_FOR, now=now)
        return conversation.id


def token_of_an_agent(database: Database) -> str:
    with database.transaction() as session:
        person = Agent(name="小周", created_at=utc_now())
        session.add(person)
        session.flush()
        return tokens.create(session, "desk", read_only=False, days=1, actor=agents.actor_of(person), now=utc_now())[1]


def said(database: Database, conversation_id: str, author: str) -> List[str]:
    with database.reading() as session:
        return [message.text for message in queries.messages_after(session, conversation_id, 0, 999) if message.author == author]


def persistent(client: httpx.Client, path: str, body: dict) -> httpx.Response:
    """As the desk's page does: again with the same words until an answer comes."""
    ends = time.monotonic() + LONG_ENOUGH
    while True:
        try:
            return client.post(path, json=body)
        except httpx.HTTPError:
            assert time.monotonic() < ends
            time.sleep(0.02)


def test_a_desk_that_is_killed_while_an_agent_talks_loses_no_word_and_says_none_twice(database: Database):
    token = token_of_an_agent(database)
    conversation_id = waiting(database, timedelta(0))
    desk = Process(database, "desk", DESK_PORT=str(port := free_port())).start()
    words = [f"第 {number} 句" for number in range(60)]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=10, headers={"authorization": f"Bearer {token}"}) as zhou:
        assert persistent(zhou, f"/conversations/{conversation_id}/take", {}).status_code == 200

        def talk() -> None:
            for number, text in enumerate(words):
                answer = persistent(zhou, f"/conversations/{conversation_id}/messages", {"client_message_id": f"m{number}", "text": text})
                assert answer.status_code in {200, 201}, answer.text

        talking = threading.Thread(target=talk)
        talking.start()
        for share in (15, 40):
            until(lambda share=share: len(said(database, conversation_id, "agent")) >= share)
            desk.kill()
            desk.start()
        talking.join(LONG_ENOUGH)
        desk.kill()
    assert said(database, conversation_id, "agent") == words
    assert len(said(database, conversation_id, "system")) == 1  # she joined once


@pytest.mark.parametrize("kills", [2])
def test_a_worker_that_is_killed_asks_everybody_who_waits_exactly_once(database: Database, kills: int):
    conversations = [waiting(database, timedelta(minutes=5)) for _ in range(40)]

    def asked() -> int:
        return sum(len(said(database, each, "system")) for each in conversations)

    worker = Process(database, "worker").start()
    for number in range(1, kills + 1):
        until(lambda number=number: asked() >= number * 12)
        worker.kill()
        worker.start()
    until(lambda: asked() >= len(conversations))
    time.sleep(3)  # a round or more
    worker.kill()
    assert [len(said(database, each, "system")) for each in conversations] == [1] * len(conversations)
