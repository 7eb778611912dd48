"""Follow-ups: tasks after low ratings, calls after resolutions, and what came of them."""
from typing import Any, Callable, Dict, Optional

from pydantic import BaseModel, Field, conint, constr, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.conversations.text import clean
from bot.db import utc_now
from bot.desk.naming import with_names
from bot.desk.satisfaction_shapes import follow_up_row, follow_up_whole
from bot.desk.signed import signed
from bot.errors import NotFound
from bot.http.bodies import LARGEST, read_body, read_query
from bot.http.threads import read, write
from bot.satisfaction import follow_up_queries as queries
from bot.satisfaction import follow_ups
from bot.satisfaction.kinds import Kind, Outcome, State
from bot.satisfaction.models import FollowUp


class FollowUpsQuery(BaseModel):
    """GET follow-ups."""

    state: Optional[State] = None
    kind: Optional[Kind] = None
    due: bool = False  # only those whose moment has come
    after: Optional[conint(ge=1, le=LARGEST)] = None  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)


class CompleteBody(BaseModel):
    """POST follow-ups/ID/complete."""

    outcome: Outcome
    words: constr(strict=True, max_length=2000) = ""  # type: ignore[valid-type]

    _visible = validator("words", allow_reuse=True)(clean)


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_follow_ups, "/follow-ups")
    blueprint.add_route(one_follow_up, "/follow-ups/<follow_up_id:int>")
    blueprint.add_route(take, "/follow-ups/<follow_up_id:int>/take", methods=["POST"])
    blueprint.add_route(complete, "/follow-ups/<follow_up_id:int>/complete", methods=["POST"])


@signed()
async def list_follow_ups(request: Request) -> HTTPResponse:
    """What is open the oldest first, the rest the newest first; tasks are shown to supervisors only."""
    wanted, actor, now = read_query(request, FollowUpsQuery), request.ctx.actor, utc_now()

    def work(session: Session) -> Dict[str, Any]:
        found = queries.page(session, actor, state=wanted.state, kind=wanted.kind, due_by=now if wanted.due else None,
                             after=wanted.after, limit=wanted.limit)
        return {"follow_ups": [follow_up_row(one) for one in found], "following": found[-1].id if len(found) == wanted.limit else None}

    page = await read(request, work)
    return json({**page, "follow_ups": await with_names(request, page["follow_ups"])})


@signed()
async def one_follow_up(request: Request, follow_up_id: int) -> HTTPResponse:
    """One with the contact in full; that she saw it goes into the desk's audit trail."""
    actor, now = request.ctx.actor, utc_now()
    _known(follow_up_id)

    def work(session: Session) -> Dict[str, Any]:
        shape = follow_up_whole(queries.one(session, follow_up_id, actor))
        if shape["contact"]:
            audit.record(session, actor, "contact_seen", f"follow_up:{follow_up_id}", now)
        return shape

    return await _named(request, await write(request, work))


@signed()
async def take(request: Request, follow_up_id: int) -> HTTPResponse:
    """Say that one does it."""
    actor, now = request.ctx.actor, utc_now()
    return await _changed(request, follow_up_id, lambda session: follow_ups.take(session, follow_up_id, actor=actor, now=now))


@signed()
async def complete(request: Request, follow_up_id: int) -> HTTPResponse:
    """Record what came of it; the outcome `reopened` takes the complaint up again, and its words are told to the customer."""
    body, actor, now = read_body(request, CompleteBody), request.ctx.actor, utc_now()

    def work(session: Session) -> FollowUp:
        if body.outcome is Outcome.REOPENED:
            return follow_ups.reopen(session, follow_up_id, body.words, actor=actor, now=now)
        return follow_ups.complete(session, follow_up_id, body.outcome, body.words, actor=actor, now=now)

    return await _changed(request, follow_up_id, work)


async def _changed(request: Request, follow_up_id: int, work: Callable[[Session], FollowUp]) -> HTTPResponse:
    _known(follow_up_id)
    return await _named(request, await write(request, lambda session: follow_up_row(work(session))))


async def _named(request: Request, row: Dict[str, Any]) -> HTTPResponse:
    return json((await with_names(request, [row]))[0])


def _known(follow_up_id: int) -> None:
    if not 0 < follow_up_id <= LARGEST:
        raise NotFound("unknown_follow_up")
