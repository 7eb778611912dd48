"""Which agents are there: each desk gives a sign of life, and its agent says whether she takes conversations."""
from datetime import datetime, timedelta
from typing import Any, List, Optional

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.agents import queries
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations.desk_models import Presence
from bot.conversations.live import Kind, emit
from bot.db import QUIETLY
from bot.settings import settings


def beat(session: Session, agent_id: int, *, now: datetime) -> None:
    """A sign of life of an agent's desk; her colleagues hear of it where she had been silent."""
    before = _seen(session, agent_id)
    _put(session, agent_id, now, {})
    if before is None or before < silent_before(now):
        emit(session, Kind.PRESENCE, str(agent_id), now=now)


def set_available(session: Session, agent_id: int, available: bool, *, now: datetime) -> None:
    """Whether the agent takes conversations from now on; those she has stay hers."""
    _put(session, agent_id, now, {"available": available})
    emit(session, Kind.PRESENCE, str(agent_id), now=now)


def is_available(session: Session, agent_id: int) -> bool:
    """Whether the agent said she takes conversations."""
    return bool(session.execute(select(Presence.available).where(Presence.agent_id == agent_id)).scalar())


_THERE = (Agent.active.is_(True), Agent.role != Role.AUDITOR.value, Presence.available.is_(True), Presence.seen_at >= bindparam("since"))
_ON_DUTY = select(Agent).join(Presence, Presence.agent_id == Agent.id).where(*_THERE).order_by(Agent.id)
# Whether anybody takes conversations now, for a statement that asks more; `since` is `silent_before(now)`.
ANYBODY = select(Agent.id).join(Presence, Presence.agent_id == Agent.id).where(*_THERE).exists()
_ANYBODY = select(ANYBODY)


def on_duty(session: Session, *, now: datetime) -> List[Actor]:
    """Who takes conversations now: active, available, heard of lately; auditors never."""
    rows = session.execute(_ON_DUTY, {"since": silent_before(now)}).scalars()
    return [queries.actor_of(agent) for agent in rows]


def is_anybody_on_duty(session: Session, *, now: datetime) -> bool:
    """Whether anybody takes conversations now (see `on_duty`)."""
    return bool(session.execute(_ANYBODY, {"since": silent_before(now)}).scalar())


def silent_before(now: datetime) -> datetime:
    """Whoever was last heard of before this moment counts as gone."""
    return now - timedelta(seconds=settings().agent_silence_seconds)


def is_silent(agent_id: Any, gone: datetime) -> Any:
    """The condition that an agent was not heard of since a moment."""
    return ~exists().where(Presence.agent_id == agent_id, Presence.seen_at >= gone)


def _seen(session: Session, agent_id: int) -> Optional[datetime]:
    found = session.get(Presence, agent_id, populate_existing=True)
    return found.seen_at if found else None


def _put(session: Session, agent_id: int, now: datetime, values: Any) -> None:
    change = update(Presence).where(Presence.agent_id == agent_id).values(seen_at=now, **values)
    if session.execute(change, execution_options=QUIETLY).rowcount:
        return
    try:
        with session.begin_nested():
            session.execute(insert(Presence).values({"agent_id": agent_id, "available": False, "seen_at": now, **values}))
    except IntegrityError:  # her other window was faster
        session.execute(change, execution_options=QUIETLY)
