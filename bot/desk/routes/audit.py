"""GET audit: who did what at the desk."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.agents import audit
from bot.desk.shapes import event_shape
from bot.desk.signed import signed
from bot.http.bodies import LARGEST, read_number, read_word
from bot.http.threads import read

_MOST = 200


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_events, "/audit")


@signed(*audit.READERS)
async def list_events(request: Request) -> HTTPResponse:
    """The newest events first; `following` is the `before` of the next page, null on the last."""
    reader, limit = request.ctx.actor, max(1, read_number(request, "limit", 100, _MOST))
    before, agent_id = read_number(request, "before", 0, LARGEST) or None, read_number(request, "agent", 0, LARGEST) or None
    kind, subject = read_word(request, "kind"), read_word(request, "subject")
    events = await read(request, lambda session: audit.listed(
        session, reader=reader, before=before, limit=limit + 1, agent_id=agent_id, kind=kind, subject=subject))
    return json({"events": [event_shape(event) for event in events[:limit]], "following": events[limit - 1].id if len(events) > limit else None})
