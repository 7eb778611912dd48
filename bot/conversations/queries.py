"""Reads: what a conversation holds. Every rule of who may see what stands in a query here."""
from datetime import datetime
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Type

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from bot.conversations.contacts import mask_contacts
from bot.conversations.models import Attachment, Author, Choice, Conversation, Handoff, Message
from bot.conversations.redaction import Before
from bot.db import read_only
from bot.errors import NotFound
from bot.prepared import Prepared


def conversation(session: Session, conversation_id: str) -> Optional[Conversation]:
    """A conversation by its id, or None."""
    return session.execute(_CONVERSATION, {"conversation": conversation_id}).scalar_one_or_none()


def conversation_of(session: Session, customer_id: str) -> Optional[Conversation]:
    """The signed-in customer's conversation, or None before her first."""
    return session.execute(select(Conversation).where(
        Conversation.customer_id == customer_id)).scalar_one_or_none()


def by_client_id(session: Session, conversation_id: str, client_message_id: str) -> Optional[Message]:
    """The message that a client already sent under this id, or None."""
    return session.execute(_BY_CLIENT_ID, {"conversation": conversation_id, "client_id": client_message_id}).scalar_one_or_none()


def messages_after(session: Session, conversation_id: str, sequence: int, limit: int) -> List[Message]:
    """The messages of one conversation past a sequence, oldest first, with their choices and attachments; read only."""
    found = _AFTER.all(session, {"conversation": conversation_id, "after": sequence, "most": limit})
    messages = [read_only(Message, {**_AFTER.mapped(row), "choices": [], "attachments": []}) for row in found]
    if any(has_choices for *_, has_choices, _ in found):
        _add_parts(session, messages, "choices", Choice, _CHOICES)
    if any(has_attachments for *_, has_attachments in found):
        _add_parts(session, messages, "attachments", Attachment, _ATTACHMENTS)
    return messages


def choice(session: Session, conversation_id: str, choice_id: str) -> Choice:
    """A choice that was issued in this very conversation; NotFound for any other."""
    found = session.execute(select(Choice).where(
        Choice.id == choice_id, Choice.conversation_id == conversation_id)).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_choice")
    return found


def last_choices(session: Session, conversation_id: str) -> List[Choice]:
    """The buttons under the last thing the bot said, none before it spoke."""
    last = session.execute(
        select(Message).options(selectinload(Message.choices))
        .where(Message.conversation_id == conversation_id, Message.author == Author.BOT.value)
        .order_by(Message.sequence.desc()).limit(1)).scalars().first()
    return list(last.choices) if last else []


class Arrival(NamedTuple):
    """The id of a message that is there already, and the customer's last words and ours, against which a new one is redacted."""

    known: Optional[int]
    before: Before


def arrival(session: Session, conversation_id: str, client_message_id: str) -> Arrival:
    """What must be known of a conversation where a message arrives under its client's id."""
    known, hers, ours = _ARRIVAL.one(session, {"conversation": conversation_id, "client_id": client_message_id})
    return Arrival(known, Before(hers or "", ours or ""))


def next_unhandled(session: Session, conversation_id: str) -> Optional[Message]:
    """The oldest message of a conversation that the bot still has to answer, or None."""
    found = next_turn(session, conversation_id)
    return found[0] if found else None


def next_turn(session: Session, conversation_id: str) -> Optional[Tuple[Message, Conversation]]:
    """The oldest message that the bot still has to answer, with its attachments, and its conversation; or None."""
    found = session.execute(_NEXT_UNHANDLED, {"conversation": conversation_id}).first()
    if found is None:
        return None
    message, conversation, has_attachments = found
    if not has_attachments:
        set_committed_value(message, "attachments", [])
    list(message.attachments)  # read while the session lasts
    return message, conversation


def is_unhandled(session: Session, conversation_id: str) -> bool:
    """Whether the bot still has to answer a message of a conversation."""
    return _ANY_UNHANDLED.first(session, {"conversation": conversation_id}) is not None


def latest_intents(session: Session, conversation_id: str, *, before: int, limit: int) -> List[str]:
    """What the bot understood in the customer's latest messages before a sequence, newest first."""
    read = _UNDERSTOOD.all(session, {"conversation": conversation_id, "before": before, "most": limit})
    return [understood.get("intent") or "" for (understood,) in read if understood]


def waiting_messages(session: Session, *, before: datetime) -> Sequence[Tuple[int, str]]:
    """The messages of before then that the bot still has to answer, as a crash may have left them, with their conversations."""
    return session.execute(select(Message.id, Message.conversation_id).join(Conversation)
                           .where(Message.unhandled.is_(True), Message.created_at < before, BOT_MAY_ANSWER)).all()


def open_handoffs(session: Session) -> Sequence[Handoff]:
    """The requests for a person that have not ended, oldest first."""
    return session.execute(select(Handoff).where(Handoff.ended_at.is_(None))
                           .order_by(Handoff.id)).scalars().all()


def handoff(session: Session, handoff_id: int) -> Handoff:
    """One request for a person; NotFound if there is none."""
    found = session.get(Handoff, handoff_id)
    if found is None:
        raise NotFound("unknown_handoff", id=handoff_id)
    return found


def open_handoff(session: Session, conversation_id: str) -> Optional[Handoff]:
    """The request of a conversation that has not ended, or None; the database allows no second."""
    return session.execute(select(Handoff).where(
        Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))).scalar_one_or_none()


def waiting_since(session: Session, conversation_id: str) -> Optional[datetime]:
    """Since when this conversation waits for a person, None if it does not."""
    return session.execute(select(Handoff.created_at).where(
        Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))).scalars().first()


def transcript(session: Session, conversation_id: str, up_to: Optional[int] = None) -> str:
    """The readable copy of a conversation, a line a message, redacted as it was stored, contacts masked."""
    rows = messages_after(session, conversation_id, 0, limit=10_000)
    return "\n".join(" ".join([f"{row.created_at:%Y-%m-%d %H:%M} {row.author}:", *([mask_contacts(row.text)] if row.text else []),
                               *(f"[{attachment.name}]" for attachment in row.attachments)])
                     for row in rows if up_to is None or row.sequence <= up_to)


# The condition under which the bot may still answer a message: it owns the conversation, or a person is waited for because of this very message.
BOT_MAY_ANSWER = or_(Conversation.owner == "bot", and_(
    Conversation.owner == "queue", exists().where(Handoff.message_id == Message.id, Handoff.ended_at.is_(None))))
# What every turn asks.
_HERE = Message.conversation_id == bindparam("conversation")
_CONVERSATION = select(Conversation).where(Conversation.id == bindparam("conversation"))
_BY_CLIENT_ID = select(Message).where(_HERE, Message.client_message_id == bindparam("client_id"))
_HAS_CHOICES = exists().where(Choice.message_id == Message.id)
_HAS_ATTACHMENTS = exists().where(Attachment.message_id == Message.id)
_AFTER = Prepared(select(*Message.__table__.columns, _HAS_CHOICES, _HAS_ATTACHMENTS)
                  .where(_HERE, Message.sequence > bindparam("after")).order_by(Message.sequence).limit(bindparam("most")))
_CHOICES, _ATTACHMENTS = (
    Prepared(select(*part.__table__.columns).join(Message, Message.id == part.message_id)
             .where(_HERE, Message.sequence.between(bindparam("first"), bindparam("last"))).order_by(part.position)) for part in (Choice, Attachment))
_KNOWN = select(Message.id).where(_HERE, Message.client_message_id == bindparam("client_id")).scalar_subquery()
_ARRIVAL = Prepared(select(_KNOWN, *(select(Message.text).where(_HERE, author).order_by(Message.sequence.desc()).limit(1).scalar_subquery()
                                     for author in (Message.author == Author.CUSTOMER.value, Message.author != Author.CUSTOMER.value))))
_UNDERSTOOD = Prepared(select(Message.understood).where(_HERE, Message.author == Author.CUSTOMER.value, Message.sequence < bindparam("before"))
                       .order_by(Message.sequence.desc()).limit(bindparam("most")))
_UNHANDLED = (_HERE, Message.unhandled.is_(True), BOT_MAY_ANSWER)
# Whether a client already sent a message under this id, in the conversation that the statement is about.
SENT_ALREADY = exists().where(Message.conversation_id == Conversation.id, Message.client_message_id == bindparam("client_id"))
# Whether another message waits before the one of this place (bot/channels/before_turn.py).
WAITS_BEFORE = exists().where(_HERE, Message.unhandled.is_(True), Message.sequence < bindparam("sequence"))
_NEXT_UNHANDLED = select(Message, Conversation, _HAS_ATTACHMENTS).join(Conversation).where(*_UNHANDLED).order_by(Message.sequence).limit(1)
_ANY_UNHANDLED = Prepared(select(Message.id).join(Conversation).where(*_UNHANDLED).limit(1))


def _add_parts(session: Session, messages: Sequence[Message], name: str, kind: Type[Any], statement: Prepared) -> None:
    """Give consecutive messages of a conversation their choices or attachments, read only."""
    by_id = {message.id: message for message in messages}
    span = {"conversation": messages[0].conversation_id, "first": messages[0].sequence, "last": messages[-1].sequence}
    for row in statement.all(session, span):
        part = read_only(kind, statement.mapped(row))
        getattr(by_id[part.message_id], name).append(part)
