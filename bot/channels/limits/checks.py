"""The limits of the customer API; each check counts once, and refuses with TooManyTries."""
from typing import Optional

from sanic.request import Request

from bot.channels.limits.counter import Limit
from bot.channels.stream import HEARTBEAT_SECONDS
from bot.errors import TooManyTries
from bot.http.address import address_of
from bot.settings import settings

HERS = "too_many_requests"  # her own limit: a wish for a person or a freeze still passes, and the text says so
SHARED = "too_many_from_address"  # the brake for a flood: nothing passes it


async def check_address(request: Request) -> None:
    """Count a request for its address; whether we are ready may be asked at any time."""
    if not request.endpoint.endswith(".health"):
        await _check(request, SHARED, (settings().limit_requests_per_address, "requests", address_of(request)))


async def check_session(request: Request, customer_id: Optional[str]) -> None:
    """Count a new session: for the customer whom the wallet vouches for, else for the address.

    So an office or a carrier's network full of signed-in customers is never locked out by its one address.
    """
    if customer_id:
        await _check(request, HERS, (settings().limit_sessions_per_customer, "sessions", customer_id))
    else:
        await _check(request, SHARED, (settings().limit_sessions_per_address, "sessions", address_of(request)))


async def check_reading(request: Request) -> None:
    """Count a request that only reads, for its conversation."""
    await _check(request, HERS, (settings().limit_requests_per_conversation, "reading", request.ctx.conversation.id))


async def check_renewal(request: Request, conversation_id: str) -> None:
    """Count a renewed session for its conversation: a network's widgets all renew theirs, so its address must not matter."""
    await _check(request, HERS, (settings().limit_sessions_per_customer, "renewals", conversation_id))


async def check_attachment(request: Request) -> None:
    """Count a file for its conversation."""
    await _check(request, HERS, (settings().limit_attachments_per_conversation, "attachments", request.ctx.conversation.id))


async def check_urgent(request: Request) -> None:
    """Count what must pass when all else is used up: a wish for a person, or words looked at for whether they are one."""
    await _check(request, HERS, (settings().limit_urgent_per_conversation, "urgent", request.ctx.conversation.id))


def check_streams(request: Request) -> None:
    """Refuse one more open stream than a conversation may have in this process."""
    if request.app.ctx.signals.listeners(request.ctx.conversation.id) >= settings().streams_per_conversation:
        raise TooManyTries(HERS, retry_after=int(HEARTBEAT_SECONDS))  # by then a line that broke has been noticed


async def _check(request: Request, code: str, limit: Limit) -> None:
    wait = await request.app.ctx.counter.take(limit)
    if wait:
        raise TooManyTries(code, retry_after=wait)
