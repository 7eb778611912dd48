"""Files that people of the company send: read, checked, rebuilt; few at once, for each takes memory and a process."""
import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Optional, Tuple
from urllib.parse import quote

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.attachments import storing
from bot.attachments.checking import LARGEST_BYTES, Checked, check
from bot.conversations.models import Attachment
from bot.errors import InvalidInput, TooManyTries
from bot.http.uploads import Upload, read_upload

_CHECKED_AT_ONCE = 2
_IN_MEMORY = 8  # uploads of 10 MB each
_AT_ONCE = 3  # of one person
_SECONDS = 120
_HEADERS = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, no-store"}


def install(app: Sanic) -> None:
    """Give the app the places in which files are checked."""
    async def prepare(app: Sanic, loop: Any) -> None:
        storing.prepare()
        app.ctx.checkers = ThreadPoolExecutor(_CHECKED_AT_ONCE, thread_name_prefix="attachment")
        app.ctx.uploads = Counter()

    app.register_listener(prepare, "before_server_start")


async def received(request: Request) -> Tuple[Checked, str]:
    """The request's one file, rebuilt, and its name; TooManyTries while all places are taken, InvalidInput for what is no picture or PDF."""
    async with _place(request):
        upload = await _read(request)
        checked = await asyncio.get_running_loop().run_in_executor(
            request.app.ctx.checkers, lambda: check(upload.content, name=upload.name, declared=upload.declared))
    return checked, upload.name


async def shown(found: Attachment, disposition: Optional[str] = None) -> HTTPResponse:
    """A file: a picture in its place, all else as a download; it can run nothing."""
    content = await asyncio.to_thread(storing.read, found.store_name)
    how = disposition or ("inline" if found.media_type.startswith("image/") else "attachment")
    return raw(content, content_type=found.media_type, headers={**_HEADERS, "content-disposition": f"{how}; filename*=UTF-8''{quote(found.name, safe='')}"})


@asynccontextmanager
async def _place(request: Request) -> AsyncIterator[None]:
    uploads, who = request.app.ctx.uploads, request.ctx.actor.agent_id
    if uploads.total() >= _IN_MEMORY or uploads[who] >= _AT_ONCE:
        raise TooManyTries("attachments_busy", retry_after=5)
    uploads[who] += 1
    try:
        yield
    finally:
        uploads[who] -= 1
        uploads += Counter()  # forgets those at zero


async def _read(request: Request) -> Upload:
    try:
        return await asyncio.wait_for(read_upload(request, LARGEST_BYTES), _SECONDS)
    except asyncio.TimeoutError as error:
        raise InvalidInput("attachment_broken") from error
