"""/rate/TOKEN: how content she is, asked by e-mail. GET shows five buttons and changes nothing, for scanners open links; POST rates."""
from contextlib import suppress
from typing import Any, Callable, Optional

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.orm import Session

from bot.channels.bodies import read_text
from bot.channels.help_rendering import PREFIX, View, rendered
from bot.channels.limits.checks import check_address
from bot.db import utc_now
from bot.errors import InvalidInput, NotAllowed
from bot.http.threads import read, write
from bot.language import Language
from bot.satisfaction import links, queries, service
from bot.satisfaction.kinds import MOST
from bot.satisfaction.models import Rating
from bot.texts import text

_PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex"}


def add_rating_page(app: Sanic) -> None:
    """Serve the page on this app, in both languages."""
    for language, prefix in PREFIX.items():
        app.add_route(_shown(language), f"{prefix}/rate/<token:str>", methods=["GET", "HEAD"], name=f"rating_{language.value}")
        app.add_route(_pressed(language), f"{prefix}/rate/<token:str>", methods=["POST"], name=f"rating_{language.value}_pressed")


def _shown(language: Language) -> Callable[..., Any]:
    async def page(request: Request, token: str) -> HTTPResponse:
        await check_address(request)
        rating_id = _known(token)
        return _page(request, language, token, await read(request, lambda session: _state(session, rating_id)))
    return page


def _pressed(language: Language) -> Callable[..., Any]:
    async def press(request: Request, token: str) -> HTTPResponse:
        await check_address(request)
        rating_id, stars = _known(token), _stars(request)
        words = None if stars else read_text(request.form.get("comment", ""))

        def work(session: Session) -> None:
            rating = queries.held_with_conversation(session, rating_id)
            if stars:
                service.rate_by_link(session, rating, stars, now=utc_now())
            else:
                service.comment_by_link(session, rating, words or "", now=utc_now())

        with suppress(NotAllowed):  # too late: the page says so
            await write(request, work)
        return redirect(f"{PREFIX[language]}/rate/{token}", status=303, headers=dict(_PRIVATE))
    return press


def _known(token: str) -> int:
    rating_id = links.rating_id_of(token)
    if rating_id is None:
        raise NotFound()
    return rating_id


def _stars(request: Request) -> Optional[int]:
    given = request.form.get("stars") if request.form else None
    if given is None:
        return None
    if given not in {str(stars) for stars in range(1, MOST + 1)}:
        raise InvalidInput("stars")
    return int(given)


def _state(session: Session, rating_id: int) -> "dict[str, Any]":
    rating = session.get(Rating, rating_id)
    if rating is None:
        raise NotFound()
    return {"about": rating.about.value, "number": rating.complaint.number if rating.complaint else "", "stars": rating.stars,
            "commented": rating.comment is not None, "changeable": service.may_rate(rating, now=utc_now())}


def _page(request: Request, language: Language, token: str, state: "dict[str, Any]") -> HTTPResponse:
    title = text(f"help.rate_{state['about']}", language, number=state["number"])
    choices = [(stars, text(f"labels.stars_{stars}", language)) for stars in range(MOST, 0, -1)]
    page = rendered(request, language, View("rate.html", f"/rate/{token}", title, text("help.rate_more", language),
                                            {**state, "options": choices, "indexed": False}))
    page.headers.update(_PRIVATE)
    return page
