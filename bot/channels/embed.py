"""/embed, support in a frame or an app's web view, and /widget/embed.js, which puts the frame on another site's page."""
from html import escape
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, html

from bot.settings import settings

_FILES = Path(__file__).parent.parent / "web" / "embed"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
           "base-uri 'none'; form-action 'none'; frame-ancestors {}")


def add_embed(app: Sanic) -> None:
    """Serve the frame and its loader on this app."""
    for name in ("frame.js", "frame.css", "guest.js", "tokens.js"):
        app.static(f"/embed/{name}", _FILES / name, name=f"embed_{name}")
    app.add_route(frame, "/embed")
    app.add_route(loader, "/widget/embed.js", methods=["GET", "HEAD"])


async def frame(request: Request) -> HTTPResponse:
    """The page in the frame. It may be framed by ALLOWED_SITES only, and obeys only them."""
    sites = settings().sites
    page = (_FILES / "frame.html").read_text("utf-8").replace("{sites}", escape(" ".join(sites)))
    return html(page, headers={"content-security-policy": POLICY.format(" ".join(("'self'", *sites)))})


async def loader(request: Request) -> HTTPResponse:
    """The script that other sites include. Browsers run it there only if CORS lets that site have it."""
    response = await file(_FILES / "embed.js", mime_type="text/javascript; charset=utf-8")
    response.headers["vary"] = "Origin"
    if request.headers.get("origin") in settings().sites:
        response.headers["access-control-allow-origin"] = request.headers["origin"]
    return response
