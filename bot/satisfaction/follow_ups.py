"""What the company's people do after a rating or a resolution: tasks of supervisors, and calls."""
import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import live
from bot.satisfaction.kinds import Kind, State
from bot.satisfaction.models import FollowUp, Rating
from bot.settings import settings


def open_task(session: Session, rating: Rating, *, now: datetime) -> None:
    """A supervisor is to look at a low rating, once, however often it is changed; the rating is held by this transaction."""
    _open(session, Kind.TASK, f"rating:{rating.id}", rating, now, now)


def plan_call(session: Session, rating: Rating, *, resolved_at: datetime, now: datetime) -> None:
    """Plan a call some days after a resolution, for the share of complaints that is chosen."""
    if chosen(rating.complaint.number, settings().follow_up_share):
        _open(session, Kind.CALL, f"call:{rating.id}", rating, resolved_at + timedelta(days=settings().follow_up_days), now)


def chosen(number: str, share: int) -> bool:
    """Whether a complaint is among the chosen per cent; of the same number always the same, and of a larger share all of a smaller one's."""
    return int(hashlib.sha256(f"follow-up:{number}".encode()).hexdigest(), 16) % 100 < share


def _open(session: Session, kind: Kind, key: str, rating: Rating, due_at: datetime, now: datetime) -> None:
    if session.execute(select(FollowUp.id).where(FollowUp.key == key)).first():
        return
    session.add(FollowUp(key=key, kind=kind.value, state=State.OPEN.value, conversation_id=rating.conversation_id,
                         complaint_id=rating.complaint_id, rating_id=rating.id, due_at=due_at, created_at=now))
    session.flush()
    live.emit(session, "follow_up", key, now=now)
