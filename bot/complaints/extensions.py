"""A later moment for the final reply: proposed with a reason, approved by somebody else, told to the customer."""
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.agents.roles import Actor
from bot.complaints import deadlines, steps
from bot.complaints.kinds import Deadline, DeadlineState, Event
from bot.complaints.lifecycle import Need
from bot.complaints.models import Complaint, ComplaintDeadline, ComplaintExtension
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from bot.settings import settings


def propose(session: Session, number: str, until: datetime, words: str, *, actor: Actor, now: datetime,
            version: Optional[int] = None) -> ComplaintExtension:
    """Ask a supervisor for more time; `words` are the reason as the customer will read it.

    InvalidInput("extension_date") unless `until` lies after the present deadline and at most EXTENSION_DAYS behind it;
    NotAllowed("extension_pending") while another proposal waits.
    """
    complaint = steps.held_by(session, number, actor, version)
    if _waiting(session, complaint):
        raise NotAllowed("extension_pending", number=number)
    clock = _final_clock(complaint)
    if clock is None:
        raise NotAllowed("not_now", status=complaint.status, event=Event.EXTENSION_PROPOSED.value)
    if not max(clock.due_at, now) < until <= clock.due_at + timedelta(days=settings().extension_days):
        raise InvalidInput("extension_date", days=settings().extension_days)
    note = steps.add_note(session, complaint, actor, words, now)
    steps.move(session, complaint, Event.EXTENSION_PROPOSED, actor, now, note=note, details={"until": until.isoformat()})
    asked = ComplaintExtension(complaint_id=complaint.id, until=until, note_id=note.id, proposed_by=actor.agent_id, created_at=now)
    session.add(asked)
    session.flush()
    return asked


def approve(session: Session, number: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Grant what was proposed, not by oneself; the final reply's clock is replaced and the customer told why and until when."""
    complaint, asked = _pending(session, number, actor, version)
    clock = _final_clock(complaint)
    assert clock is not None  # an open complaint owes its final reply
    second = {Need.SECOND_PERSON} if asked.proposed_by != actor.agent_id else set()
    steps.move(session, complaint, Event.EXTENDED, actor, now, note=asked.note, given=second, details={"until": asked.until.isoformat()})
    _decide(asked, actor, True, now)
    if clock.kind == Deadline.FINAL_REPLY.value:
        clock.state = (DeadlineState.EXTENDED if deadlines.settle(clock.due_at, now) is DeadlineState.MET else DeadlineState.BREACHED).value
        clock.settled_at, clock.next_alert_at = now, None
        clock = next((c for c in complaint.deadlines if c.kind == Deadline.EXTENSION.value), ComplaintDeadline(kind=Deadline.EXTENSION.value))
    steps.set_clock(complaint, clock, asked.until, now)
    session.flush()
    steps.refresh(session, complaint, now)
    steps.tell(session, complaint, "complaint_extended", now, button="supplement", words=asked.note.text,
               when=formats.moment(asked.until, Language(complaint.locale)))
    return complaint


def decline(session: Session, number: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Refuse what was proposed; the deadline stays and the customer is not troubled."""
    complaint, asked = _pending(session, number, actor, version)
    steps.move(session, complaint, Event.EXTENSION_DECLINED, actor, now)
    _decide(asked, actor, False, now)
    return complaint


def _pending(session: Session, number: str, actor: Actor, version: Optional[int]) -> "tuple[Complaint, ComplaintExtension]":
    complaint = steps.held_by(session, number, actor, version)
    asked = _waiting(session, complaint)
    if asked is None:
        raise NotFound("unknown_extension", number=number)
    return complaint, asked


def _waiting(session: Session, complaint: Complaint) -> Optional[ComplaintExtension]:
    return session.execute(select(ComplaintExtension).where(
        ComplaintExtension.complaint_id == complaint.id, ComplaintExtension.decided_at.is_(None))).scalar_one_or_none()


def _final_clock(complaint: Complaint) -> Optional[ComplaintDeadline]:
    kinds = {Deadline.FINAL_REPLY.value, Deadline.EXTENSION.value}
    return next((clock for clock in complaint.deadlines if clock.kind in kinds and clock.settled_at is None), None)


def _decide(asked: ComplaintExtension, actor: Actor, approved: bool, now: datetime) -> None:
    asked.approved, asked.decided_by, asked.decided_at = approved, actor.agent_id, now
