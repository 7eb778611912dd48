"""How a page of the desk becomes an answer: its template, the person's language, what the scripts read from it."""
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Dict, List, Tuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.agents.roles import Role
from bot.settings import settings
from bot.texts import text

_TEMPLATES = Path(__file__).parent.parent / "web" / "desk" / "templates"
_THEMES = {"light", "dark"}
LEADS = {Role.SUPERVISOR, Role.ADMINISTRATOR}
# What the rail leads to, in its order.
PLACES: Dict[str, str] = {
    "inbox": "/", "complaints": "/complaints", "callbacks": "/callbacks", "suggestions": "/suggestions", "reviews": "/reviews",
    "satisfaction": "/satisfaction", "settings": "/settings", "administration": "/administration"}


@dataclass(frozen=True)
class View:
    """A page: its template and script have its name; `place` is where on the rail it belongs."""

    name: str
    place: str
    styles: Tuple[str, ...] = ()
    values: Dict[str, Any] = field(default_factory=dict)


def templates() -> Environment:
    """The pages' templates; everything put into them is escaped."""
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def rendered(request: Request, view: View, names: Dict[str, str], status: int = 200) -> HTTPResponse:
    """The page for who is signed in, in her language; `names` are the parts of the address."""
    language, actor = request.ctx.language, request.ctx.actor
    page = request.app.ctx.templates.get_template(f"{view.name}.html").render(
        view=view.name, place=view.place, script=view.name, styles=view.styles, lang=language.tag, theme=_theme(request), actor=actor,
        csrf=request.ctx.csrf or "", zone=settings().time_zone, places=_places(actor.role), leads=actor.role in LEADS,
        t=partial(_words, language), label=lambda key: text(f"labels.{key}", language), **view.values, **names)
    return html(page, status=status, headers={"content-language": language.tag})


def _places(role: Role) -> List[Tuple[str, str]]:
    """Administration is for administrators, and for supervisors, who keep the canned answers."""
    return [(name, path) for name, path in PLACES.items() if name != "administration" or role in LEADS]


def _theme(request: Request) -> str:
    chosen = request.cookies.get("desk_theme", "")
    return chosen if chosen in _THEMES else ""


def _words(language: Any, key: str, **values: object) -> str:
    return text(f"desk.{key}", language, **values)
