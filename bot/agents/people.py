"""Changing people: an administrator changes anybody, a person some things of her own."""
from datetime import datetime
from typing import Any, Dict, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.agents import audit, codes, queries, sign_ins
from bot.agents.models import Agent, ApiToken
from bot.agents.roles import Actor, Role
from bot.errors import InvalidInput, NotAllowed


def change(session: Session, agent_id: int, facts: Dict[str, Any], *, actor: Actor, now: datetime) -> Agent:
    """Change columns of a person; a new role or her leaving ends her sign-ins, her leaving her API tokens as well.

    NotAllowed("last_administrator") if nobody would be left to administer, NotAllowed("own_limit") for a higher limit of one's own.
    """
    administrators = _lock_administrators(session)
    agent = queries.agent(session, agent_id, lock=True)
    changed = {name: value for name, value in facts.items() if getattr(agent, name) != value}
    before = {name: getattr(agent, name) for name in changed}
    if agent.id == actor.agent_id and changed.get("compensation_limit", 0) > agent.compensation_limit:
        raise NotAllowed("own_limit")  # what one may pay out alone, somebody else has to grant
    for name, value in changed.items():
        setattr(agent, name, value)
    stays = agent.active and agent.role == Role.ADMINISTRATOR.value
    if administrators == {agent.id} and not stays:
        raise NotAllowed("last_administrator")
    if not agent.active:
        revoke_tokens(session, agent.id, now=now)
    if changed.keys() & {"role", "active"}:
        sign_ins.end_all(session, agent.id, now=now)
    if changed:
        audit.record(session, actor, "agent_changed", f"agent:{agent.id}", now, {"from": before, "to": changed})
    return agent


def change_password(session: Session, agent_id: int, *, checked_hash: Optional[str], password_hash: str, now: datetime) -> Agent:
    """A new password for her whose present one was checked against `checked_hash`; ends all her sign-ins."""
    agent = queries.agent(session, agent_id, lock=True)
    if agent.password_hash is None or agent.password_hash != checked_hash:
        raise NotAllowed("wrong_password")
    agent.password_hash = password_hash
    sign_ins.end_all(session, agent.id, now=now)
    audit.record(session, queries.actor_of(agent), "password_changed", f"agent:{agent.id}", now)
    return agent


def rehash(session: Session, agent_id: int, *, checked_hash: str, password_hash: str) -> None:
    """The same password by today's parameters, unless it has changed meanwhile."""
    session.execute(update(Agent).where(Agent.id == agent_id, Agent.password_hash == checked_hash).values(password_hash=password_hash))


def enrol(session: Session, agent_id: int, ticket: str, code: str, *, instead_of: Optional[str], now: datetime) -> Agent:
    """Her second factor from now on is the ticket's, instead of the one she had when she asked; ends all her sign-ins.

    InvalidInput("wrong_new_code") if the code is not of it, or if somebody else has set another meanwhile.
    """
    agent = queries.agent(session, agent_id, lock=True)
    if agent.totp_secret != instead_of or not codes.enrol(agent, ticket, code, now=now):
        raise InvalidInput("wrong_new_code")
    sign_ins.end_all(session, agent.id, now=now)
    audit.record(session, queries.actor_of(agent), "second_factor_set", f"agent:{agent.id}", now)
    return agent


def revoke_tokens(session: Session, agent_id: int, *, now: datetime) -> None:
    """None of her API tokens opens anything any more."""
    session.execute(update(ApiToken).where(ApiToken.agent_id == agent_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now))


def _lock_administrators(session: Session) -> "set[int]":
    """Who administers; until the transaction ends nobody else can change that."""
    return set(session.execute(select(Agent.id).where(Agent.role == Role.ADMINISTRATOR.value, sign_ins.may_enter())
                               .order_by(Agent.id).with_for_update()).scalars())
