"""Reads: what is to be asked, and which question a message answers."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Iterator, NamedTuple, Optional, Sequence

from sqlalchemy import and_, bindparam, exists, func, select, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased, joinedload

from bot.agents.roles import Actor, Role
from bot.complaints.kinds import Category, Event
from bot.complaints.models import Complaint, ComplaintEvent
from bot.conversations.models import Author, Conversation, Handoff, Message
from bot.conversations.ownership import Owner, locked
from bot.errors import NotFound
from bot.satisfaction.kinds import About
from bot.satisfaction.models import Rating

ASKED_WITHIN = timedelta(days=3)  # later nobody remembers what she is asked about
# How a handoff ends by its agent's hand; not when she leaves, or when it is passed on.
ENDED_BY_AGENT = ("answered", "returned", "closed")
_RESOLVED = sql(f"complaint_events.kind = '{Event.RESOLVED.value}'")  # written out, for the index is of this kind alone


class Cause(NamedTuple):
    """What a customer is to be asked about."""

    conversation_id: str
    at: datetime
    complaint_id: Optional[int] = None
    event_sequence: Optional[int] = None
    handoff_id: Optional[int] = None


def next_cause(session: Session, now: datetime) -> Optional[Cause]:
    """A resolution or a handoff about which its customer was not asked yet, and can be now: the bot has her, and owes no answer.

    A complaint that was reopened meanwhile is asked about after its next resolution; one that ended otherwise, never.
    """
    return _next_resolution(session, now) or _next_handoff(session, now)


def asked(session: Session, cause: Cause) -> bool:
    """Whether there is a question about this very cause."""
    about = Rating.handoff_id == cause.handoff_id if cause.handoff_id else and_(
        Rating.complaint_id == cause.complaint_id, Rating.event_sequence == cause.event_sequence)
    return session.execute(select(Rating.id).where(about)).first() is not None


def rater_of(session: Session, cause: Cause) -> "tuple[Optional[int], str]":
    """Whose work is rated, and of which kind it was."""
    if cause.handoff_id:
        return session.execute(select(Handoff.agent_id, Handoff.reason).where(Handoff.id == cause.handoff_id)).one()
    complaint = session.get(Complaint, cause.complaint_id)
    decided = session.execute(select(ComplaintEvent.agent_id).where(
        ComplaintEvent.complaint_id == cause.complaint_id, ComplaintEvent.sequence <= cause.event_sequence,
        ComplaintEvent.kind.in_([Event.DECIDED.value, Event.RESOLVED.value]), ComplaintEvent.agent_id.is_not(None),
    ).order_by(ComplaintEvent.sequence.desc()).limit(1)).scalar()
    return decided or complaint.assignee_id, complaint.category


def rating(session: Session, rating_id: int, conversation_id: Optional[str] = None) -> Rating:
    """One question, held until the transaction ends; NotFound where there is none, or none in this conversation."""
    statement = select(Rating).where(Rating.id == rating_id).with_for_update().execution_options(populate_existing=True)
    if conversation_id is not None:
        statement = statement.where(Rating.conversation_id == conversation_id)
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_rating")
    return found


def held_with_conversation(session: Session, rating_id: int) -> Rating:
    """One question, its conversation held before it, as a message in the chat does."""
    conversation_id = session.execute(select(Rating.conversation_id).where(Rating.id == rating_id)).scalar_one_or_none()
    if conversation_id is None:
        raise NotFound("unknown_rating")
    locked(session, conversation_id)
    return rating(session, rating_id)


# Asked at every message, made once (see conversations' queries).
_AT = select(Rating).where(Rating.conversation_id == bindparam("conversation"), Rating.sequence == bindparam("sequence"))
_ANSWERED_BY = select(Rating).where(Rating.rated_by == bindparam("message"))
_HER_LAST = select(Message.id).where(
    Message.conversation_id == bindparam("conversation"), Message.author == Author.CUSTOMER.value,
    Message.sequence < bindparam("sequence")).order_by(Message.sequence.desc()).limit(1).scalar_subquery()
_RATED_BEFORE = select(Rating.id).join(Message, Message.id == Rating.rated_by).where(
    Message.id == _HER_LAST, Message.conversation_id == bindparam("conversation"), Message.sequence >= bindparam("sequence") - 2).scalar_subquery()
_RATES = select(Rating.id).where(Rating.rated_by == bindparam("message")).limit(1).scalar_subquery()
STANDING = (_RATES, _RATED_BEFORE)  # of a message (see Standing)
_STANDS = select(*STANDING)


def asked_just_before(session: Session, conversation_id: str, sequence: int) -> Optional[Rating]:
    """The question that stands right before a place in a conversation, None where something else does."""
    return session.execute(_AT, {"conversation": conversation_id, "sequence": sequence - 1}).scalar_one_or_none()


def answered_by(session: Session, message_id: int) -> Optional[Rating]:
    """The question to which a message is the answer."""
    return session.execute(_ANSWERED_BY, {"message": message_id}).scalar_one_or_none()


class Standing(NamedTuple):
    """The ids of the question that a message answers, and of the rating to which it may be the comment."""

    rates: Optional[int]
    comments_on: Optional[int]


def standing(session: Session, message: Message) -> Standing:
    """Where a message stands in a talk about a rating; a comment is her next message, with no more than one thing of ours between."""
    return Standing(*session.execute(_STANDS, {"message": message.id, "conversation": message.conversation_id, "sequence": message.sequence}).one())


def readable_by(actor: Actor) -> Any:
    """The condition under which somebody of the company may read a rating: an agent those of her own work, the others all."""
    return Rating.agent_id == actor.agent_id if actor.role is Role.AGENT else true()


def mean(session: Session, actor: Actor, *, since: datetime) -> Optional[float]:
    """The mean of the stars that customers gave since a moment, None where they gave none."""
    found = session.execute(select(func.avg(Rating.stars)).where(readable_by(actor), Rating.stars.is_not(None), Rating.rated_at >= since)).scalar()
    return None if found is None else float(found)


@dataclass(frozen=True)
class Filter:
    """Which ratings a list holds; None: whatever it is."""

    about: Optional[About] = None
    rated: Optional[bool] = None
    at_most: Optional[int] = None  # stars
    agent_id: Optional[int] = None
    category: Optional[str] = None
    since: Optional[datetime] = None
    until: Optional[datetime] = None


def page(session: Session, actor: Actor, wanted: Filter, *, after: Optional[int], limit: int) -> Sequence[Rating]:
    """The ratings somebody may read, the newest first; `after` is the id where the last page ended."""
    conditions = [readable_by(actor), *_conditions(wanted), *([Rating.id < after] if after is not None else [])]
    return session.execute(select(Rating).options(joinedload(Rating.complaint), joinedload(Rating.agent)).where(*conditions)
                           .order_by(Rating.id.desc()).limit(limit)).scalars().all()


def _conditions(wanted: Filter) -> Iterator[Any]:
    if wanted.about is not None:
        yield Rating.complaint_id.is_not(None) if wanted.about is About.RESOLUTION else Rating.handoff_id.is_not(None)
    if wanted.rated is not None:
        yield Rating.stars.is_not(None) if wanted.rated else Rating.stars.is_(None)
    if wanted.at_most is not None:
        yield Rating.stars <= wanted.at_most
    for column, value in ((Rating.agent_id, wanted.agent_id), (Rating.category, wanted.category)):
        if value is not None:
            yield column == value
    if wanted.since is not None:
        yield Rating.asked_at >= wanted.since
    if wanted.until is not None:
        yield Rating.asked_at < wanted.until


def _next_resolution(session: Session, now: datetime) -> Optional[Cause]:
    later = aliased(ComplaintEvent)
    reopened = exists().where(later.complaint_id == ComplaintEvent.complaint_id, later.sequence > ComplaintEvent.sequence,
                              later.kind == Event.REOPENED.value)
    known = exists().where(Rating.complaint_id == ComplaintEvent.complaint_id, Rating.event_sequence == ComplaintEvent.sequence)
    found = session.execute(
        select(Complaint.conversation_id, ComplaintEvent.created_at, Complaint.id, ComplaintEvent.sequence)
        .join(Complaint, Complaint.id == ComplaintEvent.complaint_id).join(Conversation, Conversation.id == Complaint.conversation_id)
        .where(_RESOLVED, ComplaintEvent.created_at > now - ASKED_WITHIN, Complaint.category != Category.REVIEW.value, ~known, ~reopened, _free())
        .order_by(ComplaintEvent.created_at).limit(1)).one_or_none()
    return Cause(*found) if found else None


def _next_handoff(session: Session, now: datetime) -> Optional[Cause]:
    found = session.execute(
        select(Handoff.conversation_id, Handoff.ended_at, Handoff.id).join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(Handoff.ended_at > now - ASKED_WITHIN, Handoff.outcome.in_(ENDED_BY_AGENT), ~exists().where(Rating.handoff_id == Handoff.id), _free())
        .order_by(Handoff.ended_at).limit(1)).one_or_none()
    return Cause(found[0], found[1], handoff_id=found[2]) if found else None


def _free() -> Any:
    waiting = exists().where(Message.conversation_id == Conversation.id, Message.unhandled.is_(True))
    return and_(Conversation.owner == Owner.BOT.value, ~waiting)
