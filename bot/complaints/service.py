"""What a customer does with her complaints, and what the clock does. Each function changes one complaint and writes its audit
row in the same transaction; what the company's people do is in `work`, `decisions`, `extensions` and `compensations`."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents import roles
from bot.complaints import deadlines, decisions, lifecycle, queries, search, steps, trail, work
from bot.complaints.kinds import Actor, Category, Deadline, DeadlineState, Event, Outcome, Remedy, Status
from bot.complaints.models import Complaint, ComplaintAttachment, ComplaintNote
from bot.conversations.models import Attachment, Conversation
from bot.errors import NotAllowed
from bot.language import Language
from bot.numbers import new_number
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
        occurred_at=statement.occurred_at, contact=statement.contact, locale=conversation.locale, created_at=now,
        version=0, event_count=0, event_head="")
    session.add(complaint)
    session.flush()
    trail.start(session, complaint)
    _attach(session, complaint, conversation, statement.attachment_ids)
    search.add(session, complaint.id, complaint.number, complaint.number[9:], complaint.customer_id, complaint.transaction_id,
               complaint.contact, complaint.description, complaint.remedy_words)
    trail.record(session, complaint, Event.FILED, Actor.CUSTOMER, now)
    steps.move(session, complaint, Event.ACKNOWLEDGED, Actor.SYSTEM, now)
    steps.start_clocks(session, complaint, now)
    steps.settle(complaint, now, Deadline.ACKNOWLEDGE)
    steps.refresh(session, complaint, now)
    steps.acknowledge(session, complaint, now)
    return complaint


def supplement(session: Session, conversation: Conversation, number: str, words: str, *, key: str,
               now: datetime, attachment_ids: Sequence[str] = ()) -> Complaint:
    """Add the customer's words and attachments to her open complaint; the same key again adds nothing."""
    complaint = _hers(session, conversation, number)
    known = session.execute(select(ComplaintNote.id).where(ComplaintNote.key == key)).first()
    if not known:
        lifecycle.after(Status(complaint.status), Event.SUPPLEMENTED, Actor.CUSTOMER, {lifecycle.Need.WORDS})
        note = steps.add_note(session, complaint, Actor.CUSTOMER, words, now, key=key)
        _attach(session, complaint, conversation, attachment_ids)
        waited = complaint.status == Status.WAITING.value
        steps.move(session, complaint, Event.SUPPLEMENTED, Actor.CUSTOMER, now, note=note)
        steps.refresh(session, complaint, now)
        if waited:  # else nothing has changed but that we know more
            steps.tell_outside(session, complaint, "complaint_supplemented", now)
    return complaint


def accept(session: Session, conversation: Conversation, number: str, *, now: datetime) -> Complaint:
    """She agrees with the decision; accepted already, it stays so."""
    complaint = _hers(session, conversation, number)
    if complaint.status != Status.RESOLVED.value:
        steps.move(session, complaint, Event.RESOLVED, Actor.CUSTOMER, now)
        steps.tell_outside(session, complaint, "complaint_accepted", now, days=settings().reopen_days)
    return complaint


def withdraw(session: Session, conversation: Conversation, number: str, *, now: datetime) -> Complaint:
    """Take her complaint back; withdrawn already, it stays so."""
    complaint = _hers(session, conversation, number)
    if complaint.status != Status.WITHDRAWN.value:
        steps.move(session, complaint, Event.WITHDRAWN, Actor.CUSTOMER, now)
        steps.end(session, complaint, now, void=True)
        steps.tell_outside(session, complaint, "complaint_withdrawn", now, days=settings().reopen_days)
    return complaint


def reopen(session: Session, conversation: Conversation, number: str, *, now: datetime) -> Complaint:
    """Open her closed complaint again and start its clocks anew; NotAllowed when too late."""
    complaint = _hers(session, conversation, number)
    if Status(complaint.status).is_open:
        return complaint
    if complaint.closed_at and not deadlines.may_reopen(complaint.closed_at, now, settings().reopen_days):
        raise NotAllowed("reopen_too_late", number=number)
    steps.move(session, complaint, Event.REOPENED, Actor.CUSTOMER, now)
    steps.begin_again(session, complaint, now)
    steps.tell_outside(session, complaint, "complaint_reopened_by_customer", now, first_reply=steps.promised(complaint, Deadline.FIRST_REPLY))
    return complaint


def reply(session: Session, number: str, words: str, *, operator: str, now: datetime) -> Complaint:
    """Answer the customer in substance, from the command line."""
    return work.reply(session, number, words, actor=_at_the_command_line(operator), now=now)


def resolve(session: Session, number: str, words: str, *, operator: str, now: datetime) -> Complaint:
    """Give the result and end the complaint, from the command line."""
    return decisions.resolve(session, number, Outcome.UPHELD, words, actor=_at_the_command_line(operator), now=now)


def decide(session: Session, number: str, words: str, *, outcome: Outcome, operator: str, now: datetime) -> Complaint:
    """Decide, from the command line; the customer may accept it or not."""
    return decisions.decide(session, number, outcome, words, actor=_at_the_command_line(operator), now=now)


def breach_overdue(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Mark the clocks that ran out, each once, with its audit event and our apology; returns how many."""
    overdue = queries.overdue(session, now, limit)
    for clock in overdue:
        complaint = steps.held(session, clock.complaint_id)
        if clock.state == DeadlineState.PENDING.value:
            clock.state = DeadlineState.BREACHED.value
            steps.move(session, complaint, Event.DEADLINE_BREACHED, Actor.SYSTEM, now, details={"deadline": clock.kind})
            _apologise(session, complaint, Deadline(clock.kind), now)
    return len(overdue)


def close_expired(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Close the complaints whose time for reopening has run out; returns how many."""
    expired = session.execute(select(Complaint.id).where(
        Complaint.status.in_([Status.DECIDED.value, Status.RESOLVED.value]),
        Complaint.closed_at < now - timedelta(days=settings().reopen_days)).order_by(Complaint.closed_at).limit(limit)).scalars().all()
    for complaint in (steps.held(session, found) for found in expired):
        if complaint.status in {Status.DECIDED.value, Status.RESOLVED.value}:  # another worker may have been here
            steps.move(session, complaint, Event.CLOSED, Actor.SYSTEM, now)
            steps.tell(session, complaint, "complaint_closed", now)
    return len(expired)


def _apologise(session: Session, complaint: Complaint, missed: Deadline, now: datetime) -> None:
    steps.tell(session, complaint, "complaint_late", now, when=steps.promised(complaint, missed),
               label=text(f"labels.deadline_{missed.value}", Language(complaint.locale)))


def _hers(session: Session, conversation: Conversation, number: str) -> Complaint:
    return steps.held(session, queries.mine_by_number(session, conversation, number).id)


def _attach(session: Session, complaint: Complaint, conversation: Conversation, attachment_ids: Sequence[str]) -> None:
    """Make what she sent in this conversation evidence; what belongs to a complaint already stays there."""
    free = select(Attachment.id).where(
        Attachment.id.in_(attachment_ids), Attachment.conversation_id == conversation.id, Attachment.message_id.is_not(None),
        Attachment.id.not_in(select(ComplaintAttachment.attachment_id)))
    for attachment_id in session.execute(free).scalars().all() if attachment_ids else ():
        session.add(ComplaintAttachment(attachment_id=attachment_id, complaint_id=complaint.id))


def _at_the_command_line(operator: str) -> roles.Actor:
    # Who may run commands on the machine may do what a supervisor may.
    return roles.Actor(agent_id=None, name=operator, role=roles.Role.SUPERVISOR)
