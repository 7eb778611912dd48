"""What a customer answers. A rating closes nothing, whatever it says."""
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy.orm import Session

from bot.conversations import live
from bot.conversations.models import Choice, Message
from bot.conversations.redaction import redact
from bot.errors import InvalidInput, NotAllowed
from bot.satisfaction import follow_ups, phrases, queries
from bot.satisfaction.kinds import LOW, MOST
from bot.satisfaction.models import Rating

ANSWERED_WITHIN = timedelta(days=30)
CHANGED_WITHIN = timedelta(hours=24)


def rate(session: Session, rating: Rating, stars: int, *, now: datetime, message_id: Optional[int] = None) -> Rating:
    """Take her answer to a question that this transaction holds; a later one counts instead, within a day of the first.

    InvalidInput("stars") for no whole number from 1 to 5; NotAllowed("rating_over") for a question asked too long ago,
    NotAllowed("rating_settled") where the day for changing it has gone. A low one opens a task for a supervisor.
    """
    if not 1 <= stars <= MOST:
        raise InvalidInput("stars")
    if rating.rated_at is None and now > rating.asked_at + ANSWERED_WITHIN:
        raise NotAllowed("rating_over")
    if rating.rated_at is not None and now > rating.rated_at + CHANGED_WITHIN:
        raise NotAllowed("rating_settled")
    rating.stars, rating.changed_at, rating.rated_by = stars, now, message_id
    rating.rated_at = rating.rated_at or now
    session.flush()
    if stars <= LOW:
        follow_ups.open_task(session, rating, now=now)
    live.emit(session, "satisfaction", str(rating.id), now=now)
    return rating


def hear(session: Session, message: Message, choice: Optional[Choice], *, now: datetime) -> Optional[Rating]:
    """Rate, where a message that was just stored is an answer: a pressed button, or a bare rating right after the question.

    An answer that comes too late changes nothing; None for every other message.
    """
    rating, stars = _answer(session, message, choice)
    if rating is None or stars is None:
        return None
    try:
        return rate(session, rating, stars, now=now, message_id=message.id)
    except NotAllowed:
        return None


def comment(session: Session, rating: Rating, message: Message) -> None:
    """Keep what she wrote after her rating; the same message again changes nothing."""
    if rating.commented_by != message.id:
        rating.comment, rating.commented_by = redact(message.text).text, message.id
        session.flush()


def _answer(session: Session, message: Message, choice: Optional[Choice]) -> "tuple[Optional[Rating], Optional[int]]":
    if choice is not None:
        given = choice.payload["entities"]
        if (choice.payload["intent"], choice.payload.get("aspect")) != ("feedback", "rating"):
            return None, None
        return queries.rating(session, int(given["about"]), message.conversation_id), int(given["rating"])
    asked = queries.asked_just_before(session, message.conversation_id, message.sequence)
    return (queries.rating(session, asked.id), phrases.stars_in(message.text)) if asked else (None, None)
