"""An agent speaks with a customer: her words, and what each sees of the other, typing and having read."""
from datetime import datetime, timedelta
from typing import Any, Dict, Sequence, Tuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.conversations import presence, queries
from bot.conversations.live import Kind, emit
from bot.conversations.models import Author, Conversation, Message
from bot.conversations.ownership import locked
from bot.conversations.redaction import redact
from bot.conversations.service import MOST_ATTACHMENTS, append, attach
from bot.db import QUIETLY
from bot.errors import InvalidInput, NotAllowed

# Typing is shown for so long, and told again only after the half of it.
TYPING_SHOWN = timedelta(seconds=6)
_FROM_DESK = "desk:"  # so that no customer's id can be an agent's


def say_as_agent(session: Session, conversation_id: str, *, actor: Actor, text: str, client_message_id: str, attachment_ids: Sequence[str] = (),
                 now: datetime) -> Tuple[Message, bool]:
    """Store an agent's words, redacted, and say whether they are new; the same `client_message_id` again changes nothing.

    NotAllowed("not_yours") unless the conversation is hers now.
    """
    if len(attachment_ids) > MOST_ATTACHMENTS:
        raise InvalidInput("too_many_attachments", limit=MOST_ATTACHMENTS)
    conversation = locked(session, conversation_id)
    known = queries.by_client_id(session, conversation_id, _FROM_DESK + client_message_id)
    if known is not None:
        if known.agent_id != actor.agent_id:
            raise InvalidInput("invalid_field", field="client_message_id")
        return known, False
    require_owner(conversation, actor)
    message = append(session, conversation, Author.AGENT, redact(text).text, now, client_message_id=_FROM_DESK + client_message_id, agent_id=actor.agent_id)
    conversation.agent_typing_at = None
    attach(session, message, attachment_ids)
    session.flush()
    _still_here(session, actor, now)
    return message, True


def require_owner(conversation: Conversation, actor: Actor) -> None:
    """NotAllowed("not_yours") unless the conversation is the actor's now."""
    if actor.agent_id is None or conversation.agent_id != actor.agent_id:
        raise NotAllowed("not_yours")


def typing(session: Session, conversation_id: str, *, author: Author, now: datetime) -> None:
    """One side is typing; the other hears of it, but not of every key."""
    column = Conversation.customer_typing_at if author is Author.CUSTOMER else Conversation.agent_typing_at
    stale = or_(column.is_(None), column <= now - TYPING_SHOWN / 2)
    _change(session, conversation_id, stale, {column: now}, now)


def read(session: Session, conversation_id: str, *, author: Author, sequence: int, now: datetime) -> None:
    """One side has seen everything up to a sequence; it never goes back, nor past what was said."""
    column = Conversation.customer_read if author is Author.CUSTOMER else Conversation.agent_read
    last = session.execute(select(Conversation.last_sequence).where(Conversation.id == conversation_id)).scalar_one()
    seen = min(sequence, last)
    _change(session, conversation_id, column < seen, {column: seen}, now)


def is_typing(at: Any, now: datetime) -> bool:
    """Whether who last typed at a moment still counts as typing."""
    return at is not None and now - at < TYPING_SHOWN


def unread(session: Session, conversation_ids: Sequence[str]) -> Dict[str, int]:
    """How many of the customer's messages the agent has not seen, in each conversation that has some."""
    return dict(session.execute(select(Message.conversation_id, func.count(Message.id)).join(Conversation).where(
        Message.conversation_id.in_(conversation_ids), Message.author == Author.CUSTOMER.value, Message.sequence > Conversation.agent_read)
        .group_by(Message.conversation_id)).all())


def _change(session: Session, conversation_id: str, condition: Any, values: Any, now: datetime) -> None:
    if session.execute(update(Conversation).where(Conversation.id == conversation_id, condition).values(values), execution_options=QUIETLY).rowcount:
        emit(session, Kind.CONVERSATION, conversation_id, now=now)


def _still_here(session: Session, actor: Actor, now: datetime) -> None:
    if actor.agent_id is not None:
        presence.beat(session, actor.agent_id, now=now)
