"""The help centre's pages: Chinese under `/`, English under `/en/`, the rest of an address the same in both."""
from typing import Any, Callable, Dict, Optional

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.help_rendering import PREFIX, View, chosen, preferred, rendered, templates, turned
from bot.conversations.text import clean
from bot.help import articles, phrases
from bot.help.articles import HelpCentre
from bot.help.search import LONGEST_QUERY, Search
from bot.http.problems import problem
from bot.language import Language, from_tag
from bot.texts import text

ShowPage = Callable[..., View]


def add_help_pages(app: Sanic, *, demo: bool) -> None:
    """Serve the help centre on this app; SettingError if an article lacks its response."""
    app.ctx.help = articles.load()
    app.ctx.help_search = Search(app.ctx.help, phrases.load())
    app.ctx.help_templates = templates(demo=demo)
    pages: Dict[str, ShowPage] = {"/": _home, "/help/search": _results, "/help/<topic:str>": _topic, "/help/<topic:str>/<article:str>": _article}
    for language, prefix in PREFIX.items():
        for path, show in pages.items():
            app.add_route(_page(language, show), prefix + path, methods=["GET", "HEAD"], name=f"help_{language.value}{show.__name__}")
    app.error_handler.add(NotFound, _missing)


def _page(language: Language, show: ShowPage) -> Callable[..., Any]:
    async def page(request: Request, **names: str) -> HTTPResponse:
        view = show(request, request.app.ctx.help[language], language, **names)
        if request.args.get("locale"):
            return chosen(from_tag(request.args.get("locale")), view)
        if view.path == "/" and language is Language.ZH and preferred(request) is Language.EN:
            return turned(Language.EN, view)
        return rendered(request, language, view)
    return page


def _home(request: Request, centre: HelpCentre, language: Language) -> View:
    return View("home.html", "/", "", text("help.tagline", language), {"centre": centre})


def _topic(request: Request, centre: HelpCentre, language: Language, topic: str) -> View:
    found = centre.topic(topic)
    if found is None:
        raise NotFound()
    return View("topic.html", f"/help/{found.slug}", found.title, found.about, {"topic": found})


def _article(request: Request, centre: HelpCentre, language: Language, topic: str, article: str) -> View:
    found = centre.articles.get(f"{topic}/{article}")
    if found is None:
        raise NotFound()
    return View("article.html", f"/help/{found.path}", found.title, found.summary, {"article": found, "topic": centre.topic(topic)})


def _results(request: Request, centre: HelpCentre, language: Language) -> View:
    # A query may hold anything, a card number too: it is shown to the one who typed it and kept nowhere.
    query = clean(request.args.get("q", "")[:LONGEST_QUERY]).replace("\n", " ")
    found = [centre.articles[path] for path in request.app.ctx.help_search.find(query)]
    title = text("help.results", language, query=query) if query else text("help.results_empty", language)
    return View("search.html", "/help/search", title, text("help.tagline", language), {"found": found, "centre": centre, "indexed": False}, query)


async def _missing(request: Request, error: NotFound) -> HTTPResponse:
    if request.path.startswith("/webhooks/") or "text/html" not in request.headers.get("accept", ""):
        return problem(request, 404, "not_found")
    language = _language_of_path(request.path) or preferred(request)
    view = View("missing.html", "/", text("help.missing", language), text("help.missing_more", language),
                {"centre": request.app.ctx.help[language], "indexed": False})
    return rendered(request, language, view, status=404)


def _language_of_path(path: str) -> Optional[Language]:
    if path == "/en" or path.startswith("/en/"):
        return Language.EN
    return Language.ZH if path.startswith("/help/") else None
