"""The desk's pages and their files."""
from pathlib import Path
from typing import Any, Dict
from urllib.parse import quote

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect
from sqlalchemy import text as sql

from bot.complaints.kinds import Category, Priority, Status
from bot.complaints.lists import Order
from bot.desk.rendering import View, rendered, templates
from bot.desk.signed import signed
from bot.errors import SupportError
from bot.http.assets import add_assets, answer, make_asset, read_assets
from bot.http.threads import read

_FILES = Path(__file__).parent.parent / "web" / "desk"
_INBOX = View("inbox", "inbox", ("inbox",))
_VIEWS: Dict[str, View] = {
    "/": _INBOX,
    "/conversations/<id:str>": _INBOX,
    "/complaints": View("complaints", "complaints", ("complaints",), {
        "statuses": [each.value for each in Status], "categories": [each.value for each in Category],
        "priorities": [each.name.lower() for each in Priority], "orders": [each.value for each in Order]}),
    "/complaints/<number:str>": View("complaint", "complaints", ("complaints",)),
}


def add_pages(app: Sanic) -> None:
    """Serve the pages on this app."""
    app.ctx.templates = templates()
    add_assets(app, "/desk", read_assets(_FILES))
    for place, (path, view) in enumerate(_VIEWS.items()):
        app.add_route(_view(view), path, name=f"{view.name}_{place}")
    app.add_route(_page("index.html"), "/sign-in", name="sign_in_page")
    app.add_route(health, "/health")


def _view(view: View) -> Any:
    @signed()
    async def shown(request: Request, **names: str) -> HTTPResponse:
        return rendered(request, view, names)

    async def page(request: Request, **names: str) -> HTTPResponse:
        try:
            return await shown(request, **names)
        except SupportError as error:
            if error.code != "unauthorised":
                raise
            return redirect(f"/sign-in?next={quote(request.path)}")
    return page


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
