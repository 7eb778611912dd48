"""How content are you? Asked once after each resolution and each handoff that an agent ended."""
from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations.ownership import locked
from bot.conversations.service import Option
from bot.db import Database
from bot.language import Language
from bot.notices.outbox import Notice, announce
from bot.satisfaction import follow_ups, links, queries
from bot.satisfaction.kinds import MOST
from bot.satisfaction.models import Rating
from bot.texts import text


def ask_due(database: Database, *, now: datetime) -> int:
    """Ask everybody who is to be asked, each in a transaction of its own; returns how many. May run in several processes at once."""
    asked = 0
    while _anybody(database, now):
        with database.transaction() as session:
            asked += _ask_next(session, now)
    return asked


def options(rating_id: int, language: Language) -> "list[Option]":
    """The five buttons, the best first."""
    return [Option(text(f"labels.stars_{stars}", language), {
        "intent": "feedback", "aspect": "rating", "entities": {"rating": str(stars), "about": str(rating_id)}}) for stars in range(MOST, 0, -1)]


def _anybody(database: Database, now: datetime) -> bool:
    """Looked up without a lock first: mostly there is nobody."""
    with database.reading() as session:
        return queries.next_cause(session, now) is not None


def _ask_next(session: Session, now: datetime) -> bool:
    cause = queries.next_cause(session, now)
    if cause is None:
        return False
    conversation = locked(session, cause.conversation_id)
    if queries.asked(session, cause):  # another worker was here
        return False
    agent_id, category = queries.rater_of(session, cause)
    rating = Rating(
        conversation_id=conversation.id, complaint_id=cause.complaint_id, event_sequence=cause.event_sequence, handoff_id=cause.handoff_id,
        agent_id=agent_id, category=category, sequence=conversation.last_sequence + 1, asked_at=now)
    session.add(rating)
    session.flush()
    _announce(session, rating, now)
    if cause.complaint_id is not None:
        follow_ups.plan_call(session, rating, resolved_at=cause.at, now=now)
    return True


def _announce(session: Session, rating: Rating, now: datetime) -> None:
    number = rating.complaint.number if rating.complaint else ""
    language = rating.conversation.language
    announce(session, Notice(
        kind=f"rate_{rating.about.value}", key=f"rating:{rating.id}", conversation_id=rating.conversation_id, language=language,
        values={"number": number, "link": links.address(rating)}, subject=number or None, outside=rating.complaint is not None,
        contact=rating.complaint.contact if rating.complaint else None, options=options(rating.id, language)), now=now)
