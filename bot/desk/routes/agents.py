"""The company's people: who there is, and what an administrator changes of them."""
from typing import Any, Dict, List, Optional

from pydantic import Field, StrictBool, conint, conlist
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import invitations, people, queries
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk.bodies import Change, Line
from bot.desk.shapes import agent_shape, invitation_shape
from bot.desk.signed import signed
from bot.http.bodies import read_body
from bot.http.threads import read, write
from bot.language import Language

HIGHEST_LIMIT = 100_000_000  # hundredths: a million


class Team(Line):
    """A team's name."""

    max_length = 32


class AgentBody(Change):
    """PUT agents/{id}."""

    name: Optional[Line] = None
    role: Optional[Role] = None
    team: Optional[Team] = Field(None, nullable=True)
    languages: Optional[conlist(Language, min_items=1, max_items=2, unique_items=True)] = None  # type: ignore[valid-type]
    compensation_limit: Optional[conint(strict=True, ge=0, le=HIGHEST_LIMIT)] = None  # type: ignore[valid-type]
    locale: Optional[Language] = None
    active: Optional[StrictBool] = None


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_agents, "/agents")
    blueprint.add_route(one_agent, "/agents/<agent_id:int>")
    blueprint.add_route(change_agent, "/agents/<agent_id:int>", methods=["PUT"])
    blueprint.add_route(reset_agent, "/agents/<agent_id:int>/reset", methods=["POST"])


@signed()
async def list_agents(request: Request) -> HTTPResponse:
    """Everybody whom the person who asks may see."""
    actor = request.ctx.actor

    def work(session: Session) -> List[Dict[str, Any]]:
        return [agent_shape(agent, actor) for agent in queries.visible(session, actor)]

    return json({"agents": await read(request, work)})


@signed()
async def one_agent(request: Request, agent_id: int) -> HTTPResponse:
    """One person."""
    actor = request.ctx.actor
    return json(await read(request, lambda session: agent_shape(queries.visible_one(session, actor, agent_id), actor)))


@signed(Role.ADMINISTRATOR)
async def change_agent(request: Request, agent_id: int) -> HTTPResponse:
    """Change role, team, limits, whether she is active; her sign-ins end where it matters."""
    facts, actor = read_body(request, AgentBody).given(), request.ctx.actor
    changed: Agent = await write(request, lambda session: people.change(session, agent_id, facts, actor=actor, now=utc_now()))
    return json(agent_shape(changed, actor))


@signed(Role.ADMINISTRATOR)
async def reset_agent(request: Request, agent_id: int) -> HTTPResponse:
    """A link for somebody who has lost her password or her phone."""
    actor = request.ctx.actor
    invitation, token = await write(request, lambda session: invitations.reset(session, agent_id, actor=actor, now=utc_now()))
    return json(invitation_shape(invitation, token), status=201)
