"""A notice is written in the transaction that changed what it tells of: both happen, or neither."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Author
from bot.conversations.service import Option
from bot.language import Language
from bot.texts import text


@dataclass(frozen=True)
class Notice:
    """Something to tell a customer; `kind` names its text, and the same `key` is told once."""

    kind: str
    key: str
    conversation_id: str
    language: Language
    values: Mapping[str, Any] = field(default_factory=dict)
    contact: Optional[str] = None
    options: Sequence[Option] = ()


def announce(session: Session, notice: Notice, *, now: datetime) -> None:
    """Tell the customer in her conversation."""
    service.say(session, notice.conversation_id, text(f"notices.{notice.kind}", notice.language, **notice.values),
                author=Author.SYSTEM, now=now, options=notice.options)
