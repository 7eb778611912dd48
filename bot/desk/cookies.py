"""The session cookie: no script reads it, no other site sends it."""
from typing import Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import settings

_NAME = "desk_session"


def session_token(request: Request) -> Optional[str]:
    """The token in the cookie, or None."""
    return request.cookies.get(_name()) or None


def keep(response: HTTPResponse, token: str) -> None:
    """Give the browser the token, until it is closed or the sign-in ends."""
    _set(response, token)


def forget(response: HTTPResponse) -> None:
    """Take the token away again."""
    _set(response, "")
    response.cookies[_name()]["max-age"] = 0


def _set(response: HTTPResponse, value: str) -> None:
    response.cookies[_name()] = value
    response.cookies[_name()].update({"path": "/", "httponly": True, "samesite": "Strict"})
    if settings().desk_is_https:
        response.cookies[_name()]["secure"] = True


def _name() -> str:
    return f"__Host-{_NAME}" if settings().desk_is_https else _NAME  # the prefix: no subdomain and no http page can set it
