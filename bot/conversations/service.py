"""Writes: starting conversations, storing messages and answers."""
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Dict, List, Optional, Sequence, Tuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations import queries, queue, risks
from bot.conversations.live import Kind, emit
from bot.conversations.models import Attachment, Author, Choice, Conversation, Message
from bot.conversations.ownership import EVERYBODY, Owner, leave, locked, locked_to_answer
from bot.conversations.redaction import redact
from bot.conversations.waiting import Wish, wish_of
from bot.db import known, read_only
from bot.errors import InvalidInput, NotFound
from bot.language import Language, detect
from bot.prepared import Prepared, PreparedRows
from bot.texts import text as words
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic

MOST_ATTACHMENTS = 5


@dataclass(frozen=True)
class Option:
    """A button to offer: what it says and what pressing it means to the bot."""

    title: str
    payload: Dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """Something to say to the customer."""

    text: str
    options: Sequence[Option] = field(default_factory=tuple)
    response: Optional[str] = None  # the `utter_*` it comes from


def open_conversation(session: Session, *, customer_id: Optional[str], language: Language,
                      now: datetime, conversation_id: Optional[str] = None) -> Conversation:
    """The signed-in customer's one conversation, or a new one; an anonymous visitor's is always new."""
    found = customer_id and queries.conversation_of(session, customer_id)
    if found:
        return found
    conversation = Conversation(id=conversation_id or uuid.uuid4().hex, customer_id=customer_id, locale=language.value,
                                locale_pinned=False, last_sequence=0, created_at=now)
    try:
        with session.begin_nested():
            session.add(conversation)
    except IntegrityError:  # she opened it at the same moment in another window
        found = customer_id and queries.conversation_of(session, customer_id)
        if not found:
            raise
        return found
    webhooks.record(session, Topic.CONVERSATION, "conversation_opened", {
        "conversation_id": conversation.id, "owner": Owner.BOT.value, "agent_id": None, "before": None}, now=now)
    return conversation


def receive(session: Session, conversation_id: str, *, client_message_id: str, text: str,
            now: datetime, choice: Optional[Choice] = None, attachment_ids: Sequence[str] = ()) -> Tuple[Message, bool]:
    """Store a customer's message, redacted and waiting for its answer, and say whether it is new.

    The same `client_message_id` again changes nothing and gives the first message back. The text may be
    empty where there are attachments; NotFound for one that is not this conversation's or was sent before.
    While a person owns the conversation it waits for no answer of the bot. In the queue a button, or words that end the
    waiting, lead back to the bot; what is about waiting alone is answered here.
    """
    return receive_in(session, locked(session, conversation_id), client_message_id=client_message_id, text=text, now=now,
                      choice=choice, attachment_ids=attachment_ids)


def receive_in(session: Session, conversation: Conversation, *, client_message_id: str, text: str,
               now: datetime, choice: Optional[Choice] = None, attachment_ids: Sequence[str] = ()) -> Tuple[Message, bool]:
    """Do so in a conversation that this transaction holds (see `receive`)."""
    if len(attachment_ids) > MOST_ATTACHMENTS:
        raise InvalidInput("too_many_attachments", limit=MOST_ATTACHMENTS)
    arrival = queries.arrival(session, conversation.id, client_message_id)
    if arrival.known:
        return session.get(Message, arrival.known), False
    # A choice's title is our own text: redaction could only damage it. Behind the lock, for a code may come right after 验证码是.
    redacted = redact(text, arrival.before) if choice is None else None
    wish = wish_of(text, choice.payload if choice else None) if conversation.owner == Owner.QUEUE else None
    # What a person owns is hers to answer; "I stop waiting" is answered below.
    unhandled = True if conversation.owner == Owner.BOT or wish is Wish.BOT else None
    message = append(session, conversation, Author.CUSTOMER, redacted.text if redacted else text, now, client_message_id=client_message_id,
                     choice_id=choice.id if choice else None, secrets_removed=bool(redacted and redacted.kinds), unhandled=unhandled)
    leaves = wish in {Wish.LEAVE, Wish.BOT}
    if leaves:
        leave(session, conversation.id, outcome="withdrawn" if wish is Wish.LEAVE else "chose", now=now)
    if text and choice is None and not conversation.locale_pinned and (spoken := detect(text, conversation.language)) is not conversation.language:
        _speaks(session, conversation, spoken)
    attach(session, message, attachment_ids)
    if conversation.owner == Owner.QUEUE and not leaves:
        _note_risks(session, conversation, message)
    notice = {Wish.STAY: "still_waiting", Wish.LEAVE: "back_to_bot"}.get(wish) if wish else None
    if notice:
        place = queue.place(session, conversation.id)
        _say(session, conversation, Author.SYSTEM, Reply(words(f"notices.{notice}", conversation.language, place=place)), now)
    return message, True


def answer(session: Session, message_id: int, replies: Sequence[Reply], *, now: datetime,
           author: Author = Author.BOT, understood: Optional[Dict[str, Any]] = None) -> Optional[List[Message]]:
    """Store the replies to a customer's message, with what was understood of it, and mark it handled; None, and nothing done, where it is already.

    Once a person was asked for, nothing is stored but the answer to the very message that asked, and once she has come not even that.
    """
    conversation_id, last, speaks = locked_to_answer(session, message_id)
    if not _HANDLED.change(session, {"message": message_id, "read": understood or {}}):
        return None
    return _say_each(session, conversation_id, last, author, replies, now) if speaks and replies else []


def say(session: Session, conversation_id: str, text: str, *, author: Author, now: datetime,
        options: Sequence[Option] = ()) -> Message:
    """Store a message from us that answers nothing in particular: a notice, an operator's words."""
    return _say(session, locked(session, conversation_id), author, Reply(text, options), now)


def append(session: Session, conversation: Conversation, author: Author, text: str, now: datetime, **columns: Any) -> Message:
    """The next line of a conversation that this transaction holds, with further columns of it; `text` is redacted already."""
    return _advanced(conversation, _append_each(session, conversation.id, conversation.last_sequence, author, [{"text": text, **columns}], now))


def attach(session: Session, message: Message, attachment_ids: Sequence[str]) -> None:
    """Send files that were uploaded to this conversation with a message; NotFound for any other."""
    unsent = session.execute(select(Attachment).where(
        Attachment.id.in_(attachment_ids), Attachment.conversation_id == message.conversation_id,
        Attachment.message_id.is_(None), Attachment.stored.is_(True))).scalars().all() if attachment_ids else []
    if {attachment.id for attachment in unsent} != set(attachment_ids):
        raise NotFound("unknown_attachment")
    for attachment in unsent:
        attachment.message_id, attachment.position = message.id, attachment_ids.index(attachment.id)


def pin_language(session: Session, conversation_id: str, language: Language) -> None:
    """The customer chose a language: it stays until she chooses again."""
    conversation = locked(session, conversation_id)
    conversation.locale, conversation.locale_pinned = language.value, True


def _speaks(session: Session, conversation: Conversation, language: Language) -> None:
    _SPEAKS.change(session, {"conversation": conversation.id, "language": language.value})
    known(conversation, locale=language.value)


def _note_risks(session: Session, conversation: Conversation, message: Message) -> None:
    handoff = queries.open_handoff(session, conversation.id)
    if handoff and message.choice_id is None and risks.note(handoff, risks.in_words(message.text)):
        emit(session, Kind.QUEUE, handoff.team or EVERYBODY, now=message.created_at)


def _say(session: Session, conversation: Conversation, author: Author, reply: Reply, now: datetime) -> Message:
    return _advanced(conversation, _say_each(session, conversation.id, conversation.last_sequence, author, [reply], now))


def _advanced(conversation: Conversation, messages: Sequence[Message]) -> Message:
    known(conversation, last_sequence=messages[-1].sequence)
    return messages[-1]


def _say_each(session: Session, conversation_id: str, last: int, author: Author, replies: Sequence[Reply], now: datetime) -> List[Message]:
    messages = _append_each(session, conversation_id, last, author, [{"text": reply.text, "response": reply.response} for reply in replies], now)
    offered = [{"id": secrets.token_urlsafe(12), "conversation_id": conversation_id, "message_id": message.id, "position": position,
                "title": option.title, "payload": option.payload}
               for message, reply in zip(messages, replies, strict=True) for position, option in enumerate(reply.options)]
    if offered:
        _OFFERED.add(session, offered)
    return messages


def _append_each(session: Session, conversation_id: str, last: int, author: Author, lines: Sequence[Dict[str, Any]], now: datetime) -> List[Message]:
    """The lines after the last one of a conversation that is held, each given by the columns in which it differs from others."""
    _ADVANCE.change(session, {"conversation": conversation_id, "sequence": last + len(lines)})
    shared = {**_EMPTY, "conversation_id": conversation_id, "author": author.value, "created_at": now}
    messages = [_stored(session, {**shared, "sequence": sequence, **line}) for sequence, line in enumerate(lines, last + 1)]
    emit(session, Kind.CONVERSATION, conversation_id, now=now, may_wait=bool(messages[0].unhandled))
    webhooks.record_each(session, Topic.MESSAGE, "message_stored", [
        {"conversation_id": conversation_id, "sequence": message.sequence, "author": author.value} for message in messages], now=now)
    return messages


# What every turn writes.
_MESSAGES, _CONVERSATIONS = Message.__table__, Conversation.__table__
_EMPTY = {"client_message_id": None, "choice_id": None, "secrets_removed": False, "unhandled": None, "agent_id": None, "response": None}
_STORED = Prepared(insert(_MESSAGES), ("conversation_id", "author", "created_at", "sequence", "text", *_EMPTY))
_OFFERED = PreparedRows(Choice.__table__, ("id", "conversation_id", "message_id", "position", "title", "payload"))
_ADVANCE = Prepared(update(_CONVERSATIONS).where(_CONVERSATIONS.c.id == bindparam("conversation")).values(last_sequence=bindparam("sequence")))
_SPEAKS = Prepared(update(_CONVERSATIONS).where(_CONVERSATIONS.c.id == bindparam("conversation")).values(locale=bindparam("language")))
_HANDLED = Prepared(update(_MESSAGES).where(_MESSAGES.c.id == bindparam("message"), _MESSAGES.c.unhandled.is_(True))
                    .values(unhandled=None, understood=bindparam("read")))


def _stored(session: Session, columns: Dict[str, Any]) -> Message:
    return read_only(Message, {**columns, "understood": None, "id": _STORED.add(session, columns)})
