"""GET alerts: what the desk was told of clocks that run out, and of rises of complaints."""
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.complaints import alerts, watch
from bot.desk.complaint_shapes import alert_row, rise_row
from bot.desk.signed import signed
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST, read_number
from bot.http.threads import read

_MOST = 200


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_alerts, "/alerts")


@signed()
async def list_alerts(request: Request) -> HTTPResponse:
    """The alerts meant for the person, newest first, and to those who lead or audit the rises: those that go on, then the newest."""
    actor, after, limit = request.ctx.actor, read_number(request, "after", 0, LARGEST), read_number(request, "limit", 50, _MOST)
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")

    def work(session: Session) -> Dict[str, Any]:
        return {"alerts": [alert_row(alert) for alert in alerts.of(session, actor, after=after, limit=limit)],
                "rises": [rise_row(rise) for rise in watch.of(session, actor)]}
    return json(await read(request, work))
