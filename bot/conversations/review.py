"""Messages the bot was unsure of or read wrongly, for a person to label. Their words are redacted already."""
from dataclasses import dataclass
from typing import List, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.conversations.models import Author, Choice, Message

_QUESTION = "utter_fallback_guess"  # the response that asks which of two guesses she meant


@dataclass(frozen=True)
class Doubt:
    """One message: what was read in it, how surely, and what she said she meant when she was asked."""

    text: str
    guess: str
    confidence: float
    correction: Optional[str]


def doubts(session: Session, *, below: float, limit: int = 1000) -> List[Doubt]:
    """The newest messages read with less confidence than this, or corrected by a pressed guess; each text once."""
    rows = session.execute(
        select(Message).where(Message.author == Author.CUSTOMER.value, Message.understood.is_not(None), Message.choice_id.is_(None), Message.text != "")
        .order_by(Message.id.desc())).scalars()
    found, seen = [], set()
    for message in rows:
        read = message.understood or {}
        if not read.get("intent") or message.text in seen:
            continue
        correction = _correction(session, message)
        if correction or read["confidence"] < below or read["intent"] == "nlu_fallback":
            seen.add(message.text)
            found.append(Doubt(message.text, read["intent"], read["confidence"], correction))
        if len(found) == limit:
            break
    return found


def _correction(session: Session, message: Message) -> Optional[str]:
    """The guess that she pressed next, if she was asked."""
    asked = aliased(Message)
    pressed = session.execute(
        select(Message, Choice, asked).outerjoin(Choice, Choice.id == Message.choice_id).outerjoin(asked, asked.id == Choice.message_id)
        .where(Message.conversation_id == message.conversation_id, Message.author == Author.CUSTOMER.value, Message.sequence > message.sequence)
        .order_by(Message.sequence).limit(1)).first()
    if pressed is None or pressed[2] is None or pressed[2].response != _QUESTION or pressed[2].sequence < message.sequence:
        return None
    return pressed[1].payload["intent"]
