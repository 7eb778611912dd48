"""GET me: who is signed in."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.desk.shapes import me_shape
from bot.desk.signed import signed


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(me, "/me")


@signed()
async def me(request: Request) -> HTTPResponse:
    """The person who asks, and what her page must show to change anything."""
    return json(me_shape(request.ctx.agent, request.ctx.csrf))
