"""GET and PUT preferences: by which ways she hears of her complaints besides the chat."""
import asyncio
from typing import Any, Dict, Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels.bodies import PreferencesBody
from bot.channels.requests import signed
from bot.complaints import reaching
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.entities.identifiers import find_complaints
from bot.errors import InvalidInput, NotFound
from bot.http.bodies import read_body
from bot.http.threads import read, write
from bot.notices import ways
from bot.notices.timing import quiet_hours
from bot.notices.ways import Reach
from bot.settings import settings
from bot.wallet import wallet


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(show_ways, "/preferences")
    blueprint.add_route(choose_ways, "/preferences", methods=["PUT"], name="choose_ways")


@signed
async def show_ways(request: Request) -> HTTPResponse:
    """The ways there are, and which she chose; a visitor's are those of one complaint."""
    reach = await _reach(request, _number(request.args.get("number")))
    return json(await read(request, lambda session: _shape(session, reach)))


@signed
async def choose_ways(request: Request) -> HTTPResponse:
    """Turn ways on and off; those not named stay as they are."""
    body, conversation = read_body(request, PreferencesBody), request.ctx.conversation
    number = _number(body.number)
    reach = await _reach(request, number)

    def work(session: Session) -> Dict[str, Any]:
        reaching.choose(session, conversation, reach, body.ways, now=utc_now(), number=number)
        return _shape(session, reach)

    return json(await write(request, work))


async def _reach(request: Request, number: Optional[str]) -> Reach:
    conversation: Conversation = request.ctx.conversation
    if conversation.customer_id:
        return await asyncio.to_thread(ways.signed_in, wallet(), conversation.id, conversation.customer_id)
    if number is None:
        raise InvalidInput("invalid_field", field="number")
    found = await read(request, lambda session: reaching.reaches_of_visitor(session, conversation, number))
    if not found:
        raise NotFound("unknown_complaint")
    return found[0]


def _number(given: Optional[str]) -> Optional[str]:
    if given is None:
        return None
    named = find_complaints(given[:64])
    if not named or named[0].value != given:
        raise NotFound("unknown_complaint")
    return given


def _shape(session: Session, reach: Reach) -> Dict[str, Any]:
    hours = quiet_hours(settings().notice_quiet_hours)
    return {"number": reach.subject or None, "quiet_hours": {"from": hours[0], "until": hours[1]} if hours else None,
            "ways": [{"way": way.channel.value, "available": way.available, "chosen": way.chosen, "address": way.address}
                     for way in ways.listed(session, reach)]}
