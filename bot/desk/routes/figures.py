"""GET figures: how things stand, for a start page."""
from datetime import timedelta
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.complaints import figures
from bot.db import utc_now
from bot.desk.signed import signed
from bot.http.threads import read
from bot.satisfaction import queries as satisfaction

_LATELY = timedelta(days=30)


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(standing, "/figures")


@signed()
async def standing(request: Request) -> HTTPResponse:
    """Complaints by status, what presses, and how content customers were in the last 30 days."""
    actor, now = request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        mean = satisfaction.mean(session, actor, since=now - _LATELY)
        return {**figures.standing(session, actor, now=now), "satisfaction": None if mean is None else round(mean, 1)}
    return json(await read(request, work))
