"""Sign-ins: who holds the token in the cookie acts as the agent, until she signs out, goes idle, or it has lasted its hours."""
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.agents.models import Agent, DeskSignIn
from bot.db import QUIETLY
from bot.settings import settings

_NOTED_EVERY = timedelta(seconds=60)  # not every request writes that she was there


@dataclass(frozen=True)
class Holder:
    """Who holds a token; `complete` once her second factor was shown."""

    agent: Agent
    complete: bool
    stale: bool  # whether it is time to note that she was there


def start(session: Session, agent: Agent, *, complete: bool, now: datetime) -> str:
    """A new sign-in; its token, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(DeskSignIn(token_hash=token_hash(token), agent_id=agent.id, complete=complete, created_at=now, seen_at=now,
                           expires_at=now + timedelta(hours=settings().desk_session_hours)))
    session.flush()
    return token


def holder(session: Session, token: str, *, now: datetime) -> Optional[Holder]:
    """Who acts with this token, or None: it never was, has ended, or its agent is not active."""
    found = session.execute(select(DeskSignIn, Agent).join(Agent, Agent.id == DeskSignIn.agent_id).where(
        DeskSignIn.token_hash == token_hash(token), DeskSignIn.ended_at.is_(None), DeskSignIn.expires_at > now,
        DeskSignIn.seen_at > now - timedelta(minutes=settings().desk_idle_minutes), may_enter())).one_or_none()
    return found and Holder(found.Agent, found.DeskSignIn.complete, now - found.DeskSignIn.seen_at > _NOTED_EVERY)


def may_enter() -> Any:
    """The condition on Agent for whoever may use the desk; demo agents, whose passwords everybody knows, only in demo mode."""
    return Agent.active.is_(True) if settings().demo_mode else Agent.active.is_(True) & Agent.demo.is_(False)


def note_seen(session: Session, token: str, *, now: datetime) -> None:
    """She was there at this moment."""
    seen_before = (DeskSignIn.token_hash == token_hash(token)) & (DeskSignIn.seen_at < now)
    session.execute(update(DeskSignIn).where(seen_before).values(seen_at=now), execution_options=QUIETLY)


def end(session: Session, token: str, *, now: datetime) -> None:
    """Sign out; a token that has ended stays ended."""
    _end(session, DeskSignIn.token_hash == token_hash(token), now)


def end_all(session: Session, agent_id: int, *, now: datetime) -> None:
    """End every sign-in of an agent."""
    _end(session, DeskSignIn.agent_id == agent_id, now)


def remove_expired(session: Session, *, now: datetime) -> None:
    """Delete what opens nothing any more."""
    session.execute(delete(DeskSignIn).where(or_(DeskSignIn.expires_at <= now, DeskSignIn.ended_at <= now)), execution_options=QUIETLY)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _end(session: Session, which: Any, now: datetime) -> None:
    session.execute(update(DeskSignIn).where(which, DeskSignIn.ended_at.is_(None)).values(ended_at=now), execution_options=QUIETLY)
