"""The security headers of every answer of the desk, errors included."""
from typing import Dict

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.settings import Settings

_PAGE = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
_NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_HSTS = "max-age=31536000"  # a year; whether subdomains take part is for the proxy to say


def install(app: Sanic, found: Settings) -> None:
    """Add the headers to every answer of this app; what a route has set itself stays."""
    async def add(request: Request, response: BaseHTTPResponse) -> None:
        for name, value in _headers_of(request.path, response.content_type or "", found).items():
            response.headers.setdefault(name, value)

    app.register_middleware(add, "response")


def _headers_of(path: str, content_type: str, found: Settings) -> Dict[str, str]:
    policy = _PAGE if content_type.startswith("text/html") else _NO_PAGE
    files = path.startswith("/desk/")  # the same for everybody; all else may be private
    transport = {"strict-transport-security": _HSTS} if found.desk_is_https else {}
    return {**_ALWAYS, **transport, "content-security-policy": policy, "cache-control": "no-cache" if files else "no-store"}
