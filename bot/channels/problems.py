"""Every error of the customer API, mapped once: a status, and the customer's language."""
from typing import Dict

from sanic import Sanic
from sanic.request import Request

from bot.errors import SupportError
from bot.http import problems
from bot.language import Language, from_tag

_STATUS: Dict[str, int] = {
    "invalid_json": 400, "invalid_field": 422, "empty_message": 422, "message_too_long": 422, "unauthorised": 401,
    "too_many_requests": 429, "too_many_from_address": 429,
    "wallet_token": 401, "session_over": 401, "unknown_choice": 404, "unknown_complaint": 404, "not_found": 404, "unavailable": 503,
    "attachment_too_large": 413, "attachment_type": 422, "attachment_broken": 422, "attachment_locked": 422, "attachment_pixels": 422,
    "attachment_quota": 429, "attachments_busy": 429, "attachment_store": 503, "too_many_attachments": 422, "unknown_attachment": 404,
    "way_unavailable": 409, "wallet_unavailable": 503,
}


def install(app: Sanic) -> None:
    """Answer every error of this app in the API's form."""
    problems.install(app, problems.Form(status=_status, language=language_of))


def language_of(request: Request) -> Language:
    """The conversation's language, else what the browser asks for."""
    conversation = getattr(request.ctx, "conversation", None)
    return conversation.language if conversation else from_tag(request.headers.get("accept-language"))


def _status(error: SupportError) -> int:
    return _STATUS.get(error.code, 400)
