"""GET state; POST typing and read: what each side of a talk sees of the other."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.channels.bodies import ReadBody
from bot.channels.limits.checks import check_reading
from bot.channels.requests import signed
from bot.channels.shapes import state_shape
from bot.conversations import queue, speaking
from bot.conversations.models import Author
from bot.db import utc_now
from bot.http.bodies import read_body
from bot.http.threads import read, write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(state, "/state")
    blueprint.add_route(typing, "/typing", methods=["POST"])
    blueprint.add_route(seen, "/read", methods=["POST"])


@signed
async def state(request: Request) -> HTTPResponse:
    """Who answers, her place in the queue, and whether somebody is there."""
    conversation = request.ctx.conversation
    now = utc_now()
    return json(await read(request, lambda session: state_shape(session, conversation, queue.availability(session, now=now), now=now)))


@signed
async def typing(request: Request) -> HTTPResponse:
    """She is typing; whoever has her conversation sees it for a few seconds."""
    conversation_id = request.ctx.conversation.id
    await check_reading(request)
    await write(request, lambda session: speaking.typing(session, conversation_id, author=Author.CUSTOMER, now=utc_now()))
    return empty()


@signed
async def seen(request: Request) -> HTTPResponse:
    """She has seen everything up to a sequence."""
    conversation_id, sequence = request.ctx.conversation.id, read_body(request, ReadBody).sequence
    await check_reading(request)
    await write(request, lambda session: speaking.read(session, conversation_id, author=Author.CUSTOMER, sequence=sequence, now=utc_now()))
    return empty()
