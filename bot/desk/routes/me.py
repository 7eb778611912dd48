"""GET and PUT me: who is signed in, what she changes of herself, her password and her second factor."""
from typing import Callable, Optional

import segno
from pydantic import conlist
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.agents import codes, entrance, passwords, people, tries
from bot.agents.entrance import Entered
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk.answers import entered
from bot.desk.bodies import Body, Change, Line, Typed
from bot.desk.hashing import apart
from bot.desk.shapes import me_shape
from bot.desk.signed import signed
from bot.errors import NotAllowed
from bot.http.address import address_of
from bot.http.bodies import read_body
from bot.http.threads import write
from bot.language import Language


class MeBody(Change):
    """PUT me."""

    name: Optional[Line] = None
    locale: Optional[Language] = None
    languages: Optional[conlist(Language, min_items=1, max_items=2, unique_items=True)] = None  # type: ignore[valid-type]


class PasswordBody(Body):
    """PUT me/password."""

    current: Typed
    new: Typed


class OfferBody(Body):
    """POST me/second-factor: who has one shows her password to change it."""

    password: Optional[Typed] = None


class EnrolBody(Body):
    """PUT me/second-factor."""

    ticket: Typed
    code: Typed


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(me, "/me")
    blueprint.add_route(change_me, "/me", methods=["PUT"])
    blueprint.add_route(change_password, "/me/password", methods=["PUT"])
    blueprint.add_route(offer, "/me/second-factor", methods=["POST"])
    blueprint.add_route(enrol, "/me/second-factor", methods=["PUT"])


@signed(unfinished=True)
async def me(request: Request) -> HTTPResponse:
    """The person who asks, and what her page must show to change anything."""
    return json(me_shape(request.ctx.agent, request.ctx.csrf, complete=request.ctx.complete))


@signed(*Role)
async def change_me(request: Request) -> HTTPResponse:
    """Her name as customers see it, the desk's language, the languages she answers in."""
    facts, actor = read_body(request, MeBody).given(), request.ctx.actor
    agent = await write(request, lambda session: people.change(session, actor.agent_id, facts, actor=actor, now=utc_now()))
    return json(me_shape(agent, request.ctx.csrf, complete=True))


@signed(*Role, by_token=False)
async def change_password(request: Request) -> HTTPResponse:
    """A new password; ends all her other sign-ins and gives this browser a new one."""
    body, agent = read_body(request, PasswordBody), request.ctx.agent
    passwords.require_strong(body.new, agent.name, (agent.email or "").partition("@")[0])
    await _require_password(request, body.current)
    new = await apart(request, passwords.hashed, body.new)
    return await _again(request, lambda session: people.change_password(
        session, agent.id, checked_hash=agent.password_hash, password_hash=new, now=utc_now()))


@signed(*Role, by_token=False, unfinished=True)
async def offer(request: Request) -> HTTPResponse:
    """A new second factor to put into her app; the present one stays until a code of the new one is shown."""
    body, agent = read_body(request, OfferBody), request.ctx.agent
    if agent.totp_secret:
        await _require_password(request, body.password or "")
    offered = codes.offer(agent)
    picture = segno.make(offered.uri, error="m").svg_data_uri(scale=4, border=2)
    return json({"secret": offered.secret, "uri": offered.uri, "qr": picture, "ticket": offered.ticket})


@signed(*Role, by_token=False, unfinished=True)
async def enrol(request: Request) -> HTTPResponse:
    """Her second factor from now on; ends all her other sign-ins and gives this browser a new, whole one."""
    body, agent = read_body(request, EnrolBody), request.ctx.agent
    return await _again(request, lambda session: people.enrol(
        session, agent.id, body.ticket, body.code, instead_of=agent.totp_secret, now=utc_now()))


async def _require_password(request: Request, password: str) -> None:
    """Whoever found an open desk must not guess on: these tries count like a sign-in's."""
    agent, address = request.ctx.agent, address_of(request)
    await write(request, lambda session: tries.count(session, agent.email or "", address, now=utc_now()))
    if not await apart(request, passwords.matches, agent.password_hash, password):
        raise NotAllowed("wrong_password")
    await write(request, lambda session: tries.settle(session, agent.email or "", address))


async def _again(request: Request, change: Callable[[Session], Agent]) -> HTTPResponse:
    def work(session: Session) -> Entered:
        return entrance.enter(session, change(session), complete=True, by="renewal", address=address_of(request), replaced=None, now=utc_now())

    return entered(await write(request, work))
