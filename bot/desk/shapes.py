"""How people look in the desk API."""
from datetime import datetime
from typing import Any, Dict, Optional

from bot.agents.invitations import link
from bot.agents.models import Agent, ApiToken, DeskEvent, Invitation
from bot.agents.roles import Actor, Role

_SEES_ALL = (Role.ADMINISTRATOR, Role.AUDITOR)


def agent_shape(agent: Agent, actor: Actor) -> Dict[str, Any]:
    """A person as an actor may see her: administrators and auditors see her account too."""
    shape = {name: getattr(agent, name) for name in ("id", "name", "role", "team", "languages", "active")}
    if actor.role not in _SEES_ALL:
        return shape
    return {**shape, **{name: getattr(agent, name) for name in ("email", "locale", "compensation_limit")}, "second_factor": bool(agent.totp_secret),
            "password": bool(agent.password_hash), "created_at": _at(agent.created_at)}


def me_shape(agent: Agent, csrf: Optional[str], *, complete: bool) -> Dict[str, Any]:
    """The person who asks; `csrf` goes into the header x-csrf-token of whatever she changes. `enrol`: her second factor is missing."""
    return {"agent": {name: getattr(agent, name) for name in ("id", "name", "email", "role", "team", "languages", "locale", "compensation_limit")},
            "csrf": csrf, "enrol": not complete}


def invitation_shape(invitation: Invitation, token: Optional[str] = None) -> Dict[str, Any]:
    """An invitation; `link` only at the moment it is made."""
    shape = {name: getattr(invitation, name) for name in ("id", "email", "agent_id", "role", "team", "languages", "locale", "compensation_limit", "invited_by")}
    return {**shape, "created_at": _at(invitation.created_at), "expires_at": _at(invitation.expires_at), **({"link": link(token)} if token else {})}


def token_shape(token: ApiToken, words: Optional[str] = None) -> Dict[str, Any]:
    """An API token; `token` only at the moment it is made."""
    shape = {name: getattr(token, name) for name in ("id", "agent_id", "name", "read_only")}
    times = {name: _at(getattr(token, name)) for name in ("created_at", "expires_at", "used_at")}
    return {**shape, **times, **({"token": words} if words else {})}


def event_shape(event: DeskEvent) -> Dict[str, Any]:
    """A row of the audit trail."""
    shape = {name: getattr(event, name) for name in ("id", "agent_id", "actor_name", "role", "kind", "subject", "details")}
    return {**shape, "created_at": _at(event.created_at)}


def _at(moment: Optional[datetime]) -> Optional[str]:
    return moment.isoformat() if moment else None
