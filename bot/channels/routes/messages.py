"""POST and GET messages: what the customer says, and the conversation so far."""
from typing import Any, Tuple

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels import before_turn
from bot.channels.bodies import MessageBody, read_text
from bot.channels.limits.messages import check_message
from bot.channels.requests import know, signed
from bot.channels.shapes import message_shapes
from bot.conversations import access, queries, service
from bot.conversations.ownership import held
from bot.db import utc_now
from bot.errors import InvalidInput, SupportError
from bot.http.bodies import LARGEST, bearer, read_body, read_number
from bot.http.threads import read, write
from bot.prepared import Prepared
from bot.satisfaction import service as satisfaction

MOST = 200
_SENDER = Prepared(access.HOLDER.add_columns(queries.SENT_ALREADY))  # at every message


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(post_message, "/messages", methods=["POST"])
    blueprint.add_route(list_messages, "/messages", name="list_messages")


async def post_message(request: Request) -> HTTPResponse:
    """Store a message and hand it on; the same `client_message_id` again gives the same answer."""
    body, is_stored = await _sent(request)
    conversation_id = request.ctx.conversation.id
    words = read_text(body.text, alone=not body.attachments) if body.text is not None else ""
    if not is_stored:  # else it costs nothing: whoever sends it again has a bad line, and it changes nothing
        await check_message(request, words, body.choice_id)

    def work(session: Session) -> Any:
        choice = queries.choice(session, conversation_id, body.choice_id) if body.choice_id else None
        conversation, now = held(session, conversation_id), utc_now()
        message, is_new = service.receive_in(session, conversation, client_message_id=body.client_message_id, text=choice.title if choice else words,
                                             choice=choice, attachment_ids=body.attachments, now=now)
        if not is_new:
            return message, False, None
        satisfaction.hear(session, message, choice, now=now)
        return message, True, None if body.attachments else before_turn.stored_now(session, message, conversation, choice)

    message, is_new, waiting = await write(request, work)
    request.app.ctx.turns.wake(conversation_id, message.id, waiting)
    return json({"id": str(message.id), "sequence": message.sequence}, status=202 if is_new else 200)


async def _sent(request: Request) -> Tuple[MessageBody, bool]:
    """What is sent, and whether it is stored already; its sender is in `request.ctx`, asked for by the same statement."""
    try:
        body = read_body(request, MessageBody)
    except InvalidInput:
        await know(request)  # whom we do not know, we tell nothing else
        raise
    known = {"client_id": body.client_message_id, "now": utc_now()}
    found = await read(request, lambda session: access.holder_and(session, _SENDER, bearer(request) or "", **known))
    if found is None:
        raise SupportError("unauthorised")
    request.ctx.conversation, is_stored = found
    return body, bool(is_stored)


@signed
async def list_messages(request: Request) -> HTTPResponse:
    """The conversation past a sequence."""
    after = read_number(request, "after", 0, LARGEST)
    limit = read_number(request, "limit", 100, MOST)
    conversation_id = request.ctx.conversation.id
    return json({"messages": await read(request, lambda session: message_shapes(session, conversation_id, after, limit))})
