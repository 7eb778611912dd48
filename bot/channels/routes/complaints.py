"""GET complaints: the customer's own, and one with its timeline."""
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.channels.requests import signed, wanted_language
from bot.channels.shapes import complaint_row, complaint_whole
from bot.complaints import queries
from bot.entities.identifiers import find_complaints
from bot.errors import NotFound
from bot.http.threads import read


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_complaints, "/complaints")
    blueprint.add_route(one_complaint, "/complaints/<number>")


@signed
async def list_complaints(request: Request) -> HTTPResponse:
    """The customer's own complaints, newest first."""
    conversation, language = request.ctx.conversation, wanted_language(request)
    return json({"complaints": await read(request, lambda session: [
        complaint_row(complaint, language) for complaint in queries.mine(session, conversation)])})


@signed
async def one_complaint(request: Request, number: str) -> HTTPResponse:
    """One of her complaints with its timeline; another's is as unknown as none."""
    conversation, language = request.ctx.conversation, wanted_language(request)
    named = find_complaints(number)
    if not named or named[0].value != number:
        raise NotFound("unknown_complaint")

    def work(session: Session) -> Dict[str, Any]:
        complaint = queries.mine_by_number(session, conversation, number)
        return complaint_whole(complaint, queries.attachments(session, complaint, conversation), language)

    return json(await read(request, work))
