"""The help centre's pages: Chinese under `/`, English under `/en/`, the rest of an address the same in both."""
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Optional
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect

from bot.channels.problems import problem
from bot.conversations.text import clean
from bot.help import articles, phrases
from bot.help.articles import HelpCentre
from bot.help.search import LONGEST_QUERY, Search
from bot.language import Language, from_tag
from bot.settings import settings
from bot.texts import text

_TEMPLATES = Path(__file__).parent.parent / "web" / "help" / "templates"
_PREFIX = {Language.ZH: "", Language.EN: "/en"}
_COOKIE = "locale"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class _View:
    """What a page shows: its template, its address without the language, and the values of the template."""

    template: str
    path: str
    title: str
    description: str
    values: Dict[str, Any] = field(default_factory=dict)
    query: str = ""


def add_help_pages(app: Sanic, *, demo: bool) -> None:
    """Serve the help centre on this app; SettingError if an article lacks its response."""
    centres = articles.load()
    app.ctx.help = centres
    app.ctx.help_search = Search(centres, phrases.load())
    app.ctx.help_templates = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                                         trim_blocks=True, lstrip_blocks=True)
    app.ctx.help_templates.globals.update(asset=lambda name: f"/assets/help/{name}", demo=demo, longest_query=LONGEST_QUERY)
    views = {"/": _home, "/help/search": _results, "/help/<topic:str>": _topic, "/help/<topic:str>/<article:str>": _article}
    for language, prefix in _PREFIX.items():
        for path, view in views.items():
            app.add_route(_page(language, view), prefix + path, methods=["GET", "HEAD"], name=f"help_{language.value}{view.__name__}")
    app.error_handler.add(NotFound, _missing)


def _page(language: Language, view: Callable[..., _View]) -> Callable[..., Any]:
    async def page(request: Request, **names: str) -> HTTPResponse:
        shown = view(request, request.app.ctx.help[language], language, **names)
        if request.args.get("locale"):
            return _turned_to(from_tag(request.args.get("locale")), shown)
        if shown.path == "/" and language is Language.ZH and _preferred(request) is Language.EN:
            return redirect(_address(Language.EN, shown), headers={"vary": "accept-language, cookie"})
        return _rendered(request, language, shown)
    return page


def _home(request: Request, centre: HelpCentre, language: Language) -> _View:
    return _View("home.html", "/", "", text("help.tagline", language), {"centre": centre})


def _topic(request: Request, centre: HelpCentre, language: Language, topic: str) -> _View:
    found = centre.topic(topic)
    if found is None:
        raise NotFound()
    return _View("topic.html", f"/help/{found.slug}", found.title, found.about, {"topic": found})


def _article(request: Request, centre: HelpCentre, language: Language, topic: str, article: str) -> _View:
    found, around = centre.articles.get(f"{topic}/{article}"), centre.topic(topic)
    if found is None:
        raise NotFound()
    return _View("article.html", f"/help/{found.path}", found.title, found.summary, {"article": found, "topic": around})


def _results(request: Request, centre: HelpCentre, language: Language) -> _View:
    # A query may hold anything, a card number too: it is shown to the one who typed it and kept nowhere.
    query = clean(request.args.get("q", "")[:LONGEST_QUERY]).replace("\n", " ")
    found = [centre.articles[path] for path in request.app.ctx.help_search.find(query)]
    title = text("help.results", language, query=query) if query else text("help.results_empty", language)
    return _View("search.html", "/help/search", title, text("help.tagline", language),
                 {"found": found, "centre": centre, "indexed": False}, query)


async def _missing(request: Request, error: NotFound) -> HTTPResponse:
    if request.path.startswith("/webhooks/") or "text/html" not in request.headers.get("accept", ""):
        return problem(request, 404, "not_found")
    language = _language_of_path(request.path) or _preferred(request)
    shown = _View("missing.html", "/", text("help.missing", language), text("help.missing_more", language),
                  {"centre": request.app.ctx.help[language], "indexed": False})
    return _rendered(request, language, shown, status=404)


def _language_of_path(path: str) -> Optional[Language]:
    if path == "/en" or path.startswith("/en/"):
        return Language.EN
    return Language.ZH if path.startswith("/help/") else None


def _preferred(request: Request) -> Language:
    """What the visitor chose before, else what the browser asks for."""
    return from_tag(request.cookies.get(_COOKIE) or request.headers.get("accept-language"))


def _turned_to(language: Language, shown: _View) -> HTTPResponse:
    answer = redirect(_address(language, shown), headers={"vary": "cookie"})
    answer.cookies[_COOKIE] = language.tag
    for name, value in {"path": "/", "max-age": _YEAR, "samesite": "Lax", "httponly": True,
                        "secure": settings().public_url.startswith("https:")}.items():
        answer.cookies[_COOKIE][name] = value
    return answer


def _address(language: Language, shown: _View, **more: str) -> str:
    asked = {**({"q": shown.query} if shown.query else {}), **more}
    return f"{_PREFIX[language]}{shown.path}" + (f"?{urlencode(asked)}" if asked else "")


def _rendered(request: Request, language: Language, shown: _View, status: int = 200) -> HTTPResponse:
    other = Language.EN if language is Language.ZH else Language.ZH
    page = request.app.ctx.help_templates.get_template(shown.template).render(
        {"indexed": True, **shown.values}, view=shown, lang=language.tag, t=partial(_words, language),
        url=lambda path: f"{_PREFIX[language]}{path}", other_url=_address(other, shown, locale=other.tag),
        addresses={each.tag: f"{settings().public_url}{_address(each, shown)}" for each in Language})
    return html(page, status=status, headers={"vary": "accept-language, cookie", "content-language": language.tag})


def _words(language: Language, key: str, **values: object) -> str:
    return text(f"help.{key}", language, **values)
