"""Who works at the desk in these tests."""
from datetime import datetime, timezone
from typing import Optional

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import handoffs, service
from bot.conversations.handoffs import Reason
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def hired(database: Database, name: str = "小周", role: Role = Role.AGENT, team: Optional[str] = None) -> Actor:
    with database.transaction() as session:
        person = Agent(name=name, created_at=NOW)
        session.add(person)
        session.flush()
        return Actor(agent_id=person.id, name=name, role=role, team=team)


def waiting(database: Database, *, customer: Optional[str] = None, reason: Reason = Reason.ASKED_FOR, team: Optional[str] = None,
            now: datetime = NOW) -> str:
    """A conversation in the queue."""
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
        handoffs.request(session, conversation.id, reason=reason, team=team, now=now)
        return conversation.id


def taken(database: Database, actor: Actor, now: datetime = NOW) -> str:
    """A conversation that is hers."""
    conversation_id = waiting(database)
    with database.transaction() as session:
        handoffs.take(session, conversation_id, actor=actor, now=now)
    return conversation_id
