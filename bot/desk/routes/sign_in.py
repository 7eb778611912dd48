"""POST sign-in and sign-out."""
import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional, Tuple

from pydantic import BaseModel, constr
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.agents import passwords, queries, sign_ins
from bot.agents.addresses import folded
from bot.agents.audit import record
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.origin import require_own
from bot.desk.shapes import me_shape
from bot.desk.signed import csrf_of, signed
from bot.errors import SupportError
from bot.http.bodies import read_body
from bot.http.threads import read, write

_HASHED_AT_ONCE = 2  # 64 MB each


class SignInBody(BaseModel):
    """POST sign-in."""

    email: constr(strict=True, max_length=254)  # type: ignore[valid-type]
    password: constr(strict=True, max_length=1000)  # type: ignore[valid-type]


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(sign_in, "/sign-in", methods=["POST"])
    blueprint.add_route(sign_out, "/sign-out", methods=["POST"])
    blueprint.listener("before_server_start")(_prepare)


async def _prepare(app: Sanic, loop: Any) -> None:
    app.ctx.hashing = ThreadPoolExecutor(_HASHED_AT_ONCE, thread_name_prefix="passwords")


async def sign_in(request: Request) -> HTTPResponse:
    """A session cookie for the right e-mail and password."""
    require_own(request)
    body, now = read_body(request, SignInBody), utc_now()
    known = await read(request, lambda session: _known(session, folded(body.email)))
    right = await asyncio.get_running_loop().run_in_executor(
        request.app.ctx.hashing, passwords.matches, known and known.password_hash, body.password)
    if not right or known is None:
        raise SupportError("wrong_sign_in")
    agent_id, password_hash = known.id, known.password_hash

    def work(session: Session) -> Tuple[Agent, str]:
        agent = queries.agent(session, agent_id, lock=True)
        if agent.password_hash != password_hash or not agent.active:
            raise SupportError("wrong_sign_in")
        record(session, queries.actor_of(agent), "signed_in", f"agent:{agent.id}", now)
        return agent, sign_ins.start(session, agent, complete=True, now=now)

    agent, token = await write(request, work)
    response = json(me_shape(agent, csrf_of(token)))
    cookies.keep(response, token)
    return response


def _known(session: Session, address: str) -> Optional[Agent]:
    agent = queries.by_email(session, address)
    return agent if agent and agent.active else None


@signed(*Role)
async def sign_out(request: Request) -> HTTPResponse:
    """End this sign-in."""
    token, actor, now = cookies.session_token(request), request.ctx.actor, utc_now()

    def work(session: Session) -> None:
        sign_ins.end(session, token or "", now=now)
        record(session, actor, "signed_out", f"agent:{actor.agent_id}", now)

    await write(request, work)
    response = empty()
    cookies.forget(response)
    return response
