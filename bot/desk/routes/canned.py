"""Canned answers: read by everybody who talks with customers, kept by supervisors."""
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.complaints import queries as complaints
from bot.conversations import callbacks, canned, desk_queries
from bot.conversations.models import Conversation
from bot.db import utc_now
from bot.desk.conversation_bodies import CannedBody, known_conversation
from bot.desk.conversation_shapes import canned_row
from bot.desk.signed import signed
from bot.errors import NotFound
from bot.http.bodies import LARGEST, read_body
from bot.http.threads import read, write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_answers, "/canned")
    blueprint.add_route(add, "/canned", methods=["POST"])
    blueprint.add_route(one, "/canned/<answer_id:int>")
    blueprint.add_route(change, "/canned/<answer_id:int>", methods=["PUT"])
    blueprint.add_route(remove, "/canned/<answer_id:int>", methods=["DELETE"])


@signed()
async def list_answers(request: Request) -> HTTPResponse:
    """The answers for everybody and for one's own team."""
    actor = request.ctx.actor
    return json({"canned": await read(request, lambda session: [canned_row(each) for each in canned.listed(session, actor)])})


@signed()
async def one(request: Request, answer_id: int) -> HTTPResponse:
    """One answer; with ?conversation= also as it can be sent there, in her language."""
    actor, known = request.ctx.actor, _known(answer_id)
    asked = request.args.get("conversation")
    if asked is None:
        return json(await read(request, lambda session: canned_row(canned.find(session, known, actor))))
    conversation_id = known_conversation(asked)

    def work(session: Session) -> "tuple[Any, Conversation, Any]":
        conversation = desk_queries.find(session, conversation_id, actor)
        return canned.find(session, known, actor), conversation, _number(session, conversation)

    answer, conversation, number = await read(request, work)
    names = await request.app.ctx.names.of([conversation.customer_id] if conversation.customer_id else [])
    filled = canned.filled(answer, conversation.language, agent=actor.name, customer=names.get(conversation.customer_id or ""), number=number)
    return json({**canned_row(answer), "text": filled.text, "missing": filled.missing})


@signed()
async def add(request: Request) -> HTTPResponse:
    """A new answer."""
    body, actor = read_body(request, CannedBody), request.ctx.actor
    made = await write(request, lambda session: canned_row(canned.save(session, actor, now=utc_now(), **body.dict())))
    return json(made, status=201)


@signed()
async def change(request: Request, answer_id: int) -> HTTPResponse:
    """Another wording."""
    body, actor, known = read_body(request, CannedBody), request.ctx.actor, _known(answer_id)

    def work(session: Session) -> Dict[str, Any]:
        return canned_row(canned.save(session, actor, answer_id=known, now=utc_now(), **body.dict()))

    return json(await write(request, work))


@signed()
async def remove(request: Request, answer_id: int) -> HTTPResponse:
    """Take an answer away."""
    actor, known = request.ctx.actor, _known(answer_id)
    await write(request, lambda session: canned.remove(session, actor, known))
    return empty()


def _known(answer_id: int) -> int:
    if not 0 < answer_id <= LARGEST:
        raise NotFound("unknown_canned")
    return answer_id


def _number(session: Session, conversation: Conversation) -> Any:
    """What `{number}` stands for: her newest complaint, else the callback she waits for."""
    hers = complaints.mine(session, conversation, limit=1)
    owed = callbacks.owed(session, conversation.id)
    return hers[0].number if hers else owed and owed.number
