"""POST and GET conversations/.../attachments: files an agent sends, and those of a conversation."""
import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.attachments import queries, service, storing
from bot.conversations import desk_queries, speaking
from bot.conversations.models import Attachment
from bot.db import utc_now
from bot.desk import uploading
from bot.desk.conversation_bodies import known_attachment, known_conversation
from bot.desk.conversation_shapes import attachment_shape
from bot.desk.opening import note_opened
from bot.desk.signed import signed
from bot.errors import SupportError
from bot.http.threads import read, write
from bot.http.uploads import drain


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(add, "/conversations/<conversation_id>/attachments", methods=["POST"], stream=True)  # read here, and only from its agent
    blueprint.add_route(show, "/conversations/<conversation_id>/attachments/<attachment_id>")


async def add(request: Request, conversation_id: str) -> HTTPResponse:
    """Check, rebuild and keep one file; it goes out with a message."""
    try:
        return await _added(request, conversation_id)
    except SupportError:
        await drain(request)
        raise


@signed()
async def _added(request: Request, conversation_id: str) -> HTTPResponse:
    actor, known = request.ctx.actor, known_conversation(conversation_id)
    await read(request, lambda session: speaking.require_owner(desk_queries.find(session, known, actor), actor))
    checked, name = await uploading.received(request)
    kept = await write(request, lambda session: service.reserve(session, known, checked, name=name, now=utc_now()))
    # Where one of these fails, the row stays hidden, and the worker removes it with its file after a day.
    await asyncio.to_thread(storing.write, kept.store_name, checked.content)
    await write(request, lambda session: service.mark_stored(session, kept.id))
    return json(attachment_shape(kept), status=201)


@signed()
async def show(request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """A file of a conversation that the person may read."""
    actor, known, wanted = request.ctx.actor, known_conversation(conversation_id), known_attachment(attachment_id)

    def work(session: Session) -> Attachment:
        desk_queries.find(session, known, actor)
        return queries.mine(session, known, wanted)

    found = await read(request, work)
    await note_opened(request, known)
    return await uploading.shown(found)
