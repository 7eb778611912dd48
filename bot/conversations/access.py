"""Bearer tokens: who holds one may read and write one conversation, until it expires."""
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Tuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.conversations.models import Access, Conversation


def grant(session: Session, conversation_id: str, *, now: datetime, hours: int) -> Tuple[str, datetime]:
    """A new token for a conversation and the moment it expires; only its hash is kept."""
    token, expires_at = secrets.token_urlsafe(32), now + timedelta(hours=hours)
    session.add(Access(token_hash=_hash(token), conversation_id=conversation_id, expires_at=expires_at))
    return token, expires_at


def holder(session: Session, token: str, *, now: datetime) -> "Conversation | None":
    """The conversation a token opens, or None for a wrong or expired one."""
    return session.execute(
        select(Conversation).join(Access, Access.conversation_id == Conversation.id)
        .where(Access.token_hash == _hash(token), Access.expires_at > now)).scalar_one_or_none()


def revoke(session: Session, token: str) -> None:
    """End a token at once; a token that is unknown is as good as ended."""
    session.execute(delete(Access).where(Access.token_hash == _hash(token)))


def remove_expired(session: Session, *, now: datetime) -> int:
    """Delete the tokens that have expired; returns how many."""
    return session.execute(delete(Access).where(Access.expires_at <= now)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()
