"""What a customer answers. A rating closes nothing, whatever it says."""
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy.orm import Session

from bot.complaints.view import described
from bot.conversations import live
from bot.conversations import service as conversations
from bot.conversations.models import Author, Choice, Message
from bot.conversations.redaction import redact
from bot.errors import InvalidInput, NotAllowed
from bot.language import Language
from bot.satisfaction import follow_ups, phrases, queries
from bot.satisfaction.kinds import LOW, MOST
from bot.satisfaction.models import Rating
from bot.texts import text

ANSWERED_WITHIN = timedelta(days=30)
CHANGED_WITHIN = timedelta(hours=24)


def rate(session: Session, rating: Rating, stars: int, *, now: datetime, message_id: Optional[int] = None) -> Rating:
    """Take her answer to a question that this transaction holds; a later one counts instead, within a day of the first.

    InvalidInput("stars") for no whole number from 1 to 5; NotAllowed("rating_over") for a question asked too long ago,
    NotAllowed("rating_settled") where the day for changing it has gone. A low one opens a task for a supervisor.
    """
    if not 1 <= stars <= MOST:
        raise InvalidInput("stars")
    if not may_rate(rating, now=now):
        raise NotAllowed("rating_over" if rating.rated_at is None else "rating_settled")
    rating.stars, rating.changed_at, rating.rated_by = stars, now, message_id
    rating.rated_at = rating.rated_at or now
    session.flush()
    if stars <= LOW:
        follow_ups.open_task(session, rating, now=now)
    live.emit(session, "satisfaction", str(rating.id), now=now)
    return rating


def may_rate(rating: Rating, *, now: datetime) -> bool:
    """Whether an answer, or another one, is still taken."""
    return now <= (rating.asked_at + ANSWERED_WITHIN if rating.rated_at is None else rating.rated_at + CHANGED_WITHIN)


def rate_by_link(session: Session, rating: Rating, stars: int, *, now: datetime) -> None:
    """Rate outside the chat; after a low one the chat offers what else there is, once. The conversation and the rating are held."""
    was_low = rating.stars is not None and rating.stars <= LOW
    rate(session, rating, stars, now=now)
    if stars <= LOW and not was_low:
        language = rating.conversation.language
        conversations.say(session, rating.conversation_id, text("notices.rated_low", language, stars=stars), author=Author.SYSTEM, now=now,
                          options=_offers(rating, language))


def comment_by_link(session: Session, rating: Rating, words: str, *, now: datetime) -> None:
    """Keep what she wrote on the page; NotAllowed("rating_over") where she has not rated, or too long ago."""
    if rating.stars is None or not may_rate(rating, now=now):
        raise NotAllowed("rating_over")
    rating.comment, rating.commented_by = redact(words).text, None
    session.flush()


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


def _offers(rating: Rating, language: Language) -> "list[conversations.Option]":
    person = conversations.Option(text("labels.button_human", language), {"intent": "human_agent", "aspect": None, "entities": {}})
    if rating.complaint is None or not described(rating.complaint, language).may_reopen:
        return [person]
    return [conversations.Option(text("labels.button_reopen", language), {"intent": "supplement_complaint", "aspect": None, "entities": {
        "complaint_number": rating.complaint.number, "confirmed": "yes"}}), person]


def _answer(session: Session, message: Message, choice: Optional[Choice]) -> "tuple[Optional[Rating], Optional[int]]":
    if choice is not None:
        given = choice.payload["entities"]
        if (choice.payload["intent"], choice.payload.get("aspect")) != ("feedback", "rating"):
            return None, None
        return queries.rating(session, int(given["about"]), message.conversation_id), int(given["rating"])
    stars = phrases.stars_in(message.text)
    asked = queries.asked_just_before(session, message.conversation_id, message.sequence) if stars else None
    return (queries.rating(session, asked.id), stars) if asked else (None, None)
