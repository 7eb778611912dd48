"""While a person has a conversation the bot is silent and remembers; afterwards it goes on knowing what was said."""
import json
import sqlite3
import time
from datetime import datetime, timezone
from typing import Any, Dict, List

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import handoffs, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Author
from bot.db import Database
from tests.channels.running import Customer, Server


class Desk:
    """An agent who works beside the server, by the core's own functions."""

    def __init__(self, server: Server, name: str = "小周") -> None:
        self.database = Database(server.environment["DATABASE_URL"])
        with self.database.transaction() as session:
            agent = Agent(name=name, created_at=now())
            session.add(agent)
            session.flush()
            self.actor = Actor(agent_id=agent.id, name=name, role=Role.SUPERVISOR)

    def do(self, step: Any, customer: Customer, **values: Any) -> None:
        with self.database.transaction() as session:
            step(session, customer.session["conversation_id"], actor=self.actor, now=now(), **values)

    def say(self, customer: Customer, words: str) -> None:
        with self.database.transaction() as session:
            said = service.say(session, customer.session["conversation_id"], words, author=Author.AGENT, now=now())
            said.agent_id = self.actor.agent_id

    def queue(self, customer: Customer) -> None:
        with self.database.transaction() as session:
            handoffs.request(session, customer.session["conversation_id"], reason=Reason.ASKED_FOR, now=now())


def now() -> datetime:
    return datetime.now(timezone.utc)


def tracker(server: Server, customer: Customer) -> List[Dict[str, Any]]:
    """The events of the conversation in Rasa's log."""
    with sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        rows = connection.execute("SELECT data FROM events WHERE sender_id = ? ORDER BY id", [customer.session["conversation_id"]])
        return [json.loads(data) for (data,) in rows]


def remembered(server: Server, customer: Customer, words: str) -> List[Dict[str, Any]]:
    """The tracker, once it holds these words."""
    for _ in range(200):
        events = tracker(server, customer)
        if any(words in (event.get("text") or "") for event in events):
            return events
        time.sleep(0.05)
    raise AssertionError(f"{words!r} is not in the tracker: {[e.get('text') for e in tracker(server, customer)]}")


def test_the_talk_with_an_agent_is_in_the_tracker_between_a_pause_and_a_resumption(server: Server):
    desk, li = Desk(server), Customer(server, "demo-li")
    li.say("同一家店扣了我两次钱")
    desk.queue(li)
    li.post(text="在线等 急")
    desk.do(handoffs.take, li)
    desk.say(li, "您好，我看到两笔老王火锅")
    li.post(text="对 就是火锅店重复扣款了")
    desk.do(handoffs.give_back, li)
    events = remembered(server, li, "就是火锅店")
    said = [(e["event"], e.get("text"), (e.get("metadata") or {}).get("agent")) for e in events]
    assert ("bot", "您好，我看到两笔老王火锅", "小周") in said
    order = [e["event"] for e in events]
    assert order.count("pause") == 1 and order.index("pause") < said.index(("user", "在线等 急", None)) < said.index(("user", "对 就是火锅店重复扣款了", None))
    remembered(server, li, "接下来由我继续帮您")
    assert [e["event"] for e in tracker(server, li)][-1] == "resume"
    assert len(li.say("提现多久到账")) > 10
