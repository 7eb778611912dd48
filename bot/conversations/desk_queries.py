"""Reads for the company's people. What each of them may see of conversations is said here, and nowhere else.

Supervisors, administrators and auditors read all. An agent reads the conversations that are hers, those that wait for her,
for her team or for everybody, and those she ended herself while nobody has asked for a person since.
"""
from typing import Any, Optional

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from bot.agents.roles import Actor, Role
from bot.conversations.models import Conversation, Handoff
from bot.conversations.ownership import Owner
from bot.errors import NotFound

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


def _newest() -> Any:
    other = aliased(Handoff)
    return select(func.max(other.id)).where(other.conversation_id == Handoff.conversation_id).scalar_subquery()


def _last_with(actor: Actor) -> Any:
    return exists().where(Handoff.conversation_id == Conversation.id, Handoff.agent_id == actor.agent_id, Handoff.id == _newest())
