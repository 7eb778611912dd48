"""What was said long ago goes. A complaint keeps its own words and evidence; those go with it."""
from datetime import datetime
from typing import Any, List, Sequence

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.conversations.desk_models import Callback, ConversationNote
from bot.conversations.models import Attachment, Choice, Device, Handoff, Message
from bot.db import QUIETLY
from bot.formats import ERASED


def old_messages(session: Session, before: datetime, limit: int, *, kept: Any) -> List[int]:
    """Messages of before then, the oldest first, held until the transaction ends; not those that wait for an answer, nor
    those of which nothing is left but attachments that are `kept` (a query of their ids)."""
    holds = exists().where(Attachment.message_id == Message.id, Attachment.id.in_(kept))
    return list(session.execute(select(Message.id).where(
        Message.created_at < before, Message.unhandled.is_(None), or_(Message.text != "", ~holds))
        .order_by(Message.created_at, Message.id).limit(limit).with_for_update(skip_locked=True)).scalars())


def forget_messages(session: Session, message_ids: Sequence[int], *, kept: Any) -> None:
    """Delete messages with their buttons and attachments; of one whose attachment is kept the words alone."""
    holding = set(session.execute(select(Attachment.message_id).where(Attachment.message_id.in_(message_ids), Attachment.id.in_(kept))).scalars())
    gone = [message_id for message_id in message_ids if message_id not in holding]
    session.execute(update(Message).where(Message.id.in_(holding)).values(text="", understood=None), execution_options=QUIETLY)
    session.execute(delete(Choice).where(Choice.message_id.in_(message_ids)), execution_options=QUIETLY)
    # Without a message and not stored: the sweep deletes file and row.
    session.execute(update(Attachment).where(Attachment.message_id.in_(gone)).values(message_id=None, position=None, stored=False), execution_options=QUIETLY)
    session.execute(update(Handoff).where(Handoff.message_id.in_(gone)).values(message_id=None), execution_options=QUIETLY)
    session.execute(delete(Message).where(Message.id.in_(gone)), execution_options=QUIETLY)


def forget_beside(session: Session, before: datetime) -> int:
    """Agents' notes, kept promises to call and devices of before then; returns how many rows that were."""
    notes = session.execute(delete(ConversationNote).where(ConversationNote.created_at < before), execution_options=QUIETLY).rowcount
    calls = session.execute(update(Callback).where(Callback.done_at < before, Callback.contact != ERASED)
                            .values(contact=ERASED, words=ERASED, outcome=None), execution_options=QUIETLY).rowcount
    devices = session.execute(delete(Device).where(Device.last_seen_at < before), execution_options=QUIETLY).rowcount
    return notes + calls + devices
