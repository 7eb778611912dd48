"""Reads for the company's people. What each of them may see of conversations is said here, and nowhere else.

Supervisors, administrators and auditors read all. An agent reads the conversations that are hers, those that wait for her,
for her team or for everybody, and those she ended herself while nobody has asked for a person since.
"""
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from sqlalchemy import and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from bot.agents.roles import Actor, Role
from bot.conversations.models import Author, Conversation, Handoff, Message
from bot.conversations.ownership import Owner
from bot.errors import NotFound


class Shelf(str, Enum):
    """Which conversations a list shows."""

    ME = "me"          # those one has oneself
    AGENT = "agent"    # those somebody has
    BOT = "bot"        # those the bot has
    CLOSED = "closed"  # those the bot has again, after somebody had them


class Line(NamedTuple):
    """A conversation in a list, with its last message and its newest request for a person."""

    conversation: Conversation
    last: Message
    handoff: Optional[Handoff]


READS_ALL = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})


def readable_by(actor: Actor) -> Any:
    """The condition under which somebody may read a conversation."""
    if actor.role in READS_ALL:
        return true()
    return or_(Conversation.agent_id == actor.agent_id,
               and_(Conversation.owner == Owner.QUEUE.value, exists().where(
                   Handoff.conversation_id == Conversation.id, Handoff.ended_at.is_(None), queued_for(actor))),
               and_(Conversation.owner == Owner.BOT.value, _last_with(actor)))


def queued_for(actor: Actor) -> Any:
    """The condition under which somebody may take what waits: it is for her, her team or everybody."""
    if actor.role in READS_ALL:
        return true()
    for_all = or_(Handoff.team.is_(None), Handoff.team == actor.team) if actor.team else Handoff.team.is_(None)
    return or_(Handoff.wanted_agent_id == actor.agent_id, and_(Handoff.wanted_agent_id.is_(None), for_all))


def find(session: Session, conversation_id: str, actor: Actor) -> Conversation:
    """A conversation for somebody who may read it; NotFound else."""
    found = session.execute(select(Conversation).where(Conversation.id == conversation_id, readable_by(actor))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_conversation")
    return found


def listed(session: Session, actor: Actor, shelf: Shelf, *, before: Optional[int] = None, limit: int = 50) -> List[Line]:
    """A page of what an actor may read, whoever spoke last first; `before` is the id of the last page's last message."""
    chosen = select(Conversation, Message).join(Message, and_(
        Message.conversation_id == Conversation.id, Message.sequence == Conversation.last_sequence)).where(readable_by(actor), _on(shelf, actor))
    if before is not None:
        chosen = chosen.where(Message.id < before)
    rows = session.execute(chosen.order_by(Message.id.desc()).limit(limit)).all()
    newest = _newest_handoffs(session, [row.Conversation.id for row in rows])
    return [Line(row.Conversation, row.Message, newest.get(row.Conversation.id)) for row in rows]


def last_words(session: Session, conversation_ids: Sequence[str]) -> Dict[str, str]:
    """The last thing each customer wrote."""
    last = select(Message.conversation_id, func.max(Message.sequence)).where(
        Message.conversation_id.in_(conversation_ids), Message.author == Author.CUSTOMER.value, Message.text != "").group_by(Message.conversation_id)
    return {row.conversation_id: row.text for row in session.execute(
        select(Message.conversation_id, Message.text).where(tuple_(Message.conversation_id, Message.sequence).in_(last)))}


def last_handoff(session: Session, conversation_id: str) -> Optional[Handoff]:
    """The newest request of a conversation, ended or not."""
    return session.execute(select(Handoff).where(Handoff.conversation_id == conversation_id)
                           .order_by(Handoff.id.desc()).limit(1)).scalar_one_or_none()


def takeable(session: Session, conversation_id: str, actor: Actor) -> Handoff:
    """The newest request of a conversation, for somebody who may take it or could have; NotFound else."""
    found = session.execute(select(Handoff).where(Handoff.conversation_id == conversation_id, queued_for(actor), Handoff.id == _newest())
                            .execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_conversation")
    return found


def _on(shelf: Shelf, actor: Actor) -> Any:
    with_agent = Conversation.owner == Owner.AGENT.value
    if shelf is Shelf.ME:  # the owner too: the index begins with it
        return and_(with_agent, Conversation.agent_id == actor.agent_id)
    if shelf is Shelf.AGENT:
        return with_agent
    by_bot = Conversation.owner == Owner.BOT.value
    return by_bot if shelf is Shelf.BOT else and_(by_bot, exists().where(Handoff.conversation_id == Conversation.id))


def _newest_handoffs(session: Session, conversation_ids: Sequence[str]) -> Dict[str, Handoff]:
    return {handoff.conversation_id: handoff for handoff in session.execute(
        select(Handoff).where(Handoff.conversation_id.in_(conversation_ids), Handoff.id == _newest())).scalars()}


def _newest() -> Any:
    other = aliased(Handoff)
    return select(func.max(other.id)).where(other.conversation_id == Handoff.conversation_id).scalar_subquery()


def _last_with(actor: Actor) -> Any:
    return exists().where(Handoff.conversation_id == Conversation.id, Handoff.agent_id == actor.agent_id, Handoff.id == _newest())
