"""A complaint with all that belongs to it, as somebody of the company reads it, and what she may do with it now."""
from dataclasses import dataclass
from typing import Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.complaints import lifecycle, queries
from bot.complaints.kinds import Category, Event, Status
from bot.complaints.models import Compensation, Complaint, ComplaintAlert, ComplaintDeadline, ComplaintExtension, Review
from bot.conversations.models import Attachment
from bot.wallet.orders import Payment

# What a person begins; the rest follows from it or belongs to an offer or a proposal.
_BEGUN = frozenset({
    Event.ASSIGNED, Event.TAKEN_UP, Event.REPLIED, Event.ASKED, Event.NOTED, Event.EVIDENCE_ADDED, Event.EXTENSION_PROPOSED, Event.DECIDED, Event.RESOLVED,
    Event.REOPENED, Event.COMPENSATION_PROPOSED})
_OF_REVIEWS = frozenset({Event.REVIEW_REPLY_DRAFTED, Event.REVIEW_SOLUTION_OFFERED, Event.REVIEW_FOLLOWED_UP})


@dataclass(frozen=True)
class Whole:
    """All of it; `names` are the people who are spoken of by their id."""

    complaint: Complaint
    alerts: Sequence[Tuple[ComplaintAlert, str]]  # each with the kind of its clock
    extensions: Sequence[ComplaintExtension]
    compensations: Sequence[Compensation]
    attachments: Sequence[Attachment]
    others: Sequence[Complaint]
    review: Optional[Review]
    names: Dict[int, str]


def read(session: Session, number: str, actor: Actor) -> Whole:
    """A complaint that an actor may read; NotFound else."""
    complaint = queries.readable(session, number, actor)
    extensions = session.execute(select(ComplaintExtension).options(joinedload(ComplaintExtension.note)).where(
        ComplaintExtension.complaint_id == complaint.id).order_by(ComplaintExtension.id)).scalars().all()
    compensations = session.execute(select(Compensation).options(joinedload(Compensation.note)).where(
        Compensation.complaint_id == complaint.id).order_by(Compensation.id)).scalars().all()
    alerts = session.execute(select(ComplaintAlert, ComplaintDeadline.kind).join(ComplaintDeadline, ComplaintDeadline.id == ComplaintAlert.deadline_id).where(
        ComplaintAlert.complaint_id == complaint.id).order_by(ComplaintAlert.id)).all()
    review = session.execute(select(Review).where(Review.complaint_id == complaint.id)).scalar_one_or_none() if _is_review(complaint) else None
    return Whole(complaint, [(alert, kind) for alert, kind in alerts], extensions, compensations, queries.attachments(session, complaint),
                 queries.others(session, complaint, actor), review, _names(session, complaint, extensions, compensations))


def moves(whole: Whole, actor: Actor) -> FrozenSet[Event]:
    """What the actor may begin with it now."""
    complaint = whole.complaint
    may = lifecycle.allowed(Status(complaint.status), actor) & (_BEGUN | (_OF_REVIEWS if _is_review(complaint) else frozenset()))
    return may - _hindered(whole, actor)


def moves_of_compensation(offer: Compensation, complaint: Complaint, actor: Actor) -> List[str]:
    """Of approve, decline and retry, what the actor may do with an offer now."""
    may = lifecycle.allowed(Status(complaint.status), actor)
    if offer.state == Payment.PROPOSED.value:
        approve = Event.COMPENSATION_APPROVED in may and offer.proposed_by != actor.agent_id
        return [*(["approve"] if approve else []), *(["decline"] if Event.COMPENSATION_DECLINED in may else [])]
    waits = offer.state in {Payment.REFUSED.value, Payment.UNKNOWN.value} and complaint.outcome is not None
    return ["retry"] if waits and Event.COMPENSATION_SENT in may else []


def moves_of_extension(asked: ComplaintExtension, complaint: Complaint, actor: Actor) -> List[str]:
    """Of approve and decline, what the actor may do with a proposal now."""
    may = lifecycle.allowed(Status(complaint.status), actor)
    if asked.decided_at is not None:
        return []
    approve = Event.EXTENDED in may and asked.proposed_by != actor.agent_id
    return [*(["approve"] if approve else []), *(["decline"] if Event.EXTENSION_DECLINED in may else [])]


def _hindered(whole: Whole, actor: Actor) -> FrozenSet[Event]:
    """What the table allows and the complaint's own facts do not."""
    complaint, never = whole.complaint, set()
    if actor.role is Role.AGENT and complaint.assignee_id not in {None, actor.agent_id}:
        never.add(Event.ASSIGNED)
    if any(asked.decided_at is None for asked in whole.extensions):
        never.add(Event.EXTENSION_PROPOSED)
    if complaint.customer_id is None:
        never.add(Event.COMPENSATION_PROPOSED)
    if _is_review(complaint):
        never.add(Event.ASKED)  # nobody reads there
    return frozenset(never)


def _names(session: Session, complaint: Complaint, extensions: Sequence[ComplaintExtension], compensations: Sequence[Compensation]) -> Dict[int, str]:
    ids: Set[Optional[int]] = {one for asked in extensions for one in (asked.proposed_by, asked.decided_by)}
    ids |= {one for offer in compensations for one in (offer.proposed_by, offer.approved_by)}
    ids |= {event.details.get("agent") for event in complaint.events}
    return dict(session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(ids - {None}))).all()) if ids - {None} else {}


def _is_review(complaint: Complaint) -> bool:
    return complaint.category == Category.REVIEW.value
