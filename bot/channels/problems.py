"""Every error of the customer API, mapped once: a status, a code, a sentence in the customer's language."""
import logging
from typing import Dict

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.errors import SupportError
from bot.language import Language, from_tag
from bot.texts import has, text

logger = logging.getLogger(__name__)

_STATUS: Dict[str, int] = {
    "invalid_json": 400, "invalid_field": 422, "empty_message": 422, "message_too_long": 422, "unauthorised": 401,
    "too_many_requests": 429, "too_many_from_address": 429,
    "wallet_token": 401, "session_over": 401, "unknown_choice": 404, "unknown_complaint": 404, "not_found": 404, "unavailable": 503,
    "attachment_too_large": 413, "attachment_type": 422, "attachment_broken": 422, "attachment_locked": 422, "attachment_pixels": 422,
    "attachment_quota": 429, "attachments_busy": 429, "attachment_store": 503, "too_many_attachments": 422, "unknown_attachment": 404,
}
_CODES = {400: "invalid_json", 404: "not_found", 405: "method_not_allowed", 413: "payload_too_large"}


def install(app: Sanic) -> None:
    """Answer every error of this app in the API's form."""
    app.error_handler.add(SupportError, _support_error)
    app.error_handler.add(SanicException, _sanic_error)
    app.error_handler.add(Exception, _unexpected)


def language_of(request: Request) -> Language:
    """The conversation's language, else what the browser asks for."""
    conversation = getattr(request.ctx, "conversation", None)
    return conversation.language if conversation else from_tag(request.headers.get("accept-language"))


def problem(request: Request, status: int, code: str, **values: object) -> HTTPResponse:
    """An error as the API tells it."""
    code = code if has(f"errors.{code}") else "internal"
    return json({"error": {"code": code, "message": text(f"errors.{code}", language_of(request), **values)}}, status=status)


async def _support_error(request: Request, error: SupportError) -> HTTPResponse:
    response = problem(request, _STATUS.get(error.code, 400), error.code, **error.values)
    if "retry_after" in error.values:
        response.headers["retry-after"] = str(error.values["retry_after"])
    return response


async def _sanic_error(request: Request, error: SanicException) -> HTTPResponse:
    status = getattr(error, "status_code", 500)
    return problem(request, status, _CODES.get(status, "internal" if status >= 500 else "invalid_json"))


async def _unexpected(request: Request, error: Exception) -> HTTPResponse:
    if request.method == "NONE":  # Sanic could not read the head of the request: the client's fault, not ours
        return problem(request, 400, "invalid_json")
    logger.error("a request failed: %s %s", request.method, request.path, exc_info=error)
    return problem(request, 500, "internal")
