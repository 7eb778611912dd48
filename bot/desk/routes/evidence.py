"""POST and GET complaints/NUMBER/attachments: evidence that our own people add, and the files of a complaint."""
import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.attachments import storing
from bot.complaints import evidence, queries
from bot.db import utc_now
from bot.desk import uploading
from bot.desk.complaint_bodies import known_number
from bot.desk.complaint_shapes import attachment_shape, changed
from bot.desk.signed import signed
from bot.errors import SupportError
from bot.http.threads import read, write
from bot.http.uploads import drain


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(add, "/complaints/<number>/attachments", methods=["POST"], stream=True)  # read here, and only from a person
    blueprint.add_route(show, "/complaints/<number>/attachments/<attachment_id>")


async def add(request: Request, number: str) -> HTTPResponse:
    """Keep one file as evidence; the customer never sees it."""
    try:
        return await _added(request, number)
    except SupportError:
        await drain(request)
        raise


@signed()
async def _added(request: Request, number: str) -> HTTPResponse:
    actor, now = request.ctx.actor, utc_now()
    await read(request, lambda session: queries.readable(session, known_number(number), actor))
    checked, name = await uploading.received(request)
    kept = await write(request, lambda session: evidence.reserve(session, number, checked, name=name, actor=actor, now=now))
    # Where one of these fails, the row stays hidden, and the worker removes it with its file after a day.
    await asyncio.to_thread(storing.write, kept.store_name, checked.content)
    complaint = await write(request, lambda session: evidence.add(session, number, kept.id, checked.content, actor=actor, now=now))
    return json({**changed(complaint), "attachment": attachment_shape(kept)}, status=201)


@signed()
async def show(request: Request, number: str, attachment_id: str) -> HTTPResponse:
    """A file of a complaint that the person may read."""
    actor = request.ctx.actor
    found = await read(request, lambda session: queries.attachment(session, known_number(number), attachment_id, actor))
    return await uploading.shown(found)
