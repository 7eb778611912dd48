"""Who sends what, and what came of it. The network is talked to between these transactions, never in one."""
import hashlib
import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, List, Mapping, Optional

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.conversations import live
from bot.errors import NotAllowed, NotFound
from bot.language import Language
from bot.notices import timing
from bot.notices.kinds import Channel, State
from bot.notices.models import Delivery
from bot.settings import settings

LEASE = timedelta(minutes=5)  # far longer than any sender is given; a worker that died is known by it


@dataclass(frozen=True)
class Job:
    """A delivery somebody has claimed; `known_by` is the same at every attempt."""

    id: int
    claim: str
    known_by: str
    channel: Channel
    kind: str
    subject: Optional[str]
    language: Language
    values: Mapping[str, Any]
    customer_id: Optional[str]
    address: Optional[str]
    created_at: datetime


def claim(session: Session, channel: Channel, limit: int, *, now: datetime) -> List[Job]:
    """Take the deliveries that are due, oldest first; nobody else gets them while the lease runs."""
    rows = session.execute(select(Delivery).where(*_due(channel, now)).order_by(Delivery.due_at, Delivery.id).limit(limit)
                           .with_for_update(skip_locked=True)).scalars().all()
    for row in rows:
        row.claim, row.claimed_until, row.attempts = uuid.uuid4().hex, now + LEASE, row.attempts + 1
    session.flush()
    return [_job(row) for row in rows]


def are_due(session: Session, channel: Channel, *, now: datetime) -> bool:
    """Whether there is anything to claim; reading only."""
    return session.execute(select(Delivery.id).where(*_due(channel, now)).limit(1)).first() is not None


def succeed(session: Session, job: Job, *, now: datetime) -> bool:
    """It was sent: its words are no longer needed. False where the claim was lost meanwhile."""
    row = _claimed(session, job)
    if row is None:
        return False
    row.state, row.settled_at, row.claim, row.claimed_until, row.last_error, row.details = State.SENT.value, now, None, None, None, {}
    session.flush()
    return True


def fail(session: Session, job: Job, error: str, *, now: datetime, for_good: bool = False, after: Optional[timedelta] = None) -> Optional[State]:
    """It was not sent: try again later, or give it up into the operators' list. `after`: what the receiver asked to wait."""
    row = _claimed(session, job)
    if row is None:
        return None
    row.claim, row.claimed_until, row.last_error = None, None, error[:64]
    due = now + max(timing.pause(row.attempts, random.random()), after or timedelta())
    if for_good or due > row.give_up_at:
        _give_up(session, row, now)
    else:
        quiet = timing.quiet_hours(settings().notice_quiet_hours) if job.channel is Channel.SMS and not row.urgent else None
        row.due_at = timing.after_quiet(due, quiet, settings().zone)
    session.flush()
    return State(row.state)


def give_up_overdue(session: Session, *, now: datetime) -> int:
    """Give up what nobody has managed or tried to send, as when a way is no longer provided; returns how many."""
    rows = session.execute(select(Delivery).where(
        Delivery.state == State.WAITING.value, Delivery.give_up_at < now, Delivery.due_at <= now - LEASE, _unclaimed(now))
        .limit(100).with_for_update(skip_locked=True)).scalars().all()
    for row in rows:
        row.last_error = row.last_error or "not_tried"
        _give_up(session, row, now)
    session.flush()
    return len(rows)


def retry(session: Session, delivery_id: int, *, now: datetime) -> Delivery:
    """Try a failed one again at once, under its own key; NotAllowed("notice_state") for any other, or once its words are erased."""
    row = session.execute(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound("unknown_notice", id=delivery_id)
    if row.state != State.FAILED.value or row.last_error == "erased":
        raise NotAllowed("notice_state", state=row.state)
    row.state, row.due_at, row.settled_at = State.WAITING.value, now, None
    row.give_up_at = now + timedelta(hours=settings().notice_give_up_hours)
    session.flush()
    return row


def _due(channel: Channel, now: datetime) -> List[Any]:
    return [Delivery.channel == channel.value, Delivery.state == State.WAITING.value, Delivery.due_at <= now, _unclaimed(now)]


def _unclaimed(now: datetime) -> Any:
    return or_(Delivery.claimed_until.is_(None), Delivery.claimed_until < now)


def _give_up(session: Session, row: Delivery, now: datetime) -> None:
    row.state, row.settled_at, row.claim, row.claimed_until = State.FAILED.value, now, None, None
    live.emit(session, "notice", str(row.id), now=now)


def _claimed(session: Session, job: Job) -> Optional[Delivery]:
    return session.execute(select(Delivery).where(Delivery.id == job.id, Delivery.claim == job.claim).with_for_update()).scalar_one_or_none()


def _known_by(row: Delivery) -> str:
    return hashlib.sha256(f"{row.key}:{row.channel}".encode()).hexdigest()[:32]


def _job(row: Delivery) -> Job:
    return Job(id=row.id, claim=row.claim or "", known_by=_known_by(row), channel=Channel(row.channel), kind=row.kind, subject=row.subject,
               language=Language(row.language), values=dict(row.details), customer_id=row.customer_id, address=row.address, created_at=row.created_at)
