"""Lists that a person keeps under a name."""
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.agents.roles import Role
from bot.complaints import filters
from bot.complaints.lists import Filter
from bot.db import utc_now
from bot.desk.complaint_bodies import FilterBody
from bot.desk.complaint_shapes import filter_row
from bot.desk.signed import signed
from bot.errors import NotFound
from bot.http.bodies import LARGEST, read_body
from bot.http.threads import read, write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(saved, "/filters")
    blueprint.add_route(save, "/filters", methods=["POST"])
    blueprint.add_route(remove, "/filters/<filter_id:int>", methods=["DELETE"])


@signed()
async def saved(request: Request) -> HTTPResponse:
    """The person's own filters, by name."""
    actor = request.ctx.actor
    return json({"filters": await read(request, lambda session: [filter_row(one) for one in filters.saved(session, actor)])})


@signed(*Role)  # an auditor changes nothing by it but her own view
async def save(request: Request) -> HTTPResponse:
    """Keep a filter; one of the same name is replaced."""
    body, actor, now = read_body(request, FilterBody), request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        return filter_row(filters.save(session, actor, body.name, Filter(**body.terms.dict()), now=now))
    return json(await write(request, work), status=201)


@signed(*Role)
async def remove(request: Request, filter_id: int) -> HTTPResponse:
    """Forget one of her own."""
    actor = request.ctx.actor
    if not 0 < filter_id <= LARGEST:
        raise NotFound("unknown_filter")
    await write(request, lambda session: filters.remove(session, actor, filter_id))
    return empty()
