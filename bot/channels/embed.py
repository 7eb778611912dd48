"""/embed, support in a frame or an app's web view, and /widget/embed.js, which puts the frame on another site's page."""
from html import escape
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.settings import settings

_FILES = Path(__file__).parent.parent / "web" / "embed"


def add_embed(app: Sanic) -> None:
    """Serve the frame and its loader on this app."""
    for name in ("frame.js", "frame.css", "guest.js", "tokens.js"):
        app.static(f"/embed/{name}", _FILES / name, name=f"embed_{name}")
    app.add_route(frame, "/embed")
    app.static("/widget/embed.js", _FILES / "embed.js", name="embed_loader")


async def frame(request: Request) -> HTTPResponse:
    """The page in the frame. It may be framed by ALLOWED_SITES only, and obeys only them."""
    sites = settings().sites
    page = (_FILES / "frame.html").read_text("utf-8").replace("{sites}", escape(" ".join(sites)))
    return html(page)
