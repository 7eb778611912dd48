"""Every error of an app in one form: a status, a code, a sentence in the reader's language."""
import logging
from dataclasses import dataclass
from typing import Callable, Sequence

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Trouble, trouble
from bot.errors import SupportError
from bot.language import Language
from bot.metrics.measures import ERRORS
from bot.texts import has, text

logger = logging.getLogger(__name__)

_TROUBLE = {Trouble.AWAY: (503, "2"), Trouble.FULL: (507, "60")}  # the status, and after how many seconds to try again
_CODES = {400: "invalid_json", 404: "not_found", 405: "method_not_allowed", 413: "payload_too_large"}


@dataclass(frozen=True)
class Form:
    """How an app tells errors: the status of each, who reads them, where the words are, and which values programs get."""

    status: Callable[[SupportError], int]
    language: Callable[[Request], Language]
    topics: Sequence[str] = ("errors",)
    told: Sequence[str] = ()


def install(app: Sanic, form: Form) -> None:
    """Answer every error of this app in this form."""
    app.ctx.problems = form
    app.error_handler.add(SupportError, _support_error)
    app.error_handler.add(SanicException, _sanic_error)
    app.error_handler.add(SQLAlchemyError, _database_error)
    app.error_handler.add(Exception, _unexpected)


def problem(request: Request, status: int, code: str, /, **values: object) -> HTTPResponse:
    """An error as the API tells it."""
    form: Form = request.app.ctx.problems
    topic = next((topic for topic in form.topics if has(f"{topic}.{code}")), None)
    if topic is None:
        topic, code = "errors", "internal"
    ERRORS.labels(code).inc()
    told = {name: values[name] for name in form.told if name in values}
    return json({"error": {"code": code, "message": text(f"{topic}.{code}", form.language(request), **values), **told}}, status=status)


async def _support_error(request: Request, error: SupportError) -> HTTPResponse:
    response = problem(request, request.app.ctx.problems.status(error), error.code, **error.values)
    if "retry_after" in error.values:
        response.headers["retry-after"] = str(error.values["retry_after"])
    return response


async def _sanic_error(request: Request, error: SanicException) -> HTTPResponse:
    status = getattr(error, "status_code", 500)
    return problem(request, status, _CODES.get(status, "internal" if status >= 500 else "invalid_json"))


async def _database_error(request: Request, error: SQLAlchemyError) -> HTTPResponse:
    found = trouble(error)
    if found is None:
        return await _unexpected(request, error)
    logger.warning("a request could not be served, %s: %s %s", found.value, request.method, request.path)
    status, seconds = _TROUBLE[found]
    response = problem(request, status, found.value)
    response.headers["retry-after"] = seconds
    return response


async def _unexpected(request: Request, error: Exception) -> HTTPResponse:
    if request.method == "NONE":  # Sanic could not read the head of the request: the client's fault, not ours
        return problem(request, 400, "invalid_json")
    logger.error("a request failed: %s %s", request.method, request.path, exc_info=error)
    return problem(request, 500, "internal")
