"""What people write about us in app stores and social media, worked as complaints of a kind of their own.

The author is nobody we know: the complaint has a conversation of its own, to which nobody holds a token, and is told
nothing there. What we answer is written where the review stands, by hand; here it is drafted and put on record.
"""
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Sequence, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot.agents.roles import Actor
from bot.complaints import queries, search, service, steps
from bot.complaints.kinds import Category, Event, Remedy
from bot.complaints.models import Complaint, Review
from bot.conversations.redaction import redact
from bot.conversations.service import open_conversation
from bot.conversations.text import clean
from bot.errors import InvalidInput, NotFound
from bot.language import Language, detect

_LONGEST = 5000


@dataclass(frozen=True)
class Found:
    """A review as it was found: where, by whom, what; `stars` 1 to 5 where the place has them."""

    source: str
    link: str
    text: str
    posted_at: datetime
    author: Optional[str] = None
    stars: Optional[int] = None


def take_in(session: Session, found: Found, *, now: datetime) -> Tuple[Review, bool]:
    """File a review, redacted, and say whether it is new: the same source and link again changes nothing.

    InvalidInput("invalid_field") naming the first field that is missing or odd.
    """
    _check(found, now)
    known = session.execute(select(Review).where(Review.source == found.source, Review.link == found.link)).scalar_one_or_none()
    if known:
        return known, False
    words = redact(clean(found.text)).text
    nobodys = open_conversation(session, customer_id=None, language=detect(words, Language.ZH), now=now)
    complaint = service.file(session, nobodys, service.Statement(category=Category.REVIEW, description=words, remedy=Remedy.OTHER),
                             key="review:" + hashlib.sha256(f"{found.source}\n{found.link}".encode()).hexdigest()[:48], now=now)
    review = Review(complaint_id=complaint.id, source=found.source, link=found.link, stars=found.stars, posted_at=found.posted_at,
                    author=(redact(clean(found.author)).text or None) if found.author else None)
    session.add(review)
    session.flush()
    search.add(session, complaint.id, found.source, review.author)
    return review, True


def page(session: Session, actor: Actor, *, before: Optional[int] = None, open_only: bool = False, limit: int = 50) -> Sequence[Review]:
    """The reviews that an actor may read, the newest first; `before`: only smaller ids."""
    wanted = select(Review).join(Review.complaint).options(
        contains_eager(Review.complaint).selectinload(Complaint.deadlines), joinedload(Review.draft), joinedload(Review.solution), joinedload(Review.follow_up),
        contains_eager(Review.complaint).joinedload(Complaint.assignee)).where(queries.readable_by(actor))
    if before is not None:
        wanted = wanted.where(Review.id < before)
    if open_only:
        wanted = wanted.where(Complaint.due_at.is_not(None))
    return session.execute(wanted.order_by(Review.id.desc()).limit(limit)).scalars().all()


def draft_reply(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Review:
    """Write down what we might answer; the latest draft counts. `work.reply` records what was answered."""
    return _noted(session, number, words, Event.REVIEW_REPLY_DRAFTED, "draft_note_id", actor, now, version)


def offer_solution(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Review:
    """Write down what the author was offered."""
    return _noted(session, number, words, Event.REVIEW_SOLUTION_OFFERED, "solution_note_id", actor, now, version)


def follow_up(session: Session, number: str, words: str, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Review:
    """Write down what became of it: whether she was content, whether the review was changed."""
    return _noted(session, number, words, Event.REVIEW_FOLLOWED_UP, "follow_up_note_id", actor, now, version)


def _noted(session: Session, number: str, words: str, event: Event, column: str, actor: Actor, now: datetime, version: Optional[int]) -> Review:
    complaint = steps.held_by(session, number, actor, version)
    review = session.execute(select(Review).where(Review.complaint_id == complaint.id)).scalar_one_or_none()
    if review is None:
        raise NotFound("unknown_complaint", number=number)
    note = steps.add_note(session, complaint, actor, words, now, internal=True)
    steps.move(session, complaint, event, actor, now, note=note)
    setattr(review, column, note.id)
    session.flush()
    session.expire(review)
    return review


def _check(found: Found, now: datetime) -> None:
    for field, sound in (
            ("source", 0 < len(found.source) <= 32 and found.source.isprintable()),
            ("link", found.link.startswith(("https://", "http://")) and len(found.link) <= 500 and found.link.isprintable() and " " not in found.link),
            ("author", found.author is None or len(found.author) <= 100),
            ("stars", found.stars is None or 1 <= found.stars <= 5),
            ("text", 0 < len(clean(found.text)) <= _LONGEST),
            ("posted_at", found.posted_at.tzinfo is not None and found.posted_at <= now)):
        if not sound:
            raise InvalidInput("invalid_field", field=field)
