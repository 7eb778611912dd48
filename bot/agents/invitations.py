"""Invitations: a link that works once, for some days, and makes an account or gives it a new password."""
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, List, Optional, Sequence, Tuple

from sqlalchemy import select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.agents import addresses, audit, queries, sign_ins
from bot.agents.models import Agent, Invitation
from bot.agents.roles import Actor, Role
from bot.errors import NotAllowed, NotFound
from bot.language import Language
from bot.settings import settings

_LASTING = timedelta(hours=72)


@dataclass(frozen=True)
class Place:
    """What an invited person will be; `compensation_limit` in hundredths."""

    role: Role
    team: Optional[str] = None
    languages: Tuple[str, ...] = ("zh", "en")
    compensation_limit: int = 0
    language: Language = Language.ZH


def invite(session: Session, email: str, place: Place, *, actor: Actor, now: datetime) -> Tuple[Invitation, str]:
    """Invite somebody new: the invitation and its link, which is shown once; an earlier one for the address ends.

    NotAllowed("already_agent") if she has an account.
    """
    address = addresses.address(email)
    if queries.by_email(session, address):
        raise NotAllowed("already_agent")
    return _issue(session, address, None, place, actor=actor, now=now)


def reset(session: Session, agent_id: int, *, actor: Actor, now: datetime) -> Tuple[Invitation, str]:
    """A link with which a person who has lost password or phone sets both anew; until she uses it the old ones work."""
    agent = queries.agent(session, agent_id, lock=True)
    if not agent.active or agent.email is None:
        raise NotAllowed("inactive_agent")
    place = Place(Role(agent.role), agent.team, tuple(agent.languages), agent.compensation_limit, agent.language)
    return _issue(session, agent.email, agent.id, place, actor=actor, now=now)


def pending(session: Session, token: str, *, now: datetime, lock: bool = False) -> Invitation:
    """The invitation of a link that still works; NotFound("unknown_invitation") if it was used, withdrawn, is old or never was."""
    statement = select(Invitation).where(Invitation.token_hash == sign_ins.token_hash(token), *_open(now))
    found = session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_invitation")
    return found


def accept(session: Session, token: str, *, name: str, password_hash: str, now: datetime) -> Agent:
    """Use the link up: the account it made, or gave a new password. The second factor is enrolled next."""
    invitation = pending(session, token, now=now, lock=True)
    invitation.used_at = now
    agent = queries.agent(session, invitation.agent_id, lock=True) if invitation.agent_id else _made(session, invitation, name, now)
    if not agent.active:
        raise NotFound("unknown_invitation")
    agent.name, agent.password_hash, agent.totp_secret, agent.totp_step = name, password_hash, None, None
    sign_ins.end_all(session, agent.id, now=now)
    audit.record(session, queries.actor_of(agent), "invitation_accepted", f"agent:{agent.id}", now)
    return agent


def waiting(session: Session, actor: Actor, *, now: datetime) -> Sequence[Invitation]:
    """Those that can still be used and that an actor may see, newest first: administrators and auditors all, others those they made."""
    seen = true() if actor.role in audit.READERS else Invitation.invited_by == actor.agent_id
    return session.execute(select(Invitation).where(seen, *_open(now)).order_by(Invitation.id.desc())).scalars().all()


def withdraw(session: Session, invitation_id: int, *, actor: Actor, now: datetime) -> None:
    """End an invitation; NotFound if it cannot be used any more."""
    found = session.execute(update(Invitation).where(Invitation.id == invitation_id, *_open(now)).values(withdrawn_at=now)).rowcount
    if not found:
        raise NotFound("unknown_invitation")
    audit.record(session, actor, "invitation_withdrawn", f"invitation:{invitation_id}", now)


def link(token: str) -> str:
    """The address to send to her."""
    return f"{settings().desk_address}/invitation?token={token}"


def _issue(session: Session, email: str, agent_id: Optional[int], place: Place, *, actor: Actor, now: datetime) -> Tuple[Invitation, str]:
    session.execute(update(Invitation).where(Invitation.email == email, *_open(now)).values(withdrawn_at=now))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=sign_ins.token_hash(token), email=email, agent_id=agent_id, role=place.role.value, team=place.team, languages=list(place.languages),
        compensation_limit=place.compensation_limit, locale=place.language.value, invited_by=actor.agent_id, created_at=now, expires_at=now + _LASTING)
    session.add(invitation)
    session.flush()
    kind = "agent_reset" if agent_id else "agent_invited"
    audit.record(session, actor, kind, f"agent:{agent_id}" if agent_id else f"invitation:{invitation.id}", now, {"role": place.role.value})
    return invitation, token


def _made(session: Session, invitation: Invitation, name: str, now: datetime) -> Agent:
    agent = Agent(name=name, email=invitation.email, role=invitation.role, team=invitation.team, languages=invitation.languages,
                  compensation_limit=invitation.compensation_limit, locale=invitation.locale, created_at=now, active=True)
    try:
        with session.begin_nested():
            session.add(agent)
    except IntegrityError as error:
        raise NotAllowed("already_agent") from error
    return agent


def _open(now: datetime) -> List[Any]:
    return [Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now]
