"""The desk's pages and their files."""
from pathlib import Path
from typing import Any, Dict
from urllib.parse import quote

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect
from sqlalchemy import text as sql

from bot.agents.roles import Role
from bot.complaints.kinds import Category, Priority, Status
from bot.complaints.lists import Order
from bot.desk.rendering import PARTS, View, rendered, templates
from bot.desk.signed import signed
from bot.errors import SupportError
from bot.http.assets import add_assets, read_assets
from bot.http.problems import problem
from bot.http.threads import read

_FILES = Path(__file__).parent.parent / "web" / "desk"
_BUTTONS = {"agents": "invite", "canned": "add", "webhooks": "add"}
_INBOX = View("inbox", "inbox", ("inbox",))
_VIEWS: Dict[str, View] = {
    "/": _INBOX,
    "/conversations/<id:str>": _INBOX,
    "/complaints": View("complaints", "complaints", ("complaints",), {
        "statuses": [each.value for each in Status], "categories": [each.value for each in Category],
        "priorities": [each.name.lower() for each in Priority], "orders": [each.value for each in Order]}),
    "/complaints/<number:str>": View("complaint", "complaints", ("complaints",)),
    "/callbacks": View("callbacks", "callbacks", (), {"buttons": [], "choices": ["owed", "done"]}, "list"),
    "/suggestions": View("suggestions", "suggestions", (), {
        "buttons": [], "choices": ["all", "received", "under_review", "adopted", "declined"]}, "list"),
    "/reviews": View("reviews", "reviews", (), {"buttons": [("import", "upload"), ("add", "plus")], "choices": []}, "list"),
    "/satisfaction": View("satisfaction", "satisfaction", (), {"buttons": [], "choices": ["ratings", "tasks", "figures"]}, "list"),
    "/settings": View("settings", "settings"),
    **{f"/administration/{part}": View(f"administration/{part}", "administration", (), {"tab": part, "button": _BUTTONS.get(part)}, "administration")
       for part in PARTS},
}
_MISSING = View("", "", (), {"what": "missing"}, "problem")
_REFUSED = View("", "", (), {"what": "refused"}, "problem")


def add_pages(app: Sanic) -> None:
    """Serve the pages on this app."""
    app.ctx.templates = templates()
    add_assets(app, "/desk", read_assets(_FILES))
    for place, (path, view) in enumerate(_VIEWS.items()):
        app.add_route(_view(view), path, name=f"view_{place}")
    app.add_route(lambda request: _answered(request, _administration), "/administration", name="administration")
    app.error_handler.add(NotFound, _missing)
    app.add_route(health, "/health")


def _view(view: View) -> Any:
    allowed = PARTS.get(view.values.get("tab", ""), frozenset())

    async def page(request: Request, **names: str) -> HTTPResponse:
        @signed(*allowed)
        async def shown(request: Request) -> HTTPResponse:
            return rendered(request, view, names)

        return await _answered(request, shown)
    return page


@signed(*(frozenset(Role) - {Role.AGENT}))
async def _administration(request: Request) -> HTTPResponse:
    """The first of its parts that this person sees."""
    first = next(part for part, roles in PARTS.items() if request.ctx.actor.role in roles)
    return redirect(f"/administration/{first}")


async def _missing(request: Request, error: NotFound) -> HTTPResponse:
    if request.path.startswith(("/api/", "/desk/")) or "text/html" not in request.headers.get("accept", ""):
        return problem(request, 404, "not_found")

    @signed()
    async def shown(request: Request) -> HTTPResponse:
        return rendered(request, _MISSING, {}, status=404)

    return await _answered(request, shown)


async def _answered(request: Request, shown: Any) -> HTTPResponse:
    """The page, or the way to the sign-in page for whoever is not signed in, and from there back."""
    try:
        response: HTTPResponse = await shown(request)
    except SupportError as error:
        if error.code == "unauthorised":
            return redirect(f"/sign-in?next={quote(request.path)}")
        if error.code == "second_factor":
            return redirect("/second-factor")
        if error.code != "not_your_role":
            raise
        return rendered(request, _REFUSED, {}, status=403)
    return response


async def health(request: Request) -> HTTPResponse:
    """Ready while the database answers, until the process is told to end."""
    if request.app.ctx.leaving.begun:
        return json({"status": "leaving"}, status=503)
    try:
        await read(request, lambda session: session.execute(sql("SELECT 1")).scalar())
    except Exception:
        return json({"status": "database unavailable"}, status=503)
    return json({"status": "ready"})
