"""GET conversations: lists of them, one with all an agent needs, and what was said."""
import asyncio
from typing import Any, Dict, Tuple

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.conversations import desk_queries
from bot.conversations.desk_queries import Shelf
from bot.db import utc_now
from bot.desk import packet
from bot.desk.conversation_bodies import known_conversation
from bot.desk.conversation_shapes import line_rows, message_rows
from bot.desk.naming import with_names
from bot.desk.opening import note_opened
from bot.desk.signed import signed
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST, read_number
from bot.http.threads import read

_MOST = 200


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_conversations, "/conversations")
    blueprint.add_route(one_conversation, "/conversations/<conversation_id>")
    blueprint.add_route(messages, "/conversations/<conversation_id>/messages")


@signed()
async def list_conversations(request: Request) -> HTTPResponse:
    """A page of a shelf, whoever spoke last first; `following` asks for the next as `after`."""
    actor, shelf, limit = request.ctx.actor, _shelf(request), read_limit(request, 50)
    before = read_number(request, "after", 0, LARGEST) or None

    def work(session: Session) -> Dict[str, Any]:
        lines = desk_queries.listed(session, actor, shelf, before=before, limit=limit + 1)
        more = len(lines) > limit
        return {"conversations": line_rows(session, lines[:limit]), "following": str(lines[limit - 1].last.id) if more else None}

    found = await read(request, work)
    return json({**found, "conversations": await with_names(request, found["conversations"])})


@signed()
async def one_conversation(request: Request, conversation_id: str) -> HTTPResponse:
    """The packet."""
    actor, language, known = request.ctx.actor, request.ctx.language, known_conversation(conversation_id)
    facts = await read(request, lambda session: packet.known(session, known, actor, language, now=utc_now()))
    await note_opened(request, known)
    return json(await asyncio.to_thread(packet.whole, facts, language))


@signed()
async def messages(request: Request, conversation_id: str) -> HTTPResponse:
    """What was said past a sequence."""
    actor, known = request.ctx.actor, known_conversation(conversation_id)
    after, limit = read_number(request, "after", 0, LARGEST), read_limit(request, 100)

    def work(session: Session) -> Tuple[Any, ...]:
        return tuple(message_rows(session, desk_queries.find(session, known, actor), actor, after, limit))

    found = await read(request, work)
    await note_opened(request, known)
    return json({"messages": found})


def read_limit(request: Request, default: int) -> int:
    """How many are asked for, at least one; InvalidInput for anything else."""
    limit = read_number(request, "limit", default, _MOST)
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")
    return limit


def _shelf(request: Request) -> Shelf:
    try:
        return Shelf(request.args.get("owner", Shelf.ME.value))
    except ValueError as error:
        raise InvalidInput("invalid_field", field="owner") from error
