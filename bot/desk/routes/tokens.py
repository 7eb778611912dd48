"""API tokens: made, listed and ended by a person at the desk, never by a token."""
from pydantic import StrictBool, conint
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.agents import tokens
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk.bodies import Body, Line
from bot.desk.shapes import token_shape
from bot.desk.signed import signed
from bot.http.bodies import path_id, read_body
from bot.http.threads import read, write


class TokenBody(Body):
    """POST tokens."""

    name: Line
    read_only: StrictBool = True  # type: ignore[assignment]
    days: conint(strict=True, ge=1, le=tokens.LONGEST_DAYS) = 90  # type: ignore[valid-type]


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_tokens, "/tokens")
    blueprint.add_route(create, "/tokens", methods=["POST"])
    blueprint.add_route(revoke, "/tokens/<token_id:int>", methods=["DELETE"])


@signed()
async def list_tokens(request: Request) -> HTTPResponse:
    """Her own; an administrator sees everybody's."""
    actor = request.ctx.actor
    return json({"tokens": await read(request, lambda session: [token_shape(token) for token in tokens.listed(session, actor, now=utc_now())])})


@signed(*Role, by_token=False)
async def create(request: Request) -> HTTPResponse:
    """A token of her own, shown this once."""
    body, actor = read_body(request, TokenBody), request.ctx.actor
    token, words = await write(request, lambda session: tokens.create(
        session, body.name, read_only=body.read_only, days=body.days, actor=actor, now=utc_now()))
    return json(token_shape(token, words), status=201)


@signed(*Role, by_token=False)
async def revoke(request: Request, token_id: int) -> HTTPResponse:
    """End one of those she sees."""
    actor, known = request.ctx.actor, path_id(token_id)
    await write(request, lambda session: tokens.revoke(session, known, actor=actor, now=utc_now()))
    return empty()
