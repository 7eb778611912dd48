"""POST attachments: a picture or a PDF before it is sent with a message. GET: its bytes, for its conversation alone."""
import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.attachments import queries, service, storing
from bot.attachments.checking import Checked, check
from bot.channels.limits.checks import check_attachment
from bot.channels.requests import read, signed, write
from bot.channels.shapes import attachment_shape
from bot.channels.uploads import drain, read_upload
from bot.conversations.models import Attachment
from bot.db import utc_now
from bot.errors import StoreUnavailable, SupportError, TooManyTries

_CHECKED_AT_ONCE = 2
_IN_MEMORY = 16  # uploads of 10 MB each
_HEADERS = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(post_attachment, "/attachments", methods=["POST"], stream=True)  # read here, and only with a token
    blueprint.add_route(get_attachment, "/attachments/<attachment_id>")
    blueprint.listener("before_server_start")(_prepare)


async def _prepare(app: Sanic, loop: Any) -> None:
    app.ctx.checkers = ThreadPoolExecutor(_CHECKED_AT_ONCE, thread_name_prefix="attachment")
    app.ctx.uploads = 0


async def post_attachment(request: Request) -> HTTPResponse:
    """Check, rebuild and keep one file; it can then be sent with a message."""
    try:
        return await _kept(request)
    except SupportError:
        await drain(request)
        raise


@signed
async def _kept(request: Request) -> HTTPResponse:
    await check_attachment(request)
    conversation_id = request.ctx.conversation.id
    await read(request, lambda session: service.require_room(session, conversation_id, 0, now=utc_now()))
    if request.app.ctx.uploads >= _IN_MEMORY:
        raise TooManyTries("attachments_busy", retry_after=5)
    request.app.ctx.uploads += 1
    try:
        upload = await read_upload(request)
        checked = await asyncio.get_running_loop().run_in_executor(
            request.app.ctx.checkers, lambda: check(upload.content, name=upload.name, declared=upload.declared))
        attachment = await _stored(request, conversation_id, checked, upload.name)
    finally:
        request.app.ctx.uploads -= 1
    return json(attachment_shape(attachment), status=201)


async def _stored(request: Request, conversation_id: str, checked: Checked, name: str) -> Attachment:
    attachment = await write(request, lambda session: service.reserve(session, conversation_id, checked, name=name, now=utc_now()))
    try:
        await asyncio.to_thread(storing.write, attachment.store_name, checked.content)
    except StoreUnavailable:
        await write(request, lambda session: service.forget(session, [attachment.id]))
        raise
    await write(request, lambda session: service.mark_stored(session, attachment.id))
    return attachment


@signed
async def get_attachment(request: Request, attachment_id: str) -> HTTPResponse:
    """The rebuilt file, always as a download; another conversation's is as unknown as none."""
    conversation_id = request.ctx.conversation.id
    found = await read(request, lambda session: queries.mine(session, conversation_id, attachment_id))
    content = await asyncio.to_thread(storing.read, found.store_name)
    return raw(content, content_type=found.media_type, headers={
        **_HEADERS, "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"})
