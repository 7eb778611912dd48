"""GET queue: who waits, whether somebody is there, how long it takes. GET hours: when people are there."""
from typing import Any, Dict, List, Optional

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.conversations import queue
from bot.db import utc_now
from bot.desk.conversation_shapes import moment, queue_rows
from bot.desk.names import Names
from bot.desk.naming import with_names
from bot.desk.signed import signed
from bot.http.threads import read
from bot.settings import settings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(waiting, "/queue")
    blueprint.add_route(hours, "/hours")
    blueprint.listener("before_server_start")(_prepare)


async def _prepare(app: Sanic, loop: Any) -> None:
    app.ctx.names = Names()


@signed()
async def waiting(request: Request) -> HTTPResponse:
    """The front first."""
    actor, now = request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        wait, there = queue.expected_wait(session), queue.availability(session, now=now)
        return {"waiting": queue_rows(session, actor), "expected_wait_seconds": int(wait.total_seconds()) if wait is not None else None,
                "availability": {"kind": there.kind.value, "opens_at": moment(there.opens_at)}}

    found = await read(request, work)
    return json({**found, "waiting": await with_names(request, found["waiting"])})


@signed()
async def hours(request: Request) -> HTTPResponse:
    """The week, the calendar of holidays and the time zone; whether people are there now, and when next."""
    now, ours = utc_now(), settings().hours
    week: List[Dict[str, Any]] = [
        {"day": day, "spans": [{"opens": _clock(opens.total_seconds()), "closes": _clock(closes.total_seconds())} for opens, closes in spans]}
        for day, spans in zip(_DAYS, ours.week, strict=True)]
    opens_at: Optional[str] = moment(ours.next_opening(now))
    return json({"week": week, "calendar": ours.calendar, "time_zone": settings().time_zone, "is_open": ours.is_open(now), "opens_at": opens_at,
                 "agent_silence_seconds": settings().agent_silence_seconds, "queue_patience_seconds": settings().queue_patience_seconds,
                 "callback_hours": settings().callback_hours})


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}"
