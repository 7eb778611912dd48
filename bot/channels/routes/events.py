"""GET events: the conversation as a stream."""
from typing import Optional

from sanic import Blueprint
from sanic.request import Request
from sqlalchemy.orm import Session

from bot.channels.limits.checks import check_streams
from bot.channels.requests import signed
from bot.channels.routes.messages import MOST
from bot.channels.shapes import message_shapes, state_shape
from bot.channels.stream import News, stream
from bot.conversations import access, presence, queue
from bot.db import utc_now
from bot.http.bodies import LARGEST, bearer, read_number
from bot.http.threads import read
from bot.prepared import Prepared

_ASKED = Prepared(access.HOLDER.add_columns(presence.ANYBODY))  # at every wake-up of a stream


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(events, "/events")


@signed
async def events(request: Request) -> None:
    """The messages as they come; resumes from Last-Event-ID or ?after."""
    check_streams(request)
    conversation_id = request.ctx.conversation.id

    def news(session: Session, after: int) -> Optional[News]:
        now = utc_now()
        found = access.holder_and(session, _ASKED, bearer(request) or "", now=now, since=presence.silent_before(now))
        if found is None:
            return None
        conversation, anybody = found
        there = queue.availability_with(bool(anybody), now=now)
        return News(message_shapes(session, conversation.id, after, MOST), state_shape(session, conversation, there, now=now))

    await stream(request, request.app.ctx.signals, conversation_id, _resume_from(request), MOST,
                 lambda after: read(request, lambda session: news(session, after)))


def _resume_from(request: Request) -> int:
    last = request.headers.get("last-event-id", "")
    known = last.isascii() and last.isdigit() and len(last) <= 9
    return int(last) if known else read_number(request, "after", 0, LARGEST)
