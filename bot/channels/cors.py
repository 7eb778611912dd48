"""Cross-origin use of the API and the widget's modules, for the sites in ALLOWED_SITES and no others.

Credentials are never allowed: who asks is told by the bearer token, so no cookie can be abused.
"""
from typing import Optional, Tuple

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, empty

_OPEN = ("/webhooks/web/", "/widget/")
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, PUT, DELETE",
    "access-control-allow-headers": "authorization, content-type, accept-language, last-event-id, x-request-id",
    "access-control-max-age": "7200",
}


def install(app: Sanic, sites: Tuple[str, ...]) -> None:
    """Let pages of exactly these origins use the API; without sites nothing changes."""
    if not sites:
        return

    async def preflight(request: Request) -> Optional[HTTPResponse]:
        asked = request.method == "OPTIONS" and "access-control-request-method" in request.headers
        return empty(headers=_PREFLIGHT) if asked and _site(request, sites) else None

    async def answer(request: Request, response: BaseHTTPResponse) -> None:
        if not request.path.startswith(_OPEN):
            return
        response.headers["vary"] = ", ".join(filter(None, (response.headers.get("vary"), "Origin")))
        site = _site(request, sites)
        if site:
            response.headers["access-control-allow-origin"] = site
            response.headers["access-control-expose-headers"] = "retry-after, x-request-id"

    app.register_middleware(preflight, "request")
    app.register_middleware(answer, "response")


def _site(request: Request, sites: Tuple[str, ...]) -> Optional[str]:
    origins = request.headers.getall("origin", [])
    return origins[0] if request.path.startswith(_OPEN) and len(origins) == 1 and origins[0] in sites else None
