"""Every error of the desk, mapped once: a status, and the language of the person who reads it."""
from typing import Dict, Sequence, Tuple, Type

from sanic import Sanic
from sanic.request import Request

from bot.errors import InvalidInput, NotAllowed, NotFound, StoreUnavailable, SupportError, TooManyTries, WalletUnavailable
from bot.http import problems
from bot.language import Language, from_tag

_CODES: Dict[str, int] = {
    "invalid_json": 400, "unauthorised": 401, "wrong_sign_in": 401, "code_required": 401, "wrong_code": 401,
    "not_your_role": 403, "csrf": 403, "foreign_site": 403, "second_factor": 403, "not_by_token": 403, "read_only_token": 403,
    "wrong_password": 403, "attachment_too_large": 413, "desk_key": 503,
}
_KINDS: Sequence[Tuple[Type[SupportError], int]] = (
    (NotFound, 404), (InvalidInput, 422), (NotAllowed, 409), (TooManyTries, 429), (WalletUnavailable, 503), (StoreUnavailable, 503))


def install(app: Sanic) -> None:
    """Answer every error of this app in the API's form."""
    problems.install(app, problems.Form(status=_status, language=language_of, topics=("desk_errors", "errors"), told=("by", "field", "retry_after")))


def language_of(request: Request) -> Language:
    """The signed-in person's language, else what the browser asks for."""
    return getattr(request.ctx, "language", None) or from_tag(request.headers.get("accept-language"))


def _status(error: SupportError) -> int:
    by_kind = next((status for kind, status in _KINDS if isinstance(error, kind)), 400)
    return _CODES.get(error.code, by_kind)
