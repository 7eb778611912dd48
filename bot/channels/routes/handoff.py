"""POST and DELETE handoff: to a person, and back to the bot."""
import uuid

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels.bodies import HandoffBody
from bot.channels.limits.checks import check_urgent
from bot.channels.requests import signed
from bot.conversations import handoffs, service
from bot.conversations.ownership import Owner
from bot.db import utc_now
from bot.http.bodies import read_body
from bot.http.threads import write
from bot.texts import text


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(ask, "/handoff", methods=["POST"])
    blueprint.add_route(go_back, "/handoff", methods=["DELETE"])


@signed
async def ask(request: Request) -> HTTPResponse:
    """Ask for a person in the customer's name, as if she had typed it; while she waits already, nothing is added."""
    conversation, body = request.ctx.conversation, read_body(request, HandoffBody)
    await check_urgent(request)

    def work(session: Session) -> None:
        service.receive(session, conversation.id, client_message_id=body.client_message_id or uuid.uuid4().hex,
                        text=text("labels.button_human", conversation.language), now=utc_now())

    if conversation.owner == Owner.BOT:
        await write(request, work)
        request.app.ctx.turns.wake(conversation.id)
    return json({"owner": conversation.owner}, status=202)


@signed
async def go_back(request: Request) -> HTTPResponse:
    """Leave the queue or the agent: the bot answers again, and says so."""
    conversation_id = request.ctx.conversation.id
    await check_urgent(request)
    await write(request, lambda session: handoffs.withdraw(session, conversation_id, now=utc_now()))
    request.app.ctx.turns.wake(conversation_id)
    return json({"owner": Owner.BOT.value}, status=202)
