"""How a page of the help centre becomes an answer: its template, its address in each language, the language remembered."""
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Dict
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from bot.help.search import LONGEST_QUERY
from bot.language import Language, from_tag
from bot.settings import settings
from bot.texts import text

PREFIX = {Language.ZH: "", Language.EN: "/en"}
_TEMPLATES = Path(__file__).parent.parent / "web" / "help" / "templates"
_COOKIE = "locale"
_YEAR = 365 * 24 * 3600
# Caches between us and the visitor must not hand one's language to another.
_VARY = {"vary": "accept-language, cookie"}


@dataclass(frozen=True)
class View:
    """What a page shows: its template, its address without the language, and the values of the template."""

    template: str
    path: str
    title: str
    description: str
    values: Dict[str, Any] = field(default_factory=dict)
    query: str = ""


def templates(*, demo: bool) -> Environment:
    """The pages' templates; everything put into them is escaped."""
    made = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(asset=lambda name: f"/assets/help/{name}", demo=demo, longest_query=LONGEST_QUERY)
    return made


def preferred(request: Request) -> Language:
    """The language the visitor chose before, else the one the browser asks for."""
    return from_tag(request.cookies.get(_COOKIE) or request.headers.get("accept-language"))


def rendered(request: Request, language: Language, view: View, status: int = 200) -> HTTPResponse:
    """The page in a language."""
    other = Language.EN if language is Language.ZH else Language.ZH
    page = request.app.ctx.help_templates.get_template(view.template).render(
        {"indexed": True, **view.values}, view=view, lang=language.tag, t=partial(_words, language),
        url=lambda path: f"{PREFIX[language]}{path}", other_url=_address(other, view, locale=other.tag),
        addresses={each.tag: f"{settings().public_url}{_address(each, view)}" for each in Language})
    return html(page, status=status, headers={**_VARY, "content-language": language.tag})


def turned(language: Language, view: View) -> HTTPResponse:
    """Send the visitor to the same page in another language."""
    return redirect(_address(language, view), headers=dict(_VARY))


def chosen(language: Language, view: View) -> HTTPResponse:
    """The same, and remember that she asked for it."""
    answer = turned(language, view)
    answer.cookies[_COOKIE] = language.tag
    for name, value in {"path": "/", "max-age": _YEAR, "samesite": "Lax", "httponly": True,
                        "secure": settings().public_url.startswith("https:")}.items():
        answer.cookies[_COOKIE][name] = value
    return answer


def _address(language: Language, view: View, **more: str) -> str:
    asked = {**({"q": view.query} if view.query else {}), **more}
    return f"{PREFIX[language]}{view.path}" + (f"?{urlencode(asked)}" if asked else "")


def _words(language: Language, key: str, **values: object) -> str:
    return text(f"help.{key}", language, **values)
