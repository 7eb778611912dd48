"""POST conversations/.../take, take-over, transfer, return: who talks with the customer."""
from typing import Any, Callable, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.conversations import handoffs, queries
from bot.db import utc_now
from bot.desk.conversation_bodies import EmptyBody, TransferBody, known_conversation
from bot.desk.conversation_shapes import agent_names, named
from bot.desk.signed import signed
from bot.http.bodies import read_body
from bot.http.threads import write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    for path, step in (("take", handoffs.take), ("take-over", handoffs.take_over), ("return", handoffs.give_back)):
        blueprint.add_route(_route(step), f"/conversations/<conversation_id>/{path}", methods=["POST"], name=path.replace("-", "_"))
    blueprint.add_route(transfer, "/conversations/<conversation_id>/transfer", methods=["POST"])


def _route(step: Callable[..., Any]) -> Any:
    @signed()
    async def move(request: Request, conversation_id: str) -> HTTPResponse:
        read_body(request, EmptyBody)
        return await _moved(request, conversation_id, step, {})
    return move


@signed()
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """Pass it on to a colleague or a team."""
    body = read_body(request, TransferBody)
    return await _moved(request, conversation_id, handoffs.transfer, {"to_agent_id": body.agent_id, "to_team": body.team, "words": body.words})


async def _moved(request: Request, conversation_id: str, step: Callable[..., Any], how: Dict[str, Any]) -> HTTPResponse:
    actor, known = request.ctx.actor, known_conversation(conversation_id)

    def work(session: Session) -> Dict[str, Any]:
        step(session, known, actor=actor, now=utc_now(), **how)
        conversation = queries.conversation(session, known)
        assert conversation is not None, "it was just moved"
        names = agent_names(session, [conversation.agent_id])
        return {"conversation_id": known, "owner": conversation.owner, "agent": named(conversation.agent_id, names)}

    return json(await write(request, work))
