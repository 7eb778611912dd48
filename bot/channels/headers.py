"""The security headers of every answer, errors included.

A page may load what this server serves and nothing else. An answer that is no page (JSON, a script, a picture,
an error) may load nothing and be framed nowhere, should a browser ever show it as a document.
"""
from typing import Dict

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.settings import Settings

_EMBED = "/embed"
_PAGE = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors ")
_NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_HSTS = "max-age=31536000"  # a year; whether subdomains take part is for the proxy to say


def install(app: Sanic, found: Settings) -> None:
    """Add the headers to every answer of this app; what a route has set itself stays."""
    async def add(request: Request, response: BaseHTTPResponse) -> None:
        for name, value in headers_of(request.path, response.content_type or "", found).items():
            response.headers.setdefault(name, value)

    app.register_middleware(add, "response")


def headers_of(path: str, content_type: str, found: Settings) -> Dict[str, str]:
    """The headers of an answer of this type to a request of this path."""
    return {**_ALWAYS, **_transport(found), **_framing(path, content_type, found), **_reach(path)}


def _transport(found: Settings) -> Dict[str, str]:
    return {"strict-transport-security": _HSTS} if found.public_url.startswith("https:") else {}


def _framing(path: str, content_type: str, found: Settings) -> Dict[str, str]:
    """What the answer may load, and who may frame it."""
    if not content_type.startswith("text/html"):
        return {"content-security-policy": _NO_PAGE, "x-frame-options": "DENY"}
    if path == _EMBED and found.sites:  # X-Frame-Options could not name them
        return {"content-security-policy": _PAGE + " ".join(("'self'", *found.sites))}
    return {"content-security-policy": _PAGE + "'self'", "x-frame-options": "SAMEORIGIN"}


def _reach(path: str) -> Dict[str, str]:
    """The widget's files are for every site's pages, the rest for ours (and by CORS for the allowed ones); private words stay in no cache."""
    private = path.startswith(("/webhooks/", "/demo/wallet-token"))
    return {"cross-origin-resource-policy": "cross-origin" if path.startswith("/widget/") else "same-origin",
            "cache-control": "no-store" if private else "no-cache"}
