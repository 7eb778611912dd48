"""Writes. A row comes before its file and is shown to nobody until the file is there: no file is ever without a row."""
import secrets
from datetime import datetime, timedelta
from typing import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.attachments.checking import Checked
from bot.attachments.naming import clean_name
from bot.conversations.models import Attachment, Conversation
from bot.errors import TooManyTries
from bot.settings import settings

_DAY = timedelta(days=1)
_MEGABYTE = 1024 * 1024


def require_room(session: Session, conversation_id: str, size: int, *, now: datetime, internal: bool = False) -> None:
    """Refuse what goes beyond a conversation's bytes of a day: TooManyTries("attachment_quota") with the seconds to wait.

    What our own people add does not take the customer's room; they have as much for themselves.
    """
    used, oldest = session.execute(select(func.sum(Attachment.size), func.min(Attachment.created_at)).where(
        Attachment.conversation_id == conversation_id, Attachment.created_at > now - _DAY, Attachment.internal.is_(internal))).one()
    limit = settings().attachment_day_megabytes
    if (used or 0) + size > limit * _MEGABYTE:
        wait = (oldest or now) + _DAY - now
        raise TooManyTries("attachment_quota", limit=limit, retry_after=max(1, int(wait.total_seconds())))


def reserve(session: Session, conversation_id: str, checked: Checked, *, name: str, now: datetime, internal: bool = False) -> Attachment:
    """The row of a file that is about to be stored; it counts at once and is not shown yet."""
    # Uploads of one conversation at the same moment count one after the other.
    session.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())
    require_room(session, conversation_id, len(checked.content), now=now, internal=internal)
    attachment = Attachment(
        id=secrets.token_hex(16), conversation_id=conversation_id, name=clean_name(name, checked.media_type), media_type=checked.media_type,
        size=len(checked.content), width=checked.width, height=checked.height, store_name=secrets.token_hex(16), stored=False,
        internal=internal, created_at=now)
    session.add(attachment)
    session.flush()
    return attachment


def mark_stored(session: Session, attachment_id: str) -> None:
    """The file is there: from now on the attachment can be sent and read."""
    session.execute(update(Attachment).where(Attachment.id == attachment_id).values(stored=True))


def forget(session: Session, attachment_ids: Sequence[str]) -> None:
    """Delete the rows of files that are not there."""
    session.execute(delete(Attachment).where(Attachment.id.in_(attachment_ids)))


def retire_unsent(session: Session, *, now: datetime) -> Sequence[Attachment]:
    """Hide what was not sent within a day; returns those whose files and rows can go. What our own people added stays."""
    session.execute(update(Attachment).where(
        Attachment.message_id.is_(None), Attachment.internal.is_(False), Attachment.created_at <= now - _DAY).values(stored=False))
    return session.execute(select(Attachment).where(
        Attachment.stored.is_(False), Attachment.created_at <= now - _DAY).limit(100)).scalars().all()
