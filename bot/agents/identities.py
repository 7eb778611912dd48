"""People who come in through the company's identity provider: whom its word makes them here."""
from dataclasses import dataclass
from datetime import datetime
from typing import Optional, Union

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.agents import addresses, audit, people, queries, sign_ins
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.errors import InvalidInput
from bot.settings import settings

_NAME = 64


@dataclass(frozen=True)
class Identity:
    """What the provider says of her; `email` only if it vouches for that, `role` where her groups name one."""

    subject: str
    email: Optional[str]
    name: str
    role: Optional[Role]


def recognise(session: Session, identity: Identity, *, now: datetime) -> Union[Agent, str]:
    """The person, made or brought up to date, or the code of the error that says why she is refused; that is written down.

    Known by the provider's subject, and at the first time by her e-mail address. Where groups decide the roles, who has lost
    hers is refused; a person nobody invited comes in only with a role from her groups or OIDC_DEFAULT_ROLE.
    """
    agent = _known(session, identity)
    if agent is not None and not _may_enter(session, agent):
        return _refused(session, "oidc_inactive", f"agent:{agent.id}", now)
    if agent is not None and agent.oidc_subject not in (None, identity.subject):
        return _refused(session, "oidc_other_person", f"agent:{agent.id}", now)
    role = identity.role or _default_role()
    if role is None and (agent is None or settings().oidc_role_claim):
        return _refused(session, "oidc_unknown", f"agent:{agent.id}" if agent else "agent:unknown", now)
    if agent is None:
        agent = _made(session, identity, role or Role.AGENT, now)
    return _brought_up_to_date(session, agent, identity, role, now) if agent else _refused(session, "oidc_no_email", "agent:unknown", now)


def _known(session: Session, identity: Identity) -> Optional[Agent]:
    hers = session.execute(select(Agent).where(Agent.oidc_subject == identity.subject).with_for_update()).scalar_one_or_none()
    if hers or not identity.email:
        return hers
    return queries.by_email(session, identity.email, lock=True)


def _may_enter(session: Session, agent: Agent) -> bool:
    return session.execute(select(Agent.id).where(Agent.id == agent.id, sign_ins.may_enter())).scalar_one_or_none() is not None


def _made(session: Session, identity: Identity, role: Role, now: datetime) -> Optional[Agent]:
    try:
        agent = Agent(name=identity.name[:_NAME], email=addresses.address(identity.email or ""), role=role.value, created_at=now)
        with session.begin_nested():
            session.add(agent)
    except (InvalidInput, IntegrityError):  # no address that we can store, or another sign-in of hers was quicker
        return None
    audit.record(session, queries.actor_of(agent), "agent_provided", f"agent:{agent.id}", now, {"role": role.value})
    return agent


def _brought_up_to_date(session: Session, agent: Agent, identity: Identity, role: Optional[Role], now: datetime) -> Agent:
    agent.oidc_subject = identity.subject
    if settings().oidc_role_claim and role:
        provider = Actor(agent_id=None, name="identity provider", role=Role.ADMINISTRATOR)
        people.change(session, agent.id, {"role": role.value}, actor=provider, now=now)
    return agent


def _default_role() -> Optional[Role]:
    return Role(settings().oidc_default_role) if settings().oidc_default_role else None


def _refused(session: Session, why: str, subject: str, now: datetime) -> str:
    audit.record(session, None, "sign_in_failed", subject, now, {"why": why})
    return why
