"""Suggestions: lists of them, and what agents do with one."""
import asyncio
import re
from decimal import Decimal
from functools import partial
from typing import Any, Dict, Optional

from pydantic import BaseModel, Field, conint, constr, root_validator, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.conversations.text import clean
from bot.db import utc_now
from bot.desk.naming import with_names
from bot.desk.satisfaction_shapes import suggestion_shape
from bot.desk.signed import signed
from bot.errors import NotFound
from bot.http.bodies import LARGEST, read_body, read_query
from bot.http.threads import read, write
from bot.suggestions import queries, rewards, service
from bot.suggestions.kinds import Kind, State, Topic
from bot.wallet import wallet

_NUMBER = re.compile(r"S[0-9]{8}[A-Z0-9]{6}\Z")
_Words = constr(strict=True, max_length=2000)


def _clean(given: Optional[str]) -> Optional[str]:
    return None if given is None else clean(given)


class SuggestionsQuery(BaseModel):
    """GET suggestions."""

    state: Optional[State] = None
    kind: Optional[Kind] = None
    topic: Optional[Topic] = None
    sorted: Optional[bool] = None
    words: Optional[constr(max_length=100)] = None  # type: ignore[valid-type]
    after: Optional[conint(ge=1, le=LARGEST)] = None  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=200)

    _visible = validator("words", allow_reuse=True)(_clean)


class ChangeBody(BaseModel):
    """POST suggestions/NUMBER: what is not given stays."""

    kind: Optional[Kind] = None
    topic: Optional[Topic] = None
    state: Optional[State] = None
    answer: Optional[_Words] = None  # type: ignore[valid-type]
    amount: Optional[constr(strict=True, regex=r"^[0-9]{1,12}(?:\.[0-9]{1,2})?\Z")] = None  # type: ignore[valid-type]
    reason: Optional[_Words] = None  # type: ignore[valid-type]
    version: Optional[conint(strict=True, ge=0, le=LARGEST)] = None  # type: ignore[valid-type]

    _visible = validator("answer", "reason", allow_reuse=True)(_clean)

    @root_validator(skip_on_failure=True)
    def _money_has_its_reason(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        if values["reason"] and not values["amount"]:
            raise ValueError("amount")
        return values


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_suggestions, "/suggestions")
    blueprint.add_route(one_suggestion, "/suggestions/<number>")
    blueprint.add_route(change, "/suggestions/<number>", methods=["POST"])
    for name, act in (("approve", rewards.approve), ("decline", rewards.decline)):
        blueprint.add_route(_deciding(act), f"/suggestions/<number>/rewards/<reward_id:int>/{name}", methods=["POST"], name=f"{name}_reward")
    blueprint.add_route(retry, "/suggestions/<number>/rewards/<reward_id:int>/retry", methods=["POST"])


@signed()
async def list_suggestions(request: Request) -> HTTPResponse:
    """The newest first."""
    asked = read_query(request, SuggestionsQuery)
    wanted = queries.Filter(state=asked.state, kind=asked.kind, topic=asked.topic, sorted_in=asked.sorted, words=asked.words)

    def work(session: Session) -> Dict[str, Any]:
        found = queries.page(session, wanted, after=asked.after, limit=asked.limit)
        return {"suggestions": [suggestion_shape(one) for one in found], "following": found[-1].id if len(found) == asked.limit else None}

    page = await read(request, work)
    return json({**page, "suggestions": await with_names(request, page["suggestions"])})


@signed()
async def one_suggestion(request: Request, number: str) -> HTTPResponse:
    """One with its rewards."""
    _known(number)
    return await _named(request, await read(request, lambda session: suggestion_shape(queries.one(session, number))))


@signed()
async def change(request: Request, number: str) -> HTTPResponse:
    """Sort, answer, decide and reward in one go; the author hears of a new state, an answer and a paid reward."""
    body, actor, now = read_body(request, ChangeBody), request.ctx.actor, utc_now()
    _known(number)
    wanted = service.Change(kind=body.kind, topic=body.topic, state=body.state, answer=body.answer)

    def work(session: Session) -> Dict[str, Any]:
        service.change(session, number, wanted, actor=actor, now=now, version=body.version)
        if body.amount is not None:
            rewards.propose(session, number, Decimal(body.amount), body.reason or "", actor=actor, now=now)
        return suggestion_shape(queries.one(session, number))

    return await _named(request, await write(request, work))


def _deciding(act: Any) -> Any:
    @signed()
    async def decide(request: Request, number: str, reward_id: int) -> HTTPResponse:
        actor, now = request.ctx.actor, utc_now()
        _known(number, reward_id)

        def work(session: Session) -> Dict[str, Any]:
            act(session, number, reward_id, actor=actor, now=now)
            return suggestion_shape(queries.one(session, number))

        return await _named(request, await write(request, work))
    return decide


@signed()
async def retry(request: Request, number: str, reward_id: int) -> HTTPResponse:
    """Send what was refused or not answered to the wallet again, under the same key."""
    _known(number, reward_id)
    # The wallet is asked between two transactions, so this is no work for `write`.
    await asyncio.to_thread(partial(rewards.retry, request.app.ctx.database, wallet(), number, reward_id, actor=request.ctx.actor, now=utc_now()))
    return await _named(request, await read(request, lambda session: suggestion_shape(queries.one(session, number))))


async def _named(request: Request, row: Dict[str, Any]) -> HTTPResponse:
    return json((await with_names(request, [row]))[0])


def _known(number: str, reward_id: int = 1) -> None:
    if not _NUMBER.match(number):
        raise NotFound("unknown_suggestion")
    if not 0 < reward_id <= LARGEST:
        raise NotFound("unknown_reward")
