"""GET openapi.json: this API, for programs."""
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict

import yaml
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(openapi, "/openapi.json")


async def openapi(request: Request) -> HTTPResponse:
    """The OpenAPI 3.1 document of the customer API."""
    return json(document())


@lru_cache(maxsize=None)
def document() -> Dict[str, Any]:
    """openapi.yml as it stands in the repository."""
    return yaml.safe_load((Path(__file__).parent.parent / "openapi.yml").read_text(encoding="utf-8"))
