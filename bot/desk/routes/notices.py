"""Notices besides the chat: which did not arrive, and trying them again."""
from typing import Any, Dict, Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk.signed import signed
from bot.errors import InvalidInput, NotFound
from bot.http.bodies import LARGEST, read_number
from bot.http.threads import read, write
from bot.notices import deliveries, queries
from bot.notices.kinds import State
from bot.notices.models import Delivery

_MOST = 200


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_notices, "/notices")
    blueprint.add_route(retry, "/notices/<notice:int>/retry", methods=["POST"])


@signed(Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
async def list_notices(request: Request) -> HTTPResponse:
    """The newest first; `following` is the `after` of the next page, null on the last."""
    state, limit = _state(request), read_number(request, "limit", 50, _MOST)
    before = read_number(request, "after", 0, LARGEST) or None
    if limit == 0:
        raise InvalidInput("invalid_field", field="limit")

    def work(session: Session) -> Dict[str, Any]:
        found = queries.listed(session, state=state, before=before, limit=limit + 1)
        return {"notices": [_row(one) for one in found[:limit]], "following": found[limit - 1].id if len(found) > limit else None}
    return json(await read(request, work))


@signed(Role.SUPERVISOR, Role.ADMINISTRATOR)
async def retry(request: Request, notice: int) -> HTTPResponse:
    """Try one that was given up again, at once and under its own id."""
    actor, now = request.ctx.actor, utc_now()
    if not 0 < notice <= LARGEST:
        raise NotFound("unknown_notice")

    def work(session: Session) -> Dict[str, Any]:
        again = deliveries.retry(session, notice, now=now)
        audit.record(session, actor, "notice_retried", f"notice:{notice}", now)
        return _row(again)
    return json(await write(request, work))


def _state(request: Request) -> Optional[State]:
    given = request.args.get("state")
    if given is None:
        return None
    if given not in {state.value for state in State}:
        raise InvalidInput("invalid_field", field="state")
    return State(given)


def _row(one: Delivery) -> Dict[str, Any]:
    return {"id": one.id, "channel": one.channel, "address": queries.whom(one), "kind": one.kind, "complaint": one.subject, "state": one.state,
            "attempts": one.attempts, "last_error": one.last_error, "created_at": one.created_at.isoformat(), "due_at": one.due_at.isoformat()}
