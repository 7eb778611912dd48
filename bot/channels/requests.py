"""What every route needs to know: who asks, and in which language."""
from functools import wraps
from typing import Any, Awaitable, Callable, Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.limits.checks import check_reading
from bot.conversations import access
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.errors import SupportError
from bot.http.bodies import bearer
from bot.http.threads import read
from bot.language import Language, from_tag

Handler = Callable[..., Awaitable[HTTPResponse]]


def signed(handler: Handler) -> Handler:
    """Let the holder of a valid token through, with her conversation in `request.ctx`."""
    @wraps(handler)
    async def wrapped(request: Request, *args: Any, **kwargs: Any) -> HTTPResponse:
        await know(request)
        if request.method == "GET":  # what she sends has limits of its own, for some of it must always pass
            await check_reading(request)
        return await handler(request, *args, **kwargs)
    return wrapped


async def know(request: Request) -> None:
    """Put the conversation of a valid token into `request.ctx`; SupportError("unauthorised") without one."""
    request.ctx.conversation = await holder(request)
    if request.ctx.conversation is None:
        raise SupportError("unauthorised")


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
