"""GET events: every change that concerns a person, as it happens."""
import asyncio
import json
from typing import Any, List, Optional

from sanic import Blueprint, Sanic
from sanic.request import Request

from bot import bell
from bot.bell import Bell
from bot.conversations.live import News
from bot.desk.live import Ear, Hub, missed
from bot.desk.signed import signed, still_signed
from bot.errors import TooManyTries
from bot.http.leaving import RETRY, closing_event
from bot.http.threads import read
from bot.metrics.measures import STREAMS
from bot.settings import settings

HEARTBEAT_SECONDS = 15.0  # Sanic ends an answer that is silent for 60
_MOST_OF_ONE = 10  # streams of one person in this process
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(events, "/events")
    blueprint.listener("before_server_start")(_prepare)
    blueprint.listener("after_server_start")(_start)
    blueprint.listener("before_server_stop")(_stop)


async def _prepare(app: Sanic, loop: Any) -> None:
    bell.attach(app.ctx.database)
    app.ctx.bell = Bell(settings().redis_url)
    app.ctx.live, app.ctx.streams = Hub(app.ctx.database, app.ctx.bell.wait), {}
    app.ctx.leaving.wake_by(app.ctx.live.wake_all)


async def _start(app: Sanic, loop: Any) -> None:
    app.ctx.watching = [loop.create_task(watch()) for watch in (app.ctx.bell.listen, app.ctx.live.watch)]


async def _stop(app: Sanic, loop: Any) -> None:
    app.ctx.leaving.close()
    for task in app.ctx.watching:
        task.cancel()


@signed(quiet=True)
async def events(request: Request) -> None:
    """Resumes from Last-Event-ID; a change says only what to look at again."""
    streams, agent_id = request.app.ctx.streams, request.ctx.agent.id
    if streams.get(agent_id, 0) >= _MOST_OF_ONE:
        raise TooManyTries("too_many_streams", retry_after=5)
    streams[agent_id] = streams.get(agent_id, 0) + 1
    heard, ear = request.app.ctx.live.subscribe(), Ear(request.ctx.actor)
    STREAMS.inc()
    try:
        await _stream(request, heard, ear)
    finally:
        STREAMS.dec()
        request.app.ctx.live.unsubscribe(heard)
        streams[agent_id] -= 1


async def _stream(request: Request, heard: "asyncio.Queue[News]", ear: Ear) -> None:
    await read(request, ear.begin)
    news = await read(request, lambda session: missed(session, _last(request)))
    response = await request.respond(content_type="text/event-stream", headers=_HEADERS)
    await response.send(f": open\n{RETRY}\n")
    while await still_signed(request):
        if request.app.ctx.leaving.closing:
            await response.send(closing_event())
            break
        for each in await _heard(request, ear, news):
            await response.send(_event(each))
        news = await _wait(heard)
        if not news:
            await response.send(": ping\n\n")
    await response.eof()


async def _heard(request: Request, ear: Ear, news: List[News]) -> List[News]:
    return await read(request, lambda session: ear.hears(session, news)) if news else []


async def _wait(heard: "asyncio.Queue[News]") -> List[News]:
    """What comes next, all of it that is there; nothing after a heartbeat's time."""
    try:
        found = [await asyncio.wait_for(heard.get(), HEARTBEAT_SECONDS)]
    except asyncio.TimeoutError:
        return []
    while not heard.empty():
        found.append(heard.get_nowait())
    return list({(each.kind, each.key): each for each in found}.values())  # of the same thing once


def _event(news: News) -> str:
    number = f"id: {news.id}\n" if news.id else ""
    return f"{number}event: change\ndata: {json.dumps({'kind': news.kind, 'key': news.key})}\n\n"


def _last(request: Request) -> Optional[int]:
    given = request.headers.get("last-event-id", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None
