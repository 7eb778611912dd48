"""Writes. Each function changes one complaint and writes its audit event in the same transaction."""
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints import deadlines, lifecycle, queries
from bot.complaints.kinds import Actor, Category, Deadline, DeadlineState, Event, Remedy, Status
from bot.complaints.models import Complaint, ComplaintAttachment, ComplaintDeadline, ComplaintEvent, ComplaintNote
from bot.complaints.numbers import new_number
from bot.conversations import service as conversations
from bot.conversations.models import Attachment, Conversation
from bot.errors import NotAllowed
from bot.language import Language
from bot.notices.outbox import Notice, announce
from bot.settings import settings
from bot.texts import text


@dataclass(frozen=True)
class Statement:
    """What a customer states when she files."""

    category: Category
    description: str
    remedy: Remedy
    remedy_words: Optional[str] = None
    transaction_id: Optional[str] = None
    amount: Optional[Decimal] = None
    currency: Optional[str] = None
    occurred_at: Optional[datetime] = None
    contact: Optional[str] = None
    attachment_ids: Sequence[str] = ()


def file(session: Session, conversation: Conversation, statement: Statement, *, key: str,
         now: datetime) -> Complaint:
    """File a complaint and acknowledge it at once; the same key again gives the same complaint."""
    known = session.execute(select(Complaint).where(Complaint.filed_by == key)).scalar_one_or_none()
    if known:
        return known
    complaint = Complaint(
        number=new_number(now.astimezone(settings().zone).date()), filed_by=key, conversation_id=conversation.id,
        customer_id=conversation.customer_id, category=statement.category.value, status=Status.RECEIVED.value,
        description=statement.description, remedy=statement.remedy.value, remedy_words=statement.remedy_words,
        transaction_id=statement.transaction_id, amount=statement.amount, currency=statement.currency,
        occurred_at=statement.occurred_at, contact=statement.contact, locale=conversation.locale, created_at=now)
    session.add(complaint)
    session.flush()
    _attach(session, complaint, conversation, statement.attachment_ids)
    _start_clocks(session, complaint, now)
    _record(session, complaint, Event.FILED, Actor.CUSTOMER, now)
    _move(session, complaint, Event.ACKNOWLEDGED, Actor.SYSTEM, now)
    _settle(complaint, Deadline.ACKNOWLEDGE, now)
    return complaint


def reply(session: Session, number: str, words: str, *, operator: str, now: datetime) -> Complaint:
    """Answer the customer in substance; it meets the first-reply clock and reaches her conversation."""
    complaint = _locked(session, number)
    note = _note(session, complaint, Actor.OPERATOR, words, f"reply:{complaint.id}:{now.isoformat()}", now)
    _move(session, complaint, Event.REPLIED, Actor.OPERATOR, now, operator=operator, note=note)
    _settle(complaint, Deadline.FIRST_REPLY, now)
    _tell(session, complaint, "complaint_reply", now, button="button_supplement", words=words)
    return complaint


def resolve(session: Session, number: str, words: str, *, operator: str, now: datetime) -> Complaint:
    """Give the result; it meets every clock still running and reaches her conversation."""
    complaint = _locked(session, number)
    note = _note(session, complaint, Actor.OPERATOR, words, f"resolve:{complaint.id}:{now.isoformat()}", now)
    _move(session, complaint, Event.RESOLVED, Actor.OPERATOR, now, operator=operator, note=note)
    _settle(complaint, Deadline.FIRST_REPLY, now)
    _settle(complaint, Deadline.FINAL_REPLY, now)
    complaint.closed_at = now
    _tell(session, complaint, "complaint_resolved", now, button="button_reopen", words=words,
          days=settings().reopen_days)
    return complaint


def supplement(session: Session, conversation: Conversation, number: str, words: str, *, key: str,
               now: datetime, attachment_ids: Sequence[str] = ()) -> Complaint:
    """Add the customer's words and attachments to her open complaint; the same key again adds nothing."""
    complaint = _hers(session, conversation, number)
    known = session.execute(select(ComplaintNote.id).where(ComplaintNote.key == key)).first()
    if not known:
        lifecycle.after(Status(complaint.status), Event.SUPPLEMENTED)
        note = _note(session, complaint, Actor.CUSTOMER, words, key, now)
        _attach(session, complaint, conversation, attachment_ids)
        _move(session, complaint, Event.SUPPLEMENTED, Actor.CUSTOMER, now, note=note)
    return complaint


def withdraw(session: Session, conversation: Conversation, number: str, *, now: datetime) -> Complaint:
    """Take her complaint back; withdrawn already, it stays so."""
    complaint = _hers(session, conversation, number)
    if complaint.status != Status.WITHDRAWN.value:
        _move(session, complaint, Event.WITHDRAWN, Actor.CUSTOMER, now)
        complaint.closed_at = now
        for clock in complaint.deadlines:
            if clock.settled_at is None:
                clock.state, clock.settled_at = DeadlineState.VOID.value, now
    return complaint


def reopen(session: Session, conversation: Conversation, number: str, *, now: datetime) -> Complaint:
    """Open her closed complaint again and start its clocks anew; NotAllowed when too late."""
    complaint = _hers(session, conversation, number)
    if Status(complaint.status).is_open:
        return complaint
    if complaint.closed_at and not deadlines.may_reopen(complaint.closed_at, now, settings().reopen_days):
        raise NotAllowed("reopen_too_late", number=number)
    _move(session, complaint, Event.REOPENED, Actor.CUSTOMER, now)
    complaint.closed_at = None
    _start_clocks(session, complaint, now)
    _settle(complaint, Deadline.ACKNOWLEDGE, now)
    return complaint


def breach_overdue(session: Session, *, now: datetime) -> int:
    """Mark the clocks that ran out, each once, with its audit event; returns how many."""
    overdue = queries.overdue(session, now)
    for clock in overdue:
        complaint = session.get(Complaint, clock.complaint_id, with_for_update=True)
        session.refresh(clock)
        if clock.state == DeadlineState.PENDING.value:
            clock.state = DeadlineState.BREACHED.value
            _record(session, complaint, Event.DEADLINE_BREACHED, Actor.SYSTEM, now, details={"deadline": clock.kind})
    return len(overdue)


def _locked(session: Session, number: str) -> Complaint:
    return session.get(Complaint, queries.by_number(session, number).id, with_for_update=True)


def _hers(session: Session, conversation: Conversation, number: str) -> Complaint:
    return session.get(Complaint, queries.mine_by_number(session, conversation, number).id, with_for_update=True)


def _attach(session: Session, complaint: Complaint, conversation: Conversation, attachment_ids: Sequence[str]) -> None:
    """Make what she sent in this conversation evidence; what belongs to a complaint already stays there."""
    free = select(Attachment.id).where(
        Attachment.id.in_(attachment_ids), Attachment.conversation_id == conversation.id, Attachment.message_id.is_not(None),
        Attachment.id.not_in(select(ComplaintAttachment.attachment_id)))
    for attachment_id in session.execute(free).scalars().all() if attachment_ids else ():
        session.add(ComplaintAttachment(attachment_id=attachment_id, complaint_id=complaint.id))


def _move(session: Session, complaint: Complaint, event: Event, actor: Actor, now: datetime, *,
          operator: Optional[str] = None, note: Optional[ComplaintNote] = None) -> None:
    before = Status(complaint.status)
    following = lifecycle.after(before, event)
    complaint.status = following.value
    _record(session, complaint, event, actor, now, operator=operator, note=note,
            details={"from": before.value, "to": following.value})


def _record(session: Session, complaint: Complaint, event: Event, actor: Actor, now: datetime, *,
            operator: Optional[str] = None, note: Optional[ComplaintNote] = None,
            details: Optional[Any] = None) -> None:
    complaint.events.append(ComplaintEvent(
        sequence=len(complaint.events) + 1, kind=event.value, actor=actor.value, actor_name=operator,
        details=details or {}, note=note, created_at=now))
    session.flush()


def _note(session: Session, complaint: Complaint, author: Actor, words: str, key: str,
          now: datetime) -> ComplaintNote:
    note = ComplaintNote(complaint_id=complaint.id, key=key, author=author.value, text=words, created_at=now)
    session.add(note)
    session.flush()
    return note


def _start_clocks(session: Session, complaint: Complaint, now: datetime) -> None:
    running = {clock.kind: clock for clock in complaint.deadlines}
    limits = deadlines.due(now, first_reply_hours=settings().first_reply_hours,
                           final_reply_days=settings().final_reply_days)
    for kind, due_at in limits.items():
        clock = running.get(kind.value)
        if clock is None:
            clock = ComplaintDeadline(kind=kind.value)
            complaint.deadlines.append(clock)
        clock.due_at, clock.state, clock.settled_at = due_at, DeadlineState.PENDING.value, None
    session.flush()


def _settle(complaint: Complaint, kind: Deadline, now: datetime) -> None:
    for clock in complaint.deadlines:
        if clock.kind == kind.value and clock.settled_at is None:
            clock.state, clock.settled_at = deadlines.settle(clock.due_at, now).value, now


def _tell(session: Session, complaint: Complaint, kind: str, now: datetime, *, button: str, **values: Any) -> None:
    """Tell the customer, with the button that leads on."""
    language = Language(complaint.locale)
    leads_on = conversations.Option(text(f"labels.{button}", language), {
        "intent": "supplement_complaint", "aspect": None, "entities": {"complaint_number": complaint.number}})
    announce(session, Notice(
        kind=kind, key=f"{kind}:{complaint.id}:{len(complaint.events)}", conversation_id=complaint.conversation_id,
        language=language, values={"number": complaint.number, **values}, contact=complaint.contact,
        options=[leads_on]), now=now)
