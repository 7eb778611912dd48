"""Reads: what a conversation holds. Every rule of who may see what stands in a query here."""
from datetime import datetime
from typing import Any, List, Optional, Sequence, Tuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from bot.conversations.contacts import mask_contacts
from bot.conversations.models import Author, Choice, Conversation, Handoff, Message
from bot.conversations.redaction import Before
from bot.errors import NotFound


def conversation(session: Session, conversation_id: str) -> Optional[Conversation]:
    """A conversation by its id, or None."""
    return session.get(Conversation, conversation_id)


def conversation_of(session: Session, customer_id: str) -> Optional[Conversation]:
    """The signed-in customer's conversation, or None before her first."""
    return session.execute(select(Conversation).where(
        Conversation.customer_id == customer_id)).scalar_one_or_none()


def by_client_id(session: Session, conversation_id: str, client_message_id: str) -> Optional[Message]:
    """The message that a client already sent under this id, or None."""
    return session.execute(select(Message).where(
        Message.conversation_id == conversation_id,
        Message.client_message_id == client_message_id)).scalar_one_or_none()


def messages_after(session: Session, conversation_id: str, sequence: int, limit: int) -> List[Message]:
    """The messages of one conversation past a sequence, oldest first, with their choices and attachments."""
    return list(session.execute(
        select(Message).options(selectinload(Message.choices), selectinload(Message.attachments))
        .where(Message.conversation_id == conversation_id, Message.sequence > sequence)
        .order_by(Message.sequence).limit(limit)).scalars())


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


def said_before(session: Session, conversation_id: str) -> Before:
    """The customer's last words and ours, against which her next message is redacted."""
    def last(is_hers: bool) -> str:
        author = Message.author == Author.CUSTOMER.value if is_hers else Message.author != Author.CUSTOMER.value
        return session.execute(select(Message.text).where(Message.conversation_id == conversation_id, author)
                               .order_by(Message.sequence.desc()).limit(1)).scalar() or ""
    return Before(last(True), last(False))


def next_unhandled(session: Session, conversation_id: str) -> Optional[Message]:
    """The oldest message of a conversation that the bot still has to answer, or None."""
    return session.execute(
        select(Message).join(Conversation).options(selectinload(Message.attachments))
        .where(Message.conversation_id == conversation_id, Message.unhandled.is_(True), _bot_may_answer())
        .order_by(Message.sequence).limit(1)).scalars().first()


def waiting_messages(session: Session, *, before: datetime) -> Sequence[Tuple[int, str]]:
    """The messages of before then that the bot still has to answer, as a crash may have left them, with their conversations."""
    return session.execute(select(Message.id, Message.conversation_id).join(Conversation)
                           .where(Message.unhandled.is_(True), Message.created_at < before, _bot_may_answer())).all()


def bot_may_answer(session: Session, message: Message) -> bool:
    """Whether the bot's reply to a message may still be said: it owns the conversation, or she waits because of this very message."""
    return session.execute(select(Message.id).join(Conversation).where(Message.id == message.id, _bot_may_answer())).first() is not None


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


def _bot_may_answer() -> Any:
    announces = exists().where(Handoff.message_id == Message.id, Handoff.ended_at.is_(None))
    return or_(Conversation.owner == "bot", and_(Conversation.owner == "queue", announces))
