"""What must be known of a message before its turn: asked by one statement, mostly in the transaction that stores the message."""
from typing import NamedTuple, Optional, Union

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels import rating_answers
from bot.channels.rating_answers import Place
from bot.conversations import mirroring, queries
from bot.conversations.models import Choice, Conversation, Message
from bot.db import read_only
from bot.dialogue.tracker_store import NEWEST
from bot.prepared import Prepared
from bot.satisfaction.queries import STANDING, Standing

_KNOWN = Prepared(select(queries.WAITS_BEFORE, *mirroring.LACKS, *STANDING, NEWEST))


class Known(NamedTuple):
    """`lacks`: whether Rasa lacks something that was said before it; `newest`: the id of the latest event in Rasa's log, 0 before the first."""

    lacks: bool
    choice: Optional[Choice]
    stands: Place
    newest: int


class Waiting(NamedTuple):
    """A message that waits for its turn; where more could not be learned of it, the turn fails with that error and the customer is told."""

    message: Message
    conversation: Conversation
    known: Union[Known, Exception]


def stored_now(session: Session, message: Message, conversation: Conversation, choice: Optional[Choice]) -> Optional[Waiting]:
    """A message without attachments that this transaction stored, if its turn is next.

    What is true of it stays true until then, or its turn finds that another process was quicker.
    """
    if not message.unhandled:
        return None
    waits_before, known = _known(session, message, choice)
    if waits_before:
        return None
    return Waiting(read_only(Message, {**vars(message), "attachments": []}), conversation, known)


def next_of(session: Session, conversation_id: str) -> Optional[Waiting]:
    """The message of a conversation whose turn is next, or None."""
    found = queries.next_turn(session, conversation_id)
    if found is None:
        return None
    message, conversation = found
    try:
        choice = queries.choice(session, conversation_id, message.choice_id) if message.choice_id else None
        return Waiting(message, conversation, _known(session, message, choice)[1])
    except Exception as error:
        return Waiting(message, conversation, error)


def _known(session: Session, message: Message, choice: Optional[Choice]) -> "tuple[bool, Known]":
    asked = {"conversation": message.conversation_id, "sequence": message.sequence, "message": message.id}
    waits_before, follows, unheard, rates, comments_on, newest = _KNOWN.one(session, asked)
    stands = rating_answers.place(Standing(rates, comments_on)) if message.text and choice is None else Place.ELSEWHERE
    return waits_before, Known(bool(follows or unheard), choice, stands, newest or 0)
