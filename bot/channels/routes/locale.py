"""PUT locale: the language the customer chose."""
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.bodies import LocaleBody
from bot.channels.requests import signed
from bot.conversations import service
from bot.http.bodies import read_body
from bot.http.threads import write
from bot.language import from_tag


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(choose_language, "/locale", methods=["PUT"])


@signed
async def choose_language(request: Request) -> HTTPResponse:
    """Answer in this language from now on, whatever she types, until she chooses another."""
    language, conversation_id = from_tag(read_body(request, LocaleBody).locale), request.ctx.conversation.id
    await write(request, lambda session: service.pin_language(session, conversation_id, language))
    request.app.ctx.signals.publish(conversation_id)
    return json({"locale": language.tag})
