"""Signing in with a password and a code, in two transactions: between them the password is checked, which takes its time."""
from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents import audit, codes, queries, sign_ins, tries
from bot.agents.models import Agent


@dataclass(frozen=True)
class Candidate:
    """Who wants to come in: as she wrote herself, from where, and the hash to check against (None: nobody has this name)."""

    email: str
    address: str
    agent_id: Optional[int]
    password_hash: Optional[str]


@dataclass(frozen=True)
class Entered:
    """Her new sign-in; `complete` if nothing is missing, else she must enrol a second factor first."""

    agent: Agent
    token: str
    complete: bool


def begin(session: Session, email: str, *, address: str, now: datetime) -> Candidate:
    """Count the try and find her; TooManyTries beyond the limits."""
    tries.count(session, email, address, now=now)
    agent = queries.by_email(session, email, only=sign_ins.may_enter())
    return Candidate(email, address, agent and agent.id, agent and agent.password_hash)


def finish(session: Session, candidate: Candidate, *, right: bool, code: Optional[str], replaced: Optional[str], now: datetime) -> "Entered | str":
    """Let her in, or the code of the error that says why not; what was written down for that stays.

    `right`: whether her password fits the candidate's hash.
    """
    agent = _unchanged(session, candidate) if right else None
    if agent is None:
        return _refused(session, candidate, "wrong_sign_in", now)
    if agent.totp_secret and code is None:
        tries.give_back(session, candidate.email, candidate.address)
        return "code_required"
    if agent.totp_secret and not codes.use(agent, code or "", now=now):
        return _refused(session, candidate, "wrong_code", now)
    tries.settle(session, candidate.email, candidate.address)
    return enter(session, agent, complete=bool(agent.totp_secret) or agent.demo, by="password", address=candidate.address, replaced=replaced, now=now)


def enter(session: Session, agent: Agent, *, complete: bool, by: str, address: str, replaced: Optional[str], now: datetime) -> Entered:
    """A new sign-in for a person who has proved who she is, `by` what; the one `replaced`, whose token her browser still had, ends."""
    if replaced:
        sign_ins.end(session, replaced, now=now)
    audit.record(session, queries.actor_of(agent), "signed_in", f"agent:{agent.id}", now, {"by": by, "address": address})
    return Entered(agent, sign_ins.start(session, agent, complete=complete, now=now), complete)


def _unchanged(session: Session, candidate: Candidate) -> Optional[Agent]:
    """The candidate, locked, if she may still enter and has the password that was checked."""
    return session.execute(select(Agent).where(
        Agent.id == candidate.agent_id, Agent.password_hash == candidate.password_hash, sign_ins.may_enter()).with_for_update()).scalar_one_or_none()


def _refused(session: Session, candidate: Candidate, why: str, now: datetime) -> str:
    subject = f"agent:{candidate.agent_id}" if candidate.agent_id else "agent:unknown"
    audit.record(session, None, "sign_in_failed", subject, now, {"why": why, "address": candidate.address})
    return why
