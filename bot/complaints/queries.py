"""Reads. A complaint is hers if she is the signed-in customer, it was filed in this conversation,
or this conversation proved it (number and contact): nobody else can even learn that it exists."""
from datetime import datetime, timedelta
from typing import Any, List, Optional, Sequence

from sqlalchemy import and_, func, or_, select, true, union
from sqlalchemy.orm import Session, selectinload

from bot.agents import roles
from bot.agents.roles import Role
from bot.complaints.kinds import DeadlineState, Event, Status
from bot.complaints.models import Complaint, ComplaintAttachment, ComplaintDeadline, ComplaintEvent, ComplaintGrant
from bot.conversations.models import Attachment, Conversation
from bot.errors import NotFound


def mine(session: Session, conversation: Conversation, *, open_only: bool = False,
         limit: int = 50) -> List[Complaint]:
    """The complaints this conversation may see, newest first."""
    statement = _readable(conversation).order_by(Complaint.id.desc()).limit(limit)
    if open_only:
        statement = statement.where(Complaint.status.in_([s.value for s in Status if s.is_open]))
    return list(session.execute(statement).scalars())


def mine_by_number(session: Session, conversation: Conversation, number: str) -> Complaint:
    """One complaint this conversation may see, with all that belongs to it; NotFound else."""
    found = session.execute(_readable(conversation).where(Complaint.number == number)
                            .options(selectinload(Complaint.events).selectinload(ComplaintEvent.note))
                            ).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_complaint", number=number)
    return found


def by_number(session: Session, number: str) -> Complaint:
    """Any complaint, for the company's own people; NotFound if there is none."""
    found = session.execute(select(Complaint).where(Complaint.number == number)).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_complaint", number=number)
    return found


def attachments(session: Session, complaint: Complaint, conversation: Optional[Conversation] = None) -> Sequence[Attachment]:
    """A complaint's attachments, oldest first; for a customer those she sent in her own conversation, which alone she can open."""
    statement = (select(Attachment).join(ComplaintAttachment, ComplaintAttachment.attachment_id == Attachment.id)
                 .where(ComplaintAttachment.complaint_id == complaint.id).order_by(Attachment.created_at, Attachment.position))
    if conversation is not None:
        statement = statement.where(Attachment.conversation_id == conversation.id, Attachment.internal.is_(False))
    return session.execute(statement).scalars().all()


def attachment(session: Session, number: str, attachment_id: str, actor: roles.Actor) -> Attachment:
    """One attachment of a complaint, for somebody who may read it; NotFound("unknown_attachment") else."""
    found = session.execute(
        select(Attachment).join(ComplaintAttachment, ComplaintAttachment.attachment_id == Attachment.id)
        .join(Complaint, Complaint.id == ComplaintAttachment.complaint_id)
        .where(Complaint.number == number, readable_by(actor), Attachment.id == attachment_id, Attachment.stored.is_(True))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_attachment")
    return found


def listed(session: Session, *, open_only: bool, limit: int) -> Sequence[Complaint]:
    """The newest complaints, for the company's own people."""
    statement = select(Complaint).options(selectinload(Complaint.deadlines)).order_by(Complaint.id.desc())
    if open_only:
        statement = statement.where(Complaint.status.in_([s.value for s in Status if s.is_open]))
    return session.execute(statement.limit(limit)).scalars().all()


def overdue(session: Session, now: datetime, limit: int = 100) -> Sequence[ComplaintDeadline]:
    """The clocks that ran out while nobody was looking, oldest first."""
    return session.execute(
        select(ComplaintDeadline)
        .where(ComplaintDeadline.state == DeadlineState.PENDING.value, ComplaintDeadline.due_at < now)
        .order_by(ComplaintDeadline.due_at).limit(limit)).scalars().all()


def readable_by(actor: roles.Actor) -> Any:
    """The condition under which somebody of the company may read a complaint: the one place where this is said.

    An agent reads hers, her team's, and those that are nobody's yet; supervisors, auditors and administrators all.
    """
    if actor.role in {Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}:
        return true()
    hers = [and_(Complaint.assignee_id.is_(None), Complaint.team.is_(None))]
    if actor.agent_id is not None:
        hers.append(Complaint.assignee_id == actor.agent_id)
    if actor.team is not None:
        hers.append(Complaint.team == actor.team)
    return or_(*hers)


def readable(session: Session, number: str, actor: roles.Actor) -> Complaint:
    """One complaint with all that belongs to it, for somebody who may read it; NotFound else."""
    found = session.execute(select(Complaint).where(Complaint.number == number, readable_by(actor)).options(
        selectinload(Complaint.deadlines), selectinload(Complaint.events).selectinload(ComplaintEvent.note))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_complaint", number=number)
    return found


def others(session: Session, complaint: Complaint, actor: roles.Actor, limit: int = 20) -> Sequence[Complaint]:
    """The same customer's other complaints that an actor may read, newest first; a visitor's are those of her conversation."""
    return session.execute(select(Complaint).where(_same_customer(complaint), Complaint.id != complaint.id, readable_by(actor))
                           .order_by(Complaint.id.desc()).limit(limit)).scalars().all()


def times_before(session: Session, complaint: Complaint, *, since: timedelta = timedelta(days=90)) -> int:
    """How often this customer complained shortly before, this complaint's own reopenings among them."""
    others = session.execute(select(func.count(Complaint.id)).where(
        _same_customer(complaint), Complaint.id != complaint.id, Complaint.created_at <= complaint.created_at,
        Complaint.created_at > complaint.created_at - since)).scalar_one()
    again = session.execute(select(func.count(ComplaintEvent.id)).where(
        ComplaintEvent.complaint_id == complaint.id, ComplaintEvent.kind == Event.REOPENED.value)).scalar_one()
    return int(others + again)


def next_deadline(complaint: Complaint) -> Optional[ComplaintDeadline]:
    """What the customer can expect next; None when nothing is owed any more.

    A promise that was missed and is still owed comes first: silence about it would be a lie.
    """
    if not Status(complaint.status).is_open:
        return None
    owed = [d for d in complaint.deadlines if d.settled_at is None and d.state != DeadlineState.VOID.value]
    return min(owed, key=lambda deadline: deadline.due_at, default=None)


def _readable(conversation: Conversation):  # type: ignore[no-untyped-def]
    # Three small sets, each by its own index: one condition with "or" would read through all complaints, newest first.
    hers = [select(Complaint.id).where(Complaint.conversation_id == conversation.id),
            select(ComplaintGrant.complaint_id).where(ComplaintGrant.conversation_id == conversation.id)]
    if conversation.customer_id:
        hers.append(select(Complaint.id).where(Complaint.customer_id == conversation.customer_id))
    return select(Complaint).options(selectinload(Complaint.deadlines)).where(Complaint.id.in_(union(*hers)))


def _same_customer(complaint: Complaint) -> Any:
    if complaint.customer_id:
        return Complaint.customer_id == complaint.customer_id
    return Complaint.conversation_id == complaint.conversation_id
