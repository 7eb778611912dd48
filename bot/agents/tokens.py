"""API tokens: a program acts as the person who made its token, as long as she may, or only reads."""
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional, Sequence, Tuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.agents import audit, sign_ins
from bot.agents.models import Agent, ApiToken
from bot.agents.roles import Actor, Role
from bot.errors import NotAllowed, NotFound

PREFIX = "desk_"  # so that a token is recognised where it has no business to be
LONGEST_DAYS = 366
_MOST = 20
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Holder:
    """Who holds a token."""

    agent: Agent
    read_only: bool
    token_id: int
    stale: bool  # whether it is time to note that it was used


def create(session: Session, name: str, *, read_only: bool, days: int, actor: Actor, now: datetime) -> Tuple[ApiToken, str]:
    """A token of the actor's own; shown once, only its hash is kept. NotAllowed("too_many_tokens") beyond twenty that work."""
    session.execute(select(Agent.id).where(Agent.id == actor.agent_id).with_for_update())
    if len(session.execute(select(ApiToken.id).where(ApiToken.agent_id == actor.agent_id, _works(now))).all()) >= _MOST:
        raise NotAllowed("too_many_tokens")
    words = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(agent_id=actor.agent_id, name=name, token_hash=sign_ins.token_hash(words), read_only=read_only,
                     created_at=now, expires_at=now + timedelta(days=days))
    session.add(token)
    session.flush()
    audit.record(session, actor, "token_created", f"token:{token.id}", now, {"read_only": read_only, "days": days})
    return token, words


def holder(session: Session, words: str, *, now: datetime) -> Optional[Holder]:
    """Who acts with this token, or None: it never was, is old or revoked, or its owner has left."""
    found = session.execute(select(ApiToken, Agent).join(Agent, Agent.id == ApiToken.agent_id).where(
        ApiToken.token_hash == sign_ins.token_hash(words), _works(now), sign_ins.may_enter())).one_or_none()
    if found is None:
        return None
    used = found.ApiToken.used_at
    return Holder(found.Agent, found.ApiToken.read_only, found.ApiToken.id, used is None or now - used > _NOTED_EVERY)


def note_used(session: Session, token_id: int, *, now: datetime) -> None:
    """It was used at this moment."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


def listed(session: Session, actor: Actor, *, now: datetime) -> Sequence[ApiToken]:
    """The tokens that work and that an actor may see: her own, an administrator everybody's."""
    return session.execute(select(ApiToken).where(_works(now), _visible(actor)).order_by(ApiToken.id.desc())).scalars().all()


def revoke(session: Session, token_id: int, *, actor: Actor, now: datetime) -> None:
    """End a token that the actor may see; NotFound for any other."""
    hers = (ApiToken.id == token_id) & _works(now) & _visible(actor)
    if not session.execute(update(ApiToken).where(hers).values(revoked_at=now)).rowcount:
        raise NotFound("unknown_token")
    audit.record(session, actor, "token_revoked", f"token:{token_id}", now)


def _works(now: datetime) -> Any:
    return ApiToken.revoked_at.is_(None) & (ApiToken.expires_at > now)


def _visible(actor: Actor) -> Any:
    return ApiToken.id > 0 if actor.role is Role.ADMINISTRATOR else ApiToken.agent_id == actor.agent_id
