"""Who is there: one's own availability and sign of life, and one's colleagues."""
from typing import Any, Dict, List

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import queries as agents
from bot.agents.roles import Role
from bot.conversations import presence
from bot.db import utc_now
from bot.desk.conversation_bodies import AvailabilityBody
from bot.desk.signed import signed
from bot.http.bodies import read_body
from bot.http.threads import read, write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(set_available, "/me/availability", methods=["PUT"])
    blueprint.add_route(beat, "/me/beat", methods=["POST"])
    blueprint.add_route(colleagues, "/colleagues")


@signed()
async def set_available(request: Request) -> HTTPResponse:
    """Take conversations from now on, or no more."""
    wanted, agent_id = read_body(request, AvailabilityBody).available, request.ctx.agent.id
    await write(request, lambda session: presence.set_available(session, agent_id, wanted, now=utc_now()))
    return json({"available": wanted})


@signed(*(role for role in Role), quiet=True)
async def beat(request: Request) -> HTTPResponse:
    """A sign of life that the page gives by itself; an auditor's means nothing."""
    actor = request.ctx.actor

    def work(session: Session) -> bool:
        if actor.role is not Role.AUDITOR:
            presence.beat(session, actor.agent_id, now=utc_now())
        return presence.is_available(session, actor.agent_id)

    return json({"available": await write(request, work)})


@signed()
async def colleagues(request: Request) -> HTTPResponse:
    """The people of the company who can be given something to do, and who of them is on duty."""
    def work(session: Session) -> List[Dict[str, Any]]:
        there = {person.agent_id for person in presence.on_duty(session, now=utc_now())}
        return [{"id": each.id, "name": each.name, "team": each.team, "role": each.role, "languages": each.languages, "on_duty": each.id in there}
                for each in agents.agents(session, active_only=True)]

    return json({"colleagues": await read(request, work)})
