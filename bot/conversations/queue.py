"""Who waits for a person, in which order, for how long, and whether anybody is there."""
from datetime import timedelta
from statistics import median
from typing import Any, Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.models import Conversation, Handoff
from bot.conversations.ownership import Owner

_PICK_UPS, _PLACE = 50, "place"
# Lost ones first: they waited once already. Then by urgency, then by time.
ORDER = (Handoff.lost_at.is_(None), Handoff.lost_at, Handoff.priority, Handoff.created_at, Handoff.id)
WAITING = (Conversation.owner == Owner.QUEUE.value, Handoff.ended_at.is_(None))


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
