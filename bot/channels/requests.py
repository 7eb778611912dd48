"""What every route needs: who asks, and the database without blocking the event loop."""
import asyncio
from functools import wraps
from typing import Any, Awaitable, Callable, Optional, TypeVar

from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.orm import Session

from bot.channels.limits.checks import check_reading
from bot.conversations import access
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.errors import SupportError
from bot.language import Language, from_tag

T = TypeVar("T")
Handler = Callable[..., Awaitable[HTTPResponse]]


def signed(handler: Handler) -> Handler:
    """Let the holder of a valid token through, with her conversation in `request.ctx`."""
    @wraps(handler)
    async def wrapped(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
        request.ctx.conversation = await holder(request)
        if request.ctx.conversation is None:
            raise SupportError("unauthorised")
        if request.method == "GET":  # what she sends has limits of its own, for some of it must always pass
            await check_reading(request)
        return await handler(request, *args, **kwargs)
    return wrapped


def bearer(request: Request) -> Optional[str]:
    """The token the request carries, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


async def holder(request: Request) -> Optional[Conversation]:
    """The conversation that the request's token opens, or None."""
    token = bearer(request)
    if token is None:
        return None
    return await read(request, lambda session: access.holder(session, token, now=utc_now()))


def wanted_language(request: Request) -> Language:
    """The language of ?locale=, else the conversation's."""
    asked = request.args.get("locale")
    return from_tag(asked) if asked else request.ctx.conversation.language


async def read(request: Request, work: Callable[[Session], T]) -> T:
    """What `work` reads, on a thread of its own."""
    return await _in_thread(request.app.ctx.database.reading, work)


async def write(request: Request, work: Callable[[Session], T]) -> T:
    """`work` as one transaction, on a thread of its own."""
    return await _in_thread(request.app.ctx.database.transaction, work)


async def _in_thread(scope: Callable[[], Any], work: Callable[[Session], T]) -> T:
    def run() -> T:
        with scope() as session:
            return work(session)
    return await asyncio.to_thread(run)
