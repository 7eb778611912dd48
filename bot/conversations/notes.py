"""Internal notes of a conversation. They are in no shape that a customer is given."""
from datetime import datetime
from typing import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.conversations.desk_models import ConversationNote
from bot.conversations.live import Kind, emit
from bot.conversations.redaction import redact
from bot.errors import InvalidInput


def add(session: Session, conversation_id: str, words: str, *, actor: Actor, now: datetime) -> ConversationNote:
    """What an agent tells her colleagues, redacted like everything; InvalidInput("needs_words") for none."""
    if not words.strip():
        raise InvalidInput("needs_words")
    note = ConversationNote(conversation_id=conversation_id, agent_id=actor.agent_id, text=redact(words).text, created_at=now)
    session.add(note)
    session.flush()
    emit(session, Kind.CONVERSATION, conversation_id, now=now)
    return note


def of(session: Session, conversation_id: str) -> Sequence[ConversationNote]:
    """The notes of a conversation, oldest first."""
    return session.execute(select(ConversationNote).where(ConversationNote.conversation_id == conversation_id)
                           .order_by(ConversationNote.id)).scalars().all()
