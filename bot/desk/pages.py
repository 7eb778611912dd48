"""The desk's pages and their files."""
from pathlib import Path
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text as sql

from bot.http.assets import add_assets, answer, make_asset, read_assets
from bot.http.threads import read

_FILES = Path(__file__).parent.parent / "web" / "desk"


def add_pages(app: Sanic) -> None:
    """Serve the pages on this app."""
    add_assets(app, "/desk", read_assets(_FILES))
    app.add_route(_page("index.html"), "/", name="home")
    app.add_route(health, "/health")


def _page(path: str) -> Any:
    asset = make_asset(".html", (_FILES / path).read_text("utf-8"))

    async def page(request: Request) -> HTTPResponse:
        return answer(request, asset)
    return page


async def health(request: Request) -> HTTPResponse:
    """Ready while the database answers."""
    try:
        await read(request, lambda session: session.execute(sql("SELECT 1")).scalar())
    except Exception:
        return json({"status": "database unavailable"}, status=503)
    return json({"status": "ready"})
