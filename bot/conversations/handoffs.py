"""A customer asks for a person, waits, is taken, and goes back to the bot."""
from datetime import datetime
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import queries, service
from bot.conversations.models import Author, Handoff, Message
from bot.conversations.ownership import Owner, Step, locked, move
from bot.texts import text


def request(session: Session, conversation_id: str, *, reason: str, now: datetime, message_id: Optional[int] = None) -> Handoff:
    """Put a conversation into the queue; whoever waits already goes on waiting in her place.

    `message_id` is the customer's message whose answer the bot may still give: it announces the handoff.
    """
    conversation = locked(session, conversation_id)
    waiting = open_of(session, conversation_id)
    if waiting:
        return waiting
    move(session, conversation_id, Step.REQUEST, now=now)
    handoff = Handoff(conversation_id=conversation_id, reason=reason, sequence=conversation.last_sequence,
                      message_id=message_id, created_at=now)
    session.add(handoff)
    session.flush()
    return handoff


def withdraw(session: Session, conversation_id: str, *, now: datetime) -> Optional[Message]:
    """The customer goes back to the bot, and is told so; None where the bot had her already."""
    conversation = locked(session, conversation_id)
    if conversation.owner == Owner.BOT:
        return None
    move(session, conversation_id, Step.WITHDRAW, now=now)
    end(session, conversation_id, outcome="withdrawn", now=now)
    return service.say(session, conversation_id, text("notices.back_to_bot", conversation.language), author=Author.SYSTEM, now=now)


def answer(session: Session, handoff_id: int, words: str, *, now: datetime) -> Message:
    """An operator's one answer to a request; then the bot goes on."""
    handoff = queries.handoff(session, handoff_id)
    if handoff.ended_at is None:
        move(session, handoff.conversation_id, Step.RETURN, now=now)
        end(session, handoff.conversation_id, outcome="answered", now=now)
    return service.say(session, handoff.conversation_id, words, author=Author.AGENT, now=now)


def open_of(session: Session, conversation_id: str) -> Optional[Handoff]:
    """The request of a conversation that has not ended, or None; the database allows no second."""
    return session.execute(select(Handoff).where(
        Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))).scalar_one_or_none()


def end(session: Session, conversation_id: str, *, outcome: str, now: datetime) -> None:
    """Close the open request with what became of it."""
    handoff = open_of(session, conversation_id)
    if handoff:
        handoff.ended_at, handoff.outcome = now, outcome
        session.flush()
