"""POST sign-in and sign-out."""
from typing import Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sqlalchemy.orm import Session

from bot.agents import audit, entrance, passwords, people, sign_ins
from bot.agents.entrance import Candidate
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.answers import entered
from bot.desk.bodies import Body, Typed
from bot.desk.hashing import apart
from bot.desk.origin import require_own
from bot.desk.signed import signed
from bot.errors import SupportError
from bot.http.address import address_of
from bot.http.bodies import read_body
from bot.http.threads import write


class SignInBody(Body):
    """POST sign-in."""

    email: Typed
    password: Typed
    code: Optional[Typed] = None


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(sign_in, "/sign-in", methods=["POST"])
    blueprint.add_route(sign_out, "/sign-out", methods=["POST"])


async def sign_in(request: Request) -> HTTPResponse:
    """A session cookie for the right e-mail, password and code."""
    require_own(request)
    body, now = read_body(request, SignInBody), utc_now()
    candidate = await write(request, lambda session: entrance.begin(session, body.email, address=address_of(request), now=now))
    right = await apart(request, passwords.matches, candidate.password_hash, body.password)
    found = await write(request, lambda session: entrance.finish(
        session, candidate, right=right, code=body.code, replaced=cookies.session_token(request), now=utc_now()))
    if isinstance(found, str):  # raised only now: what was written down of the failure stays
        raise SupportError(found)
    await _rehash(request, candidate, body.password)
    return entered(found)


async def _rehash(request: Request, candidate: Candidate, password: str) -> None:
    """Bring her hash to today's parameters while her password is at hand."""
    agent_id, old = candidate.agent_id, candidate.password_hash
    if agent_id and old and passwords.is_outdated(old):
        new = await apart(request, passwords.hashed, password)
        await write(request, lambda session: people.rehash(session, agent_id, checked_hash=old, password_hash=new))


@signed(*Role, unfinished=True, by_token=False)
async def sign_out(request: Request) -> HTTPResponse:
    """End this sign-in."""
    token, actor, now = cookies.session_token(request), request.ctx.actor, utc_now()

    def work(session: Session) -> None:
        sign_ins.end(session, token or "", now=now)
        audit.record(session, actor, "signed_out", f"agent:{actor.agent_id}", now)

    await write(request, work)
    response = empty()
    cookies.forget(response)
    return response
