"""How a page of the desk becomes an answer: its template, the person's language, what the scripts read from it."""
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Tuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.agents.roles import Role
from bot.settings import settings
from bot.texts import text

_TEMPLATES = Path(__file__).parent.parent / "web" / "desk" / "templates"
_THEMES = {"light", "dark"}
LEADS = {Role.SUPERVISOR, Role.ADMINISTRATOR}
# The parts of the administration and who sees them.
PARTS: Dict[str, FrozenSet[Role]] = {
    "agents": frozenset(Role) - {Role.AGENT}, "canned": frozenset(LEADS), "hours": frozenset(LEADS), "webhooks": frozenset({Role.ADMINISTRATOR}),
    "notices": frozenset(Role) - {Role.AGENT}, "audit": frozenset({Role.ADMINISTRATOR, Role.AUDITOR})}
# What the rail leads to, in its order.
PLACES: Dict[str, str] = {
    "inbox": "/", "complaints": "/complaints", "callbacks": "/callbacks", "suggestions": "/suggestions", "reviews": "/reviews",
    "satisfaction": "/satisfaction", "settings": "/settings", "administration": "/administration"}


@dataclass(frozen=True)
class View:
    """A page: its script, its template if that has another name, and where on the rail it belongs."""

    script: str
    place: str
    styles: Tuple[str, ...] = ()
    values: Dict[str, Any] = field(default_factory=dict)
    template: str = ""


def templates() -> Environment:
    """The pages' templates; everything put into them is escaped."""
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def rendered(request: Request, view: View, names: Dict[str, str], status: int = 200) -> HTTPResponse:
    """The page for who is signed in, in her language; `names` are the parts of the address."""
    language, actor = request.ctx.language, request.ctx.actor
    page = request.app.ctx.templates.get_template(f"{view.template or view.script}.html").render(
        place=view.place, script=view.script, styles=view.styles, lang=language.tag, theme=_theme(request), actor=actor,
        csrf=request.ctx.csrf or "", zone=settings().time_zone, patience=settings().queue_patience_seconds,
        places=_places(actor.role), leads=actor.role in LEADS,
        tabs=[name for name, roles in PARTS.items() if actor.role in roles],
        t=partial(_words, language), label=lambda key: text(f"labels.{key}", language), **view.values, **names)
    return html(page, status=status, headers={"content-language": language.tag})


def _places(role: Role) -> List[Tuple[str, str]]:
    return [(name, path) for name, path in PLACES.items() if name != "administration" or role is not Role.AGENT]


def _theme(request: Request) -> str:
    chosen = request.cookies.get("desk_theme", "")
    return chosen if chosen in _THEMES else ""


def _words(language: Any, key: str, **values: object) -> str:
    return text(f"desk.{key}", language, **values)
