"""Server-sent events: the messages of one conversation as they come, and who answers it."""
import json
from typing import Any, Awaitable, Callable, Dict, List, NamedTuple, Optional

from sanic.request import Request

from bot.awaiting import happens
from bot.conversations.signals import Signals
from bot.http.leaving import RETRY, closing_event
from bot.metrics.measures import STREAMS

HEARTBEAT_SECONDS = 15.0  # Sanic ends an answer that is silent for 60
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_UNKNOWN: Dict[str, Any] = {}
_TYPING_SECONDS = 1.0  # nobody tells when an agent stops typing: so it is looked for while she does


class News(NamedTuple):
    """What is new past a sequence: messages, and the conversation's state as it is now."""

    messages: List[Dict[str, Any]]
    state: Dict[str, Any]


async def stream(request: Request, signals: Signals, conversation_id: str, after: int, page: int,
                 read: Callable[[int], Awaitable[Optional[News]]]) -> None:
    """Send what is past `after`, then each new message, until the client leaves, its token ends or the process does; `read` gives at most `page` at a time,
    and None once the token has ended, which is asked at each wake-up, of which sign-out is one, and at each silence.

    The state is sent at the beginning and whenever it has changed; while she waits, also when the queue moves.
    """
    news, state = signals.subscribe(conversation_id), _UNKNOWN
    response = await request.respond(content_type="text/event-stream", headers=_HEADERS)
    try:
        STREAMS.inc()
        await response.send(f": open\n{RETRY}\n")
        while True:
            news.clear()
            if request.app.ctx.leaving.closing:
                await response.send(closing_event())
                break
            fresh = await read(after)
            if fresh is None:
                break
            found, now = fresh
            if now != state:
                state = now
                signals.follow_queue(news, state["owner"] == "queue")
                await response.send(f"event: state\ndata: {json.dumps(state, ensure_ascii=False)}\n\n")
            for message in found:
                after = message["sequence"]
                await response.send(f"id: {after}\nevent: message\ndata: {json.dumps(message, ensure_ascii=False)}\n\n")
            if state["agent_typing"]:
                await happens(news, _TYPING_SECONDS)
            elif len(found) < page and not await happens(news, HEARTBEAT_SECONDS):
                await response.send(": ping\n\n")
        await response.eof()
    finally:
        STREAMS.dec()
        signals.follow_queue(news, False)
        signals.unsubscribe(conversation_id, news)
