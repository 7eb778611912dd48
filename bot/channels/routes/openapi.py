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


# What any operation answers while the database is away or its disk is full, so that none needs to say it.
_ANYWHERE = {"503": "Unavailable", "507": "Full"}


@lru_cache(maxsize=None)
def document() -> Dict[str, Any]:
    """openapi.yml as it stands in the repository, with what any operation may answer."""
    whole: Dict[str, Any] = yaml.load((Path(__file__).parent.parent / "openapi.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for operation in (operation for path in whole["paths"].values() for operation in path.values()):
        for status, name in _ANYWHERE.items():
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
    return whole
