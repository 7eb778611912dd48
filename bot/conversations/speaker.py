"""Whose turn it is, for as long as the turn lasts: what runs in it need not ask the database again who speaks, and in which language."""
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Iterator, List, Optional

from bot.conversations.models import Conversation

_now: ContextVar[Optional[List[Conversation]]] = ContextVar("speaker", default=None)


@contextmanager
def turn_of(conversation: Conversation) -> Iterator[None]:
    """A conversation as it was read for its turn is known meanwhile, in this task."""
    token = _now.set([conversation])
    try:
        yield
    finally:
        _now.reset(token)


def known(conversation_id: str) -> Optional[Conversation]:
    """The conversation, read only; None outside of its turn, and once the turn has written something."""
    return next((conversation for conversation in _now.get() or () if conversation.id == conversation_id), None)


def forget() -> None:
    """The turn writes: what was read before may not be so any more."""
    (_now.get() or []).clear()
