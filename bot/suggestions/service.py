"""What a customer suggests or praises is stored with a number."""
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import live
from bot.conversations.models import Conversation
from bot.conversations.redaction import redact
from bot.numbers import new_number
from bot.settings import settings
from bot.suggestions.kinds import Kind, State
from bot.suggestions.models import Suggestion


def store(session: Session, conversation: Conversation, words: str, *, kind: Kind, key: str, now: datetime) -> Suggestion:
    """Keep what she told us, redacted; the same key again gives the same suggestion."""
    known = session.execute(select(Suggestion).where(Suggestion.key == key)).scalar_one_or_none()
    if known:
        return known
    suggestion = Suggestion(
        number=new_number(now.astimezone(settings().zone).date(), "S"), key=key, conversation_id=conversation.id, customer_id=conversation.customer_id,
        kind=kind.value, state=State.RECEIVED.value, text=redact(words).text, locale=conversation.locale, version=0, created_at=now, changed_at=now)
    session.add(suggestion)
    session.flush()
    live.emit(session, "suggestion", suggestion.number, now=now)
    return suggestion
