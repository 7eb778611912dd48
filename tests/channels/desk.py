"""An agent who works beside the server under test, by the core's own functions."""
from datetime import datetime, timezone
from typing import Any

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import handoffs, presence, speaking
from bot.conversations.models import Author
from bot.db import Database
from tests.channels.running import Server


class Desk:
    """One agent and what she does at her desk; `conversation_id` names whom she talks with."""

    def __init__(self, server: Server, name: str = "小周", on_duty: bool = True) -> None:
        self.database = Database(server.environment["DATABASE_URL"])
        with self.database.transaction() as session:
            agent = Agent(name=name, created_at=now())
            session.add(agent)
            session.flush()
            self.actor = Actor(agent_id=agent.id, name=name, role=Role.SUPERVISOR)
        self.be_there(on_duty)

    def be_there(self, on_duty: bool = True) -> None:
        """Take conversations from now on, or no longer."""
        with self.database.transaction() as session:
            presence.set_available(session, self.actor.agent_id, on_duty, now=now())

    def take(self, conversation_id: str) -> None:
        self._do(handoffs.take, conversation_id)

    def take_over(self, conversation_id: str) -> None:
        self._do(handoffs.take_over, conversation_id)

    def give_back(self, conversation_id: str) -> None:
        self._do(handoffs.give_back, conversation_id)

    def say(self, conversation_id: str, words: str) -> None:
        self._do(speaking.say_as_agent, conversation_id, text=words, client_message_id=f"{now().timestamp()}")

    def type(self, conversation_id: str) -> None:
        with self.database.transaction() as session:
            speaking.typing(session, conversation_id, author=Author.AGENT, now=now())

    def read(self, conversation_id: str, sequence: int) -> None:
        with self.database.transaction() as session:
            speaking.read(session, conversation_id, author=Author.AGENT, sequence=sequence, now=now())

    def _do(self, step: Any, conversation_id: str, **values: Any) -> None:
        with self.database.transaction() as session:
            step(session, conversation_id, actor=self.actor, now=now(), **values)


def now() -> datetime:
    return datetime.now(timezone.utc)
