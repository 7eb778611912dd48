"""The desk's audit trail: who signed in, read a transcript, changed whom. Append-only."""
from datetime import datetime
from typing import Any, Dict, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.models import DeskEvent
from bot.agents.roles import Actor, Role

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)


def record(session: Session, actor: Optional[Actor], kind: str, subject: str, now: datetime, details: Optional[Dict[str, Any]] = None) -> DeskEvent:
    """Write down what an actor (None: nobody we know) did, in the past tense, to what; never anybody's words or secrets."""
    event = DeskEvent(agent_id=actor and actor.agent_id, actor_name=actor and actor.name, role=actor and actor.role.value,
                      kind=kind, subject=subject, details=details or {}, created_at=now)
    session.add(event)
    session.flush()
    return event


def listed(session: Session, *, reader: Optional[Actor] = None, before: Optional[int] = None, limit: int = 100, agent_id: Optional[int] = None,
           kind: Optional[str] = None, subject: Optional[str] = None) -> Sequence[DeskEvent]:
    """The newest events first; `before` is the id where the last page ended.

    A `reader` who is neither auditor nor administrator gets what she did herself; None is the desk itself.
    """
    statement = select(DeskEvent).order_by(DeskEvent.id.desc()).limit(limit)
    if reader and reader.role not in READERS:
        statement = statement.where(DeskEvent.agent_id == reader.agent_id)
    for column, value in ((DeskEvent.agent_id, agent_id), (DeskEvent.kind, kind), (DeskEvent.subject, subject)):
        statement = statement if value is None else statement.where(column == value)
    return session.execute(statement if before is None else statement.where(DeskEvent.id < before)).scalars().all()
