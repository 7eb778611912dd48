"""Server-sent events: the messages of one conversation as they come."""
import asyncio
import json
from typing import Any, Awaitable, Callable, Dict, List

from sanic.request import Request

from bot.conversations.signals import Signals

HEARTBEAT_SECONDS = 15.0  # Sanic ends an answer that is silent for 60
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def stream(request: Request, signals: Signals, conversation_id: str, after: int,
                 read: Callable[[int], Awaitable[List[Dict[str, Any]]]], allowed: Callable[[], Awaitable[bool]]) -> None:
    """Send what is past `after`, then each new message, until the client leaves or its token ends."""
    news = signals.subscribe(conversation_id)
    response = await request.respond(content_type="text/event-stream", headers=_HEADERS)
    try:
        await response.send(": open\n\n")
        while True:
            news.clear()
            if not await allowed():  # at each wake-up, of which sign-out is one, and at each silence
                break
            for message in await read(after):
                after = message["sequence"]
                await response.send(f"id: {after}\nevent: message\ndata: {json.dumps(message, ensure_ascii=False)}\n\n")
            if not await _wait(news):
                await response.send(": ping\n\n")
        await response.eof()
    finally:
        signals.unsubscribe(conversation_id, news)


async def _wait(news: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(news.wait(), HEARTBEAT_SECONDS)
        return True
    except asyncio.TimeoutError:
        return False
