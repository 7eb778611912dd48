"""GET alerts: what the desk was told of clocks that run out."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.complaints import alerts
from bot.desk.complaint_shapes import alert_row
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
    """The alerts meant for the person, newest first."""
    actor, after, limit = request.ctx.actor, read_number(request, "after", 0, LARGEST), read_number(request, "limit", 50, _MOST)
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")
    return json({"alerts": await read(request, lambda session: [alert_row(alert) for alert in alerts.of(session, actor, after=after, limit=limit)])})
