"""Reads of agents."""
from typing import Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.errors import NotFound

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


def by_email(session: Session, address: str) -> Optional[Agent]:
    """Who has this e-mail address (as bot.agents.addresses writes it)."""
    return session.execute(select(Agent).where(Agent.email == address)).scalar_one_or_none()
