"""The pages before one is signed in: sign-in, invitation, second factor."""
from functools import partial
from typing import Any, Dict
from urllib.parse import urlencode

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.agents import invitations, seeds
from bot.agents.passwords import LONGEST, SHORTEST
from bot.db import utc_now
from bot.desk.oidc.flow import own_path
from bot.errors import NotFound
from bot.http.threads import read
from bot.language import Language, from_tag
from bot.settings import settings
from bot.texts import has, text


def add_access(app: Sanic) -> None:
    """Serve these pages on this app, with the templates of all pages."""
    app.add_route(sign_in, "/sign-in", name="sign_in_page")
    app.add_route(invitation, "/invitation", name="invitation_page")
    app.add_route(enrol, "/second-factor", name="second_factor_page")


async def sign_in(request: Request) -> HTTPResponse:
    """E-mail, password, code; `next` is where she wanted to go, `problem` what her identity provider's way ended with."""
    code = request.args.get("problem", "")
    shown = code if code.startswith("oidc_") and has(f"desk_errors.{code}") else None
    return _page(request, "sign_in", next=own_path(request.args.get("next", "/")), problem=shown, oidc=bool(settings().oidc_issuer),
                 demo=seeds.DEMO_AGENTS if settings().demo_mode else (), demo_password=seeds.PASSWORD)


async def invitation(request: Request) -> HTTPResponse:
    """Name and password of a person who was invited; or that the link works no more."""
    token = request.args.get("token", "")
    try:
        found = await read(request, lambda session: invitations.pending(session, token, now=utc_now()))
    except NotFound:
        return _page(request, "invitation", status=404, invited=None)
    return _page(request, "invitation", Language(found.locale), invited=found, token=token, shortest=SHORTEST, longest=LONGEST)


async def enrol(request: Request) -> HTTPResponse:
    """The picture to scan, and the first code."""
    return _page(request, "second_factor")


def _page(request: Request, name: str, preferred: "Language | None" = None, status: int = 200, **values: Any) -> HTTPResponse:
    asked = request.args.get("locale")
    language = from_tag(asked) if asked else preferred or from_tag(request.headers.get("accept-language"))
    other = Language.EN if language is Language.ZH else Language.ZH
    rest: Dict[str, str] = {key: request.args.get(key) for key in request.args if key != "locale"}
    page = request.app.ctx.templates.get_template(f"access/{name}.html").render(
        lang=language.tag, other=other.tag, other_url=f"{request.path}?{urlencode({**rest, 'locale': other.tag})}",
        t=partial(_words, language), error=lambda code: text(f"desk_errors.{code}", language), **values)
    return html(page, status=status, headers={"content-language": language.tag})


def _words(language: Language, key: str, **values: object) -> str:
    return text(f"desk_access.{key}", language, **values)
