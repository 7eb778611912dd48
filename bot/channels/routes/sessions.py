"""POST sessions: who is there, and a token for her conversation."""
import asyncio
from typing import Any, Dict, Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels import problems
from bot.channels.bodies import SessionBody, read_body
from bot.channels.limits.checks import check_session
from bot.channels.requests import write
from bot.channels.wallet_tokens import customer_of
from bot.conversations import access, service
from bot.db import utc_now
from bot.errors import SupportError
from bot.language import from_tag
from bot.settings import settings
from bot.wallet import wallet


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(open_session, "/sessions", methods=["POST"])


async def open_session(request: Request) -> HTTPResponse:
    """A token for the signed-in customer's conversation, or for a visitor's new one."""
    body = read_body(request, SessionBody)
    customer_id = customer_of(body.wallet_token) if body.wallet_token else None
    await check_session(request, customer_id)
    language = from_tag(body.locale) if body.locale else problems.language_of(request)

    def work(session: Session) -> Dict[str, Any]:
        now = utc_now()
        conversation = service.open_conversation(session, customer_id=customer_id, language=language, now=now)
        token, expires_at = access.grant(session, conversation.id, now=now, hours=settings().session_hours)
        return {"token": token, "conversation_id": conversation.id, "expires_at": expires_at.isoformat(),
                "locale": conversation.language.tag}

    opened = await write(request, work)
    return json({**opened, "customer": await _customer(customer_id)}, status=201)


async def _customer(customer_id: Optional[str]) -> Optional[Dict[str, str]]:
    if customer_id is None:
        return None
    try:
        account = await asyncio.to_thread(wallet().account, customer_id)
    except SupportError:
        account = None  # her name is a courtesy: without the wallet she can still talk to us
    return {"id": customer_id, "name": account.name if account else ""}
