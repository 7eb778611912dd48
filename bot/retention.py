"""What is kept no longer than it may be: the worker deletes it little by little. Each kind has its days in the settings, 0 for ever.

Any number of workers may be at it, and be stopped anywhere: each batch is a transaction, and what it finds gone is gone.
"""
import logging
from datetime import datetime, timedelta
from typing import Callable, Dict

from sqlalchemy import column, delete, func, or_, select, table
from sqlalchemy.orm import Session

from bot.complaints import retention as complaints
from bot.conversations import retention as conversations
from bot.db import Database
from bot.notices import retention as notices
from bot.satisfaction import retention as satisfaction
from bot.settings import settings
from bot.suggestions import retention as suggestions

logger = logging.getLogger(__name__)
_BATCH, _BATCHES = 200, 25  # a round's most: nobody waits long for a lock, and the disk has time
_EVENTS = table("events", column("id"), column("sender_id"), column("type_name"), column("timestamp"))  # Rasa's log


def run(database: Database, *, now: datetime) -> Dict[str, int]:
    """One round; how many of each kind went."""
    found = settings()
    kinds: list[tuple[str, int, Callable[[Session, datetime], int]]] = [
        ("complaints", found.retention_complaints_days, lambda session, before: complaints.erase_old(session, before, now=now)),
        ("words", found.retention_complaints_days, _words),
        ("messages", found.retention_messages_days, _messages),
        ("beside", found.retention_messages_days, conversations.forget_beside),
        ("events", found.retention_events_days, _events),
        ("notices", found.retention_notices_days, lambda session, before: notices.forget_settled(session, before, _BATCH)),
    ]
    gone = {name: _by_batches(database, work, now - timedelta(days=days)) for name, days, work in kinds if days}
    if any(gone.values()):
        logger.info("kept long enough: %s", gone)
    return gone


def _by_batches(database: Database, work: Callable[[Session, datetime], int], before: datetime) -> int:
    total = 0
    for _ in range(_BATCHES):
        with database.transaction() as session:
            done = work(session, before)
        if not done:
            break
        total += done
    return total


def _messages(session: Session, before: datetime) -> int:
    kept = complaints.evidence()
    old = conversations.old_messages(session, before, _BATCH, kept=kept)
    if old:
        satisfaction.let_go(session, old)
        conversations.forget_messages(session, old, kept=kept)
    return len(old)


def _words(session: Session, before: datetime) -> int:
    return satisfaction.forget_words(session, before) + suggestions.forget_words(session, before)


def _events(session: Session, before: datetime) -> int:
    """Rasa's events of conversations that are silent since, and of sessions that are over: nobody reads them any more."""
    later, begun = _EVENTS.alias(), _EVENTS.alias()
    goes_on = select(later.c.id).where(later.c.sender_id == _EVENTS.c.sender_id, later.c.timestamp >= before.timestamp()).exists()
    session_of_now = select(func.max(begun.c.id)).where(
        begun.c.sender_id == _EVENTS.c.sender_id, begun.c.type_name == "session_started").scalar_subquery()
    old = select(_EVENTS.c.id).where(_EVENTS.c.timestamp < before.timestamp(), or_(~goes_on, _EVENTS.c.id < session_of_now))
    ids = session.execute(old.order_by(_EVENTS.c.timestamp).limit(_BATCH)).scalars().all()
    if ids:
        session.execute(delete(_EVENTS).where(_EVENTS.c.id.in_(ids)))
    return len(ids)
