"""How far the bot's own memory, Rasa's tracker, follows a conversation that a person has.

What Rasa handled it knows by itself. The rest (an agent's words, what the customer wrote to her, notices) is
handed to it afterwards; how far that has come is stored, so that neither a crash nor a second process repeats it.
"""
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence

from sqlalchemy import and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from bot.agents.models import Agent
from bot.conversations import queries
from bot.conversations.models import Author, Choice, Conversation, Message, Mirror
from bot.conversations.ownership import Owner, locked, mirror_of


@dataclass(frozen=True)
class Heard:
    """A message the tracker lacks, with the name of the agent who wrote it or what the button meant that was pressed."""

    message: Message
    agent_name: Optional[str]
    payload: Optional[Dict[str, Any]]


@dataclass(frozen=True)
class Unheard:
    """What the tracker lacks, oldest first, up to `sequence`; whether a person said it, and whether it should stand paused there."""

    locale: str
    followed: bool
    should_pause: bool
    sequence: int
    messages: Sequence[Heard]


def behind(session: Session) -> List[str]:
    """The conversations that people have or had of which the tracker may lack something."""
    return list(session.execute(
        select(Mirror.conversation_id).join(Conversation, Conversation.id == Mirror.conversation_id)
        .where(Mirror.following.is_(True), or_(Conversation.last_sequence > Mirror.sequence, Conversation.owner == Owner.BOT.value))).scalars())


def unheard(session: Session, conversation_id: str) -> Unheard:
    """What the tracker does not know yet; the first message that the bot still has to answer, and all after it, is left out."""
    conversation, mirror = session.get(Conversation, conversation_id), session.get(Mirror, conversation_id)
    since = max(mirror.sequence if mirror else 0, _last_understood(session, conversation_id))
    waiting = queries.next_unhandled(session, conversation_id)
    until = waiting.sequence - 1 if waiting else conversation.last_sequence
    rows = session.execute(
        select(Message, Agent.name, Choice.payload).options(selectinload(Message.attachments))
        .outerjoin(Agent, Agent.id == Message.agent_id).outerjoin(Choice, Choice.id == Message.choice_id)
        .where(Message.conversation_id == conversation_id, Message.sequence > since, Message.sequence <= until, Message.author != Author.BOT.value)
        .order_by(Message.sequence))
    # What announces a handoff is still said by the bot, after a crash even once more: till then it must not stand paused.
    should_pause = conversation.owner != Owner.BOT and waiting is None
    return Unheard(conversation.locale, bool(mirror and mirror.following), should_pause, until, [Heard(*row) for row in rows])


# Of a message, the columns that say whether the tracker may not know all that was said before it, if either is true (bot/channels/before_turn.py).
_HERS = Mirror.conversation_id == bindparam("conversation")
_HEARD = case((and_(Message.author == Author.CUSTOMER.value, Message.understood.is_not(None)), 0), else_=1)
LACKS = (
    select(Mirror.following).where(_HERS).scalar_subquery(),
    select(_HEARD).where(
        Message.conversation_id == bindparam("conversation"), Message.sequence < bindparam("sequence"), Message.author != Author.BOT.value,
        Message.sequence > func.coalesce(select(Mirror.sequence).where(_HERS).scalar_subquery(), 0),
    ).order_by(Message.sequence.desc()).limit(1).scalar_subquery())


def note(session: Session, conversation_id: str, unheard: Unheard, understood: Mapping[int, Dict[str, Any]]) -> None:
    """The tracker has what it lacked; `understood` says of each customer's message what was read in it."""
    conversation, mirror = locked(session, conversation_id), mirror_of(session, conversation_id)  # first, as everybody does: else two wait for each other
    for message_id, read in understood.items():
        session.execute(update(Message).where(Message.id == message_id).values(understood=read))
    mirror.sequence = max(mirror.sequence, unheard.sequence)
    mirror.following = conversation.owner != Owner.BOT or unheard.should_pause  # what was said since is looked for once more


def _last_understood(session: Session, conversation_id: str) -> int:
    return session.execute(select(Message.sequence).where(
        Message.conversation_id == conversation_id, Message.understood.is_not(None)).order_by(Message.sequence.desc()).limit(1)).scalar() or 0
