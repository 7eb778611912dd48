"""Reads of agents."""
from typing import Any, Optional, Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from bot.agents import addresses
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.errors import InvalidInput, NotFound

_LARGEST_ID = 2**63 - 1


def actor_of(agent: Agent) -> Actor:
    """The person as the core knows her."""
    return Actor(agent_id=agent.id, name=agent.name, role=Role(agent.role), team=agent.team, languages=tuple(agent.languages),
                 compensation_limit=agent.compensation_limit)


def agents(session: Session, *, active_only: bool = False) -> Sequence[Agent]:
    """Every person, by name."""
    statement = select(Agent).order_by(Agent.name, Agent.id)
    return session.execute(statement.where(Agent.active.is_(True)) if active_only else statement).scalars().all()


def agent(session: Session, agent_id: int, *, lock: bool = False) -> Agent:
    """One person, NotFound("unknown_agent") where there is none; `lock` keeps others from changing her until the transaction ends."""
    if not 0 < agent_id <= _LARGEST_ID:
        raise NotFound("unknown_agent")
    statement = select(Agent).where(Agent.id == agent_id)
    found = session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_agent")
    return found


def visible(session: Session, actor: Actor) -> Sequence[Agent]:
    """Whom an actor may see: administrators and auditors everybody, others their colleagues as long as they are here."""
    return session.execute(select(Agent).where(_visible(actor)).order_by(Agent.name, Agent.id)).scalars().all()


def visible_one(session: Session, actor: Actor, agent_id: int) -> Agent:
    """One person whom an actor may see; NotFound("unknown_agent") for any other."""
    known = 0 < agent_id <= _LARGEST_ID
    found = session.execute(select(Agent).where(Agent.id == agent_id, _visible(actor))).scalar_one_or_none() if known else None
    if found is None:
        raise NotFound("unknown_agent")
    return found


def by_email(session: Session, typed: str, *, only: Any = None, lock: bool = False) -> Optional[Agent]:
    """Who has this e-mail address, however it is spelt, and meets a further condition; what is no address is nobody's."""
    try:
        statement = select(Agent).where(Agent.email == addresses.address(typed), true() if only is None else only)
    except InvalidInput:
        return None
    return session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()


def _visible(actor: Actor) -> Any:
    return Agent.id > 0 if actor.role in (Role.ADMINISTRATOR, Role.AUDITOR) else Agent.active.is_(True)
