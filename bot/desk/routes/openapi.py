"""GET openapi.json: this API, for programs."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.desk.document import document


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    document()  # two parts that do not fit together end the process here
    blueprint.add_route(openapi, "/openapi.json")


async def openapi(request: Request) -> HTTPResponse:
    """The OpenAPI 3.1 document of the desk's API; it tells nothing that is secret."""
    return json(document())
