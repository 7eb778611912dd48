"""GET health."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text as sql

from bot.http.problems import problem
from bot.http.threads import read


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(health, "/health")


async def health(request: Request) -> HTTPResponse:
    """Ready once the model is loaded and the database answers, until the process is told to end."""
    agent = getattr(request.app.ctx, "agent", None)
    try:
        await read(request, lambda session: session.execute(sql("SELECT 1")).scalar())
    except Exception:
        agent = None
    if agent is None or not agent.is_ready() or request.app.ctx.leaving.begun:
        return problem(request, 503, "unavailable")
    return json({"status": "ready"})
