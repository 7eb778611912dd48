"""GET complaints: lists of them, and one with all that belongs to it."""
from datetime import datetime, timedelta
from typing import Any, Dict, Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Actor
from bot.complaints import lists, whole
from bot.complaints.lists import Filter
from bot.db import utc_now
from bot.desk.complaint_bodies import TermsBody, known_number
from bot.desk.complaint_shapes import complaint_row, complaint_whole
from bot.desk.naming import with_names
from bot.desk.signed import signed
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST, parsed, read_number
from bot.http.threads import read, write

_MOST = 200
_ONE_LOOK = timedelta(minutes=15)  # who reads on, or whose page asks again, has opened it once
_NUMBERS = ("priority", "assignee")


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_complaints, "/complaints")
    blueprint.add_route(one_complaint, "/complaints/<number>")


@signed()
async def list_complaints(request: Request) -> HTTPResponse:
    """A page of what the person may read."""
    actor, wanted, after = request.ctx.actor, read_filter(request), request.args.get("after")
    limit = read_number(request, "limit", 50, _MOST)
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")

    def work(session: Session) -> Dict[str, Any]:
        page = lists.page(session, actor, wanted, now=utc_now(), after=after, limit=limit)
        return {"complaints": [complaint_row(complaint) for complaint in page.complaints], "following": page.following}

    page = await read(request, work)
    return json({**page, "complaints": await with_names(request, page["complaints"])})


@signed()
async def one_complaint(request: Request, number: str) -> HTTPResponse:
    """All of one; that she opened it goes into the desk's audit trail."""
    actor, now = request.ctx.actor, utc_now()
    known_number(number)

    def work(session: Session) -> "tuple[Dict[str, Any], bool]":
        shape = complaint_whole(whole.read(session, number, actor), actor)
        return shape, _opened_lately(session, actor, number, now)

    shape, noted = await read(request, work)
    if not noted:
        await write(request, lambda session: audit.record(session, actor, "complaint_opened", f"complaint:{number}", now))
    return json((await with_names(request, [shape]))[0])


def read_filter(request: Request) -> Filter:
    """The filter of a query string; InvalidInput naming the field that is odd."""
    given: Dict[str, Any] = {name: request.args.get(name) for name in TermsBody.__fields__ if request.args.get(name) not in (None, "")}
    for name in _NUMBERS:
        if name in given:
            given[name] = read_number(request, name, 0, LARGEST)
    if "overdue" in given:
        given["overdue"] = {"true": True, "false": False}.get(given["overdue"], given["overdue"])
    return Filter(**parsed(given, TermsBody).dict())


def _opened_lately(session: Session, actor: Actor, number: str, now: datetime) -> bool:
    last: Optional[Any] = next(iter(audit.listed(session, agent_id=actor.agent_id, kind="complaint_opened", subject=f"complaint:{number}", limit=1)), None)
    return last is not None and last.created_at > now - _ONE_LOOK
