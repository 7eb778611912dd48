"""Who works at the desk in these tests, and what waits for them."""
from datetime import datetime, timezone
from typing import Any, List, Optional

from bot.agents import queries as agents
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import handoffs, presence, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Conversation, Handoff
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def hired(database: Database, name: str = "小周", role: Role = Role.AGENT, *, on_duty: Optional[datetime] = None, **facts: Any) -> Actor:
    """A person; `on_duty` since when her desk was last heard of."""
    with database.transaction() as session:
        person = Agent(name=name, role=role.value, created_at=NOW, **facts)
        session.add(person)
        session.flush()
        if on_duty:
            presence.set_available(session, person.id, True, now=on_duty)
        return agents.actor_of(person)


def waiting(database: Database, *, customer: Optional[str] = None, reason: Reason = Reason.ASKED_FOR, team: Optional[str] = None,
            now: datetime = NOW, language: Language = Language.ZH) -> str:
    """A conversation in the queue."""
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=customer, language=language, now=now)
        handoffs.request(session, conversation.id, reason=reason, team=team, now=now)
        return conversation.id


def taken(database: Database, actor: Actor, now: datetime = NOW) -> str:
    """A conversation that is hers."""
    conversation_id = waiting(database, now=now)
    with database.transaction() as session:
        handoffs.take(session, conversation_id, actor=actor, now=now)
    return conversation_id


def state(database: Database, conversation_id: str) -> Conversation:
    with database.reading() as session:
        return queries.conversation(session, conversation_id)


def open_handoff(database: Database, conversation_id: str) -> Optional[Handoff]:
    with database.reading() as session:
        return queries.open_handoff(session, conversation_id)


def told(database: Database, conversation_id: str) -> List[str]:
    """What the system said, in order."""
    with database.reading() as session:
        return [m.text for m in queries.messages_after(session, conversation_id, 0, 999) if m.author == "system"]


def audited(database: Database, conversation_id: str) -> List[tuple]:
    """The kinds of the desk's audit events of a conversation with who did it, in order."""
    from bot.agents import audit
    with database.reading() as session:
        return [(event.kind, event.actor_name) for event in reversed(audit.listed(session, subject=f"conversation:{conversation_id}"))]
