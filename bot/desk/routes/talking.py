"""POST conversations/.../messages, typing, read, notes: an agent talks with a customer and leaves notes for colleagues."""
from typing import Any, Dict, Tuple

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.orm import Session

from bot.conversations import desk_queries, notes, speaking
from bot.conversations.models import Author
from bot.db import utc_now
from bot.desk.conversation_bodies import EmptyBody, NoteBody, ReadBody, SayBody, known_conversation, said
from bot.desk.conversation_shapes import note_row
from bot.desk.signed import signed
from bot.http.bodies import read_body
from bot.http.threads import write


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    for handler, path in ((say, "messages"), (typing, "typing"), (has_read, "read"), (note, "notes")):
        blueprint.add_route(handler, f"/conversations/<conversation_id>/{path}", methods=["POST"])


@signed()
async def say(request: Request, conversation_id: str) -> HTTPResponse:
    """Say something to the customer; the same `client_message_id` again gives the same answer."""
    body, actor, known = read_body(request, SayBody), request.ctx.actor, known_conversation(conversation_id)
    words = said(body)

    def work(session: Session) -> Tuple[Dict[str, Any], bool]:
        desk_queries.find(session, known, actor)
        message, is_new = speaking.say_as_agent(session, known, actor=actor, text=words, client_message_id=body.client_message_id,
                                                attachment_ids=body.attachment_ids, now=utc_now())
        return {"sequence": message.sequence, "created_at": message.created_at.isoformat()}, is_new

    shape, is_new = await write(request, work)
    return json(shape, status=201 if is_new else 200)


@signed(quiet=True)
async def typing(request: Request, conversation_id: str) -> HTTPResponse:
    """She is typing."""
    read_body(request, EmptyBody)
    await _as_owner(request, conversation_id, lambda session, known: speaking.typing(session, known, author=Author.AGENT, now=utc_now()))
    return empty()


@signed()
async def has_read(request: Request, conversation_id: str) -> HTTPResponse:
    """She has read everything up to a sequence."""
    sequence = read_body(request, ReadBody).sequence
    await _as_owner(request, conversation_id, lambda session, known: speaking.read(session, known, author=Author.AGENT, sequence=sequence, now=utc_now()))
    return empty()


@signed()
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """A note that never leaves the company."""
    words, actor, known = read_body(request, NoteBody).text, request.ctx.actor, known_conversation(conversation_id)

    def work(session: Session) -> Dict[str, Any]:
        desk_queries.find(session, known, actor)
        kept = notes.add(session, known, words, actor=actor, now=utc_now())
        return note_row(kept, {actor.agent_id: actor.name})

    return json(await write(request, work), status=201)


async def _as_owner(request: Request, conversation_id: str, work: Any) -> None:
    actor, known = request.ctx.actor, known_conversation(conversation_id)

    def run(session: Session) -> None:
        speaking.require_owner(desk_queries.find(session, known, actor), actor)
        work(session, known)

    await write(request, run)
