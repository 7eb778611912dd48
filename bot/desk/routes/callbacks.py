"""Callbacks: whom we promised to call or write back, and what came of it."""
from typing import Any, Dict, List

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.conversations import callbacks
from bot.conversations.desk_models import Callback
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.desk.conversation_bodies import OutcomeBody, known_callback
from bot.desk.conversation_shapes import agent_names, callback_row
from bot.desk.naming import with_names
from bot.desk.routes.conversations import read_limit
from bot.desk.signed import signed
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST, read_body, read_number
from bot.http.threads import read, write

_STATES = {"owed": False, "done": True}


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_callbacks, "/callbacks")
    blueprint.add_route(complete, "/callbacks/<number>/complete", methods=["POST"])


@signed()
async def list_callbacks(request: Request) -> HTTPResponse:
    """What is owed (open or missed), the most urgent first; with ?state=done what was done, the newest first."""
    actor = request.ctx.actor
    state, limit, after = request.args.get("state", "owed"), read_limit(request, 50), read_number(request, "after", 0, LARGEST)
    if state not in _STATES:
        raise InvalidInput("invalid_field", field="state")

    def work(session: Session) -> Dict[str, Any]:
        found = callbacks.listed(session, done=_STATES[state], after=after, limit=limit + 1)
        more = len(found) > limit
        return {"callbacks": _rows(session, found[:limit], actor), "following": str(found[limit - 1].id) if more else None}

    page = await read(request, work)
    return json({**page, "callbacks": await with_names(request, page["callbacks"])})


@signed()
async def complete(request: Request, number: str) -> HTTPResponse:
    """Write down what came of it."""
    body, actor, known = read_body(request, OutcomeBody), request.ctx.actor, known_callback(number)

    def work(session: Session) -> Dict[str, Any]:
        return _rows(session, [callbacks.complete(session, known, actor=actor, outcome=body.outcome, now=utc_now())], actor)[0]

    return json((await with_names(request, [await write(request, work)]))[0])


def _rows(session: Session, found: List[Callback], actor: Actor) -> List[Dict[str, Any]]:
    names = agent_names(session, [each.agent_id for each in found])
    ids = {each.conversation_id for each in found}
    conversations = {each.id: each for each in session.execute(select(Conversation).where(Conversation.id.in_(ids))).scalars()}
    return [callback_row(each, conversations[each.conversation_id], names, actor) for each in found]
