"""Who waits for a person, in which order, for how long, and whether anybody is there."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from statistics import median
from typing import Any, List, Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.conversations import desk_queries, presence
from bot.conversations.models import Conversation, Handoff
from bot.conversations.ownership import Owner
from bot.settings import settings

_PICK_UPS, _PLACE = 50, "place"
# Lost ones first: they waited once already. Then by urgency, then by time.
ORDER = (Handoff.lost_at.is_(None), Handoff.lost_at, Handoff.priority, Handoff.created_at, Handoff.id)
WAITING = (Conversation.owner == Owner.QUEUE.value, Handoff.ended_at.is_(None))


class Staffing(str, Enum):
    """Whether a person can come now."""

    STAFFED = "staffed"
    UNSTAFFED = "unstaffed"  # opening hours, and yet nobody is there
    CLOSED = "closed"


@dataclass(frozen=True)
class Availability:
    """Whether somebody is there; `opens_at` when people come back, while it is closed."""

    kind: Staffing
    opens_at: Optional[datetime] = None


def availability(session: Session, *, now: datetime) -> Availability:
    """Whether a person can come now; who works after hours is there all the same."""
    return availability_with(presence.is_anybody_on_duty(session, now=now), now=now)


def availability_with(anybody: bool, *, now: datetime) -> Availability:
    """The same, where it is known already whether anybody is on duty."""
    if anybody:
        return Availability(Staffing.STAFFED)
    hours = settings().hours
    return Availability(Staffing.UNSTAFFED) if hours.is_open(now) else Availability(Staffing.CLOSED, hours.next_opening(now))


def waiting(session: Session, actor: Actor) -> List[Handoff]:
    """Those an actor may take (an auditor: see), the front first."""
    return list(session.execute(_waiting(Handoff).where(desk_queries.queued_for(actor)).order_by(*ORDER)).scalars())


def place(session: Session, conversation_id: str) -> int:
    """Which place a conversation has in the queue, from 1; 0 if it does not wait.

    Counted are those that wait for the same team or for everybody: nobody else is taken before her.
    """
    team = session.execute(select(Handoff.team).where(Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))).scalar()
    line = _waiting(Handoff.conversation_id, func.row_number().over(order_by=ORDER).label(_PLACE))
    if team is not None:
        line = line.where((Handoff.team == team) | Handoff.team.is_(None))
    rows = line.subquery()
    return session.execute(select(rows.c[_PLACE]).where(rows.c.conversation_id == conversation_id)).scalar() or 0


def expected_wait(session: Session) -> Optional[timedelta]:
    """How long the last 50 waited until they were taken: half of them less, half of them more. None before the first."""
    rows = session.execute(select(Handoff.queued_at, Handoff.taken_at).where(Handoff.queued_at.is_not(None), Handoff.taken_at.is_not(None))
                           .order_by(Handoff.taken_at.desc()).limit(_PICK_UPS)).all()
    return timedelta(seconds=median((row.taken_at - row.queued_at).total_seconds() for row in rows)) if rows else None


def _waiting(*columns: Any) -> Any:
    return select(*columns).join(Conversation, Conversation.id == Handoff.conversation_id).where(*WAITING)
