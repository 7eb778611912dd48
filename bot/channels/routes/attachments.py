"""POST attachments: a picture or a PDF before it is sent with a message. GET: its bytes, for its conversation alone."""
import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Awaitable
from urllib.parse import quote

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.attachments import queries, service, storing
from bot.attachments.checking import LARGEST_BYTES, Checked, check
from bot.channels.limits.checks import check_attachment
from bot.channels.requests import signed
from bot.channels.shapes import attachment_shape
from bot.conversations.models import Attachment
from bot.db import utc_now
from bot.errors import InvalidInput, StoreUnavailable, SupportError, TooManyTries
from bot.http.threads import read, write
from bot.http.uploads import Upload, drain, read_upload

_CHECKED_AT_ONCE = 2
_IN_MEMORY = 16  # uploads of 10 MB each
_AT_ONCE = 3  # of one conversation: nobody may hold all the places
_SECONDS = 120  # for the whole body; 10 MB need 700 kbit/s
_HEADERS = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(post_attachment, "/attachments", methods=["POST"], stream=True)  # read here, and only with a token
    blueprint.add_route(get_attachment, "/attachments/<attachment_id>")
    blueprint.listener("before_server_start")(_prepare)


async def _prepare(app: Sanic, loop: Any) -> None:
    app.ctx.checkers = ThreadPoolExecutor(_CHECKED_AT_ONCE, thread_name_prefix="attachment")
    app.ctx.uploads = Counter()


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
    uploads = request.app.ctx.uploads
    if uploads.total() >= _IN_MEMORY or uploads[conversation_id] >= _AT_ONCE:
        raise TooManyTries("attachments_busy", retry_after=5)
    uploads[conversation_id] += 1
    try:
        upload = await _in_time(read_upload(request, LARGEST_BYTES))
        checked = await asyncio.get_running_loop().run_in_executor(
            request.app.ctx.checkers, lambda: check(upload.content, name=upload.name, declared=upload.declared))
        attachment = await _stored(request, conversation_id, checked, upload.name)
    finally:
        uploads[conversation_id] -= 1
        uploads += Counter()  # forgets those at zero
    return json(attachment_shape(attachment), status=201)


async def _in_time(reading: Awaitable[Upload]) -> Upload:
    try:
        return await asyncio.wait_for(reading, _SECONDS)
    except asyncio.TimeoutError as error:
        raise InvalidInput("attachment_broken") from error


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
