"""Nobody waits on silence: after a while in the queue she is asked, once, whether she would rather do something else."""
from datetime import datetime, timedelta
from typing import Any, Dict, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.conversations import queries, queue, service
from bot.conversations.models import Author, Conversation, Handoff
from bot.conversations.ownership import Owner, locked
from bot.conversations.queue import Staffing
from bot.conversations.service import Option
from bot.language import Language
from bot.settings import settings
from bot.texts import text

# What each button means to the bot; see `waiting.wish_of`.
_CHOICES: Tuple[Tuple[str, Dict[str, Any]], ...] = (
    ("wait", {"intent": "human_agent", "aspect": "wait", "entities": {}}),
    ("leave_message", {"intent": "human_agent", "aspect": "message", "entities": {}}),
    ("file_complaint", {"intent": "file_complaint", "aspect": None, "entities": {}}))


def offer_due(session: Session, *, now: datetime, limit: int = 1) -> int:
    """Ask those who have waited as long as patience lasts; returns how many. However many workers run, each is asked once a wait."""
    due = now - timedelta(seconds=settings().queue_patience_seconds)
    found = session.execute(select(Handoff.conversation_id).join(Conversation, Conversation.id == Handoff.conversation_id).where(
        *queue.WAITING, Handoff.offered_at.is_(None), Handoff.queued_at <= due).order_by(Handoff.queued_at).limit(limit)).scalars().all()
    return sum(_offer(session, conversation_id, due, now) for conversation_id in found)


def _offer(session: Session, conversation_id: str, due: datetime, now: datetime) -> bool:
    conversation = locked(session, conversation_id)
    handoff = queries.open_handoff(session, conversation_id)
    if conversation.owner != Owner.QUEUE or handoff is None or handoff.offered_at is not None or (handoff.queued_at or now) > due:
        return False  # she was taken, left, or another worker was here
    handoff.offered_at = now
    options = [Option(text(f"labels.button_{label}", conversation.language), payload) for label, payload in _CHOICES]
    service.say(session, conversation_id, _words(session, conversation, now), author=Author.SYSTEM, now=now, options=options)
    return True


def _words(session: Session, conversation: Conversation, now: datetime) -> str:
    language, there = conversation.language, queue.availability(session, now=now)
    if there.kind is Staffing.STAFFED:
        return text("notices.waiting_staffed", language, place=queue.place(session, conversation.id), wait=_wait(session, language))
    if there.kind is Staffing.CLOSED and there.opens_at:
        return text("notices.waiting_closed", language, when=formats.moment(there.opens_at, language))
    return text("notices.waiting_unstaffed", language)


def _wait(session: Session, language: Language) -> str:
    expected = queue.expected_wait(session)
    if expected is None:
        return ""
    return text("labels.wait_expected", language, minutes=max(1, round(expected.total_seconds() / 60)))
