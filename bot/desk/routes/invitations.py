"""Invitations: an administrator makes the links, a person who has one accepts it."""
from typing import Optional

from pydantic import conint, conlist
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.agents import entrance, invitations, passwords
from bot.agents.entrance import Entered
from bot.agents.invitations import Place
from bot.agents.roles import Role
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.answers import entered
from bot.desk.bodies import Body, Line, Typed
from bot.desk.hashing import apart
from bot.desk.origin import require_own
from bot.desk.routes.agents import HIGHEST_LIMIT, Team
from bot.desk.shapes import invitation_shape
from bot.desk.signed import signed
from bot.http.address import address_of
from bot.http.bodies import path_id, read_body
from bot.http.threads import read, write
from bot.language import Language


class InvitationBody(Body):
    """POST invitations."""

    email: Typed
    role: Role
    team: Optional[Team] = None
    languages: conlist(Language, min_items=1, max_items=2, unique_items=True) = [Language.ZH, Language.EN]  # type: ignore[valid-type]
    compensation_limit: conint(strict=True, ge=0, le=HIGHEST_LIMIT) = 0  # type: ignore[valid-type]
    locale: Language = Language.ZH

    def place(self) -> Place:
        """What she will be."""
        return Place(self.role, self.team, tuple(language.value for language in self.languages), self.compensation_limit, self.locale)


class AcceptBody(Body):
    """POST invitations/accept."""

    token: Typed
    name: Line
    password: Typed


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_invitations, "/invitations")
    blueprint.add_route(invite, "/invitations", methods=["POST"])
    blueprint.add_route(withdraw, "/invitations/<invitation_id:int>", methods=["DELETE"])
    blueprint.add_route(accept, "/invitations/accept", methods=["POST"])


@signed(Role.ADMINISTRATOR, Role.AUDITOR)
async def list_invitations(request: Request) -> HTTPResponse:
    """Those that can still be used."""
    actor = request.ctx.actor
    return json({"invitations": await read(request, lambda session: [
        invitation_shape(each) for each in invitations.waiting(session, actor, now=utc_now())])})


@signed(Role.ADMINISTRATOR)
async def invite(request: Request) -> HTTPResponse:
    """A link for somebody new, shown this once."""
    body, actor = read_body(request, InvitationBody), request.ctx.actor
    invitation, token = await write(request, lambda session: invitations.invite(session, body.email, body.place(), actor=actor, now=utc_now()))
    return json(invitation_shape(invitation, token), status=201)


@signed(Role.ADMINISTRATOR)
async def withdraw(request: Request, invitation_id: int) -> HTTPResponse:
    """End an invitation before it is used."""
    actor, known = request.ctx.actor, path_id(invitation_id)
    await write(request, lambda session: invitations.withdraw(session, known, actor=actor, now=utc_now()))
    return empty()


async def accept(request: Request) -> HTTPResponse:
    """Use the link up: name and password are hers, she is signed in and enrols her second factor next."""
    require_own(request)
    body = read_body(request, AcceptBody)
    invitation = await read(request, lambda session: invitations.pending(session, body.token, now=utc_now()))
    passwords.require_strong(body.password, body.name, invitation.email.partition("@")[0])
    password_hash = await apart(request, passwords.hashed, body.password)

    def work(session: Session) -> Entered:
        agent = invitations.accept(session, body.token, name=body.name, password_hash=password_hash, now=utc_now())
        return entrance.enter(session, agent, complete=False, by="invitation", address=address_of(request),
                              replaced=cookies.session_token(request), now=utc_now())

    return entered(await write(request, work), status=201)
