"""POST and GET messages: what the customer says, and the conversation so far."""
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels import before_turn
from bot.channels.bodies import MessageBody, read_text
from bot.channels.limits.messages import check_message
from bot.channels.requests import signed
from bot.channels.shapes import message_shapes
from bot.conversations import queries, service
from bot.conversations.ownership import locked
from bot.db import utc_now
from bot.http.bodies import LARGEST, read_body, read_number
from bot.http.threads import read, write
from bot.satisfaction import service as satisfaction

MOST = 200


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(post_message, "/messages", methods=["POST"])
    blueprint.add_route(list_messages, "/messages", name="list_messages")


@signed
async def post_message(request: Request) -> HTTPResponse:
    """Store a message and hand it on; the same `client_message_id` again gives the same answer."""
    body = read_body(request, MessageBody)
    conversation_id = request.ctx.conversation.id
    words = read_text(body.text, alone=not body.attachments) if body.text is not None else ""
    await check_message(request, body.client_message_id, words, body.choice_id)

    def work(session: Session) -> Any:
        choice = queries.choice(session, conversation_id, body.choice_id) if body.choice_id else None
        conversation, now = locked(session, conversation_id), utc_now()
        message, is_new = service.receive_in(session, conversation, client_message_id=body.client_message_id, text=choice.title if choice else words,
                                             choice=choice, attachment_ids=body.attachments, now=now)
        if not is_new:
            return message, False, None
        satisfaction.hear(session, message, choice, now=now)
        return message, True, None if body.attachments else before_turn.stored_now(session, message, conversation, choice)

    message, is_new, waiting = await write(request, work)
    request.app.ctx.turns.wake(conversation_id, message.id, waiting)
    return json({"id": str(message.id), "sequence": message.sequence}, status=202 if is_new else 200)


@signed
async def list_messages(request: Request) -> HTTPResponse:
    """The conversation past a sequence."""
    after = read_number(request, "after", 0, LARGEST)
    limit = read_number(request, "limit", 100, MOST)
    conversation_id = request.ctx.conversation.id
    return json({"messages": await read(request, lambda session: message_shapes(session, conversation_id, after, limit))})
