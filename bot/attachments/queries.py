"""Reads. An attachment is open to its own conversation and to the company's own people."""
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.models import Attachment
from bot.errors import NotFound


def mine(session: Session, conversation_id: str, attachment_id: str) -> Attachment:
    """An attachment of this conversation, sent or not yet; NotFound for any other."""
    found = session.execute(select(Attachment).where(
        Attachment.id == attachment_id, Attachment.conversation_id == conversation_id, Attachment.stored.is_(True),
        Attachment.internal.is_(False))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_attachment")
    return found


def sent(session: Session, attachment_id: str) -> Attachment:
    """An attachment that was sent or kept as evidence, for the company's own people; NotFound if there is none."""
    found = session.get(Attachment, attachment_id)
    if found is None or not found.stored or (found.message_id is None and not found.internal):
        raise NotFound("unknown_attachment", id=attachment_id)
    return found
