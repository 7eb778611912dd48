"""Sessions: who is there, a token for her conversation, a new one in exchange, and signing out."""
import asyncio
from datetime import timedelta
from typing import Dict, Optional, Tuple

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.channels import problems
from bot.channels.bodies import SessionBody
from bot.channels.limits.checks import check_renewal, check_session
from bot.channels.wallet_tokens import identity_of
from bot.conversations import access, devices, queries, service
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.errors import SupportError
from bot.http.bodies import bearer, read_body
from bot.http.threads import read, write
from bot.language import from_tag
from bot.settings import settings
from bot.wallet import wallet

Opened = Tuple[access.Grant, Conversation]


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(open_session, "/sessions", methods=["POST"])
    blueprint.add_route(renew_session, "/sessions/renew", methods=["POST"])
    blueprint.add_route(end_session, "/sessions", methods=["DELETE"], name="end_session")


async def open_session(request: Request) -> HTTPResponse:
    """A token for the signed-in customer's conversation, or for a visitor's new one."""
    body, now = read_body(request, SessionBody), utc_now()
    identity = await identity_of(body.wallet_token, now=now) if body.wallet_token is not None else None
    await check_session(request, identity.customer_id if identity else None)
    language = from_tag(body.locale) if body.locale else problems.language_of(request)
    limit = now + timedelta(hours=settings().session_hours)
    until = min(limit, identity.session_until or limit) if identity else limit

    def work(session: Session) -> Opened:
        if identity:
            access.use_once(session, identity.jti, expires_at=identity.expires_at)
        conversation = service.open_conversation(
            session, customer_id=identity.customer_id if identity else None, language=language, now=now)
        if identity:  # a visitor's conversation is new each time
            devices.see(session, conversation.id, request.headers.get("user-agent", ""), now=now)
        return access.sign_in(session, conversation.id, now=now, until=until, minutes=settings().session_minutes), conversation

    return await _answer(*await write(request, work))


async def renew_session(request: Request) -> HTTPResponse:
    """A new token for the same conversation, while the sign-in lasts."""
    token = _required(request)
    known = await read(request, lambda session: access.conversation_id_of(session, token))
    if known:
        await check_renewal(request, known)

    def work(session: Session) -> Opened:
        grant = access.renew(session, token, now=utc_now(), minutes=settings().session_minutes)
        conversation = queries.conversation(session, grant.conversation_id)
        assert conversation is not None, "a sign-in belongs to a conversation"
        return grant, conversation

    return await _answer(*await write(request, work))


async def end_session(request: Request) -> HTTPResponse:
    """Sign out: every token of this sign-in ends, and so do its streams."""
    token = _required(request)
    conversation_id = await write(request, lambda session: access.sign_out(session, token, now=utc_now()))
    request.app.ctx.signals.publish(conversation_id)
    return empty()


def _required(request: Request) -> str:
    token = bearer(request)
    if token is None:
        raise SupportError("unauthorised")
    return token


async def _answer(grant: access.Grant, conversation: Conversation) -> HTTPResponse:
    return json({
        "token": grant.token, "conversation_id": grant.conversation_id, "expires_at": grant.expires_at.isoformat(),
        "renewable_until": grant.renewable_until.isoformat(), "locale": conversation.language.tag,
        "customer": await _customer(conversation.customer_id)}, status=201)


async def _customer(customer_id: Optional[str]) -> Optional[Dict[str, str]]:
    if customer_id is None:
        return None
    try:
        account = await asyncio.to_thread(wallet().account, customer_id)
    except SupportError:
        account = None  # her name is a courtesy: without the wallet she can still talk to us
    return {"id": customer_id, "name": account.name if account else ""}
