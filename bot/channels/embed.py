"""/embed: support in a frame on another site's page, which /widget/embed.js puts there, or in an app's web view."""
from html import escape
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.http.assets import add_assets, read_assets
from bot.settings import settings

_FILES = Path(__file__).parent.parent / "web" / "embed"


def add_embed(app: Sanic) -> None:
    """Serve the frame and its loader on this app."""
    add_assets(app, "/embed", read_assets(_FILES))
    app.add_route(frame, "/embed")


async def frame(request: Request) -> HTTPResponse:
    """The page in the frame. It may be framed by ALLOWED_SITES only, and obeys only them."""
    sites = settings().sites
    page = (_FILES / "frame.html").read_text("utf-8").replace("{sites}", escape(" ".join(sites)))
    return html(page)
