"""The desk's cookies: no script reads them; with https no subdomain and no page without TLS can set them."""
from typing import Optional

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import settings

_SESSION = "desk_session"


def session_token(request: Request) -> Optional[str]:
    """The token of the sign-in, or None."""
    return read_cookie(request, _SESSION)


def keep(response: HTTPResponse, token: str) -> None:
    """Give the browser the token, until it is closed or the sign-in ends; no other site's request carries it."""
    set_cookie(response, _SESSION, token, samesite="Strict")


def forget(response: HTTPResponse) -> None:
    """Take the token away again."""
    set_cookie(response, _SESSION, "", samesite="Strict", seconds=0)


def read_cookie(request: Request, name: str) -> Optional[str]:
    """The value of a cookie of ours, or None."""
    return request.cookies.get(_full(name)) or None


def set_cookie(response: HTTPResponse, name: str, value: str, *, samesite: str, seconds: Optional[int] = None) -> None:
    """Set a cookie of ours, for so many seconds or until the browser is closed."""
    cookies = response.cookies
    cookies[_full(name)] = value
    cookies[_full(name)].update({"path": "/", "httponly": True, "samesite": samesite})
    if seconds is not None:
        cookies[_full(name)]["max-age"] = seconds
    if settings().desk_is_https:
        cookies[_full(name)]["secure"] = True


def _full(name: str) -> str:
    return f"__Host-{name}" if settings().desk_is_https else name
