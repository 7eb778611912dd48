"""To the identity provider and back: /oidc/start and /oidc/callback."""
import hmac
import json
import secrets
from datetime import timedelta
from typing import Any, Dict, Optional, Union
from urllib.parse import quote

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html, redirect
from sqlalchemy.orm import Session

from bot.agents import entrance, identities
from bot.agents.entrance import Entered
from bot.agents.identities import Identity
from bot.agents.sealing import seal, unseal_recent
from bot.db import utc_now
from bot.desk import cookies
from bot.desk.oidc.provider import Providers, exchange, way_to
from bot.errors import SupportError
from bot.http.address import address_of
from bot.http.threads import write
from bot.settings import settings

_COOKIE = "desk_oidc"
_LASTING = timedelta(minutes=10)
# The cookie of the sign-in is not sent with what another site's redirect leads to: so a page of ours goes on.
_ARRIVED = '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={0}"><title>…</title><a href="{0}">→</a></html>'


def add_oidc(app: Sanic) -> None:
    """Serve the way to the provider, where one is configured."""
    if not settings().oidc_issuer:
        return
    blueprint = Blueprint("oidc", url_prefix="/oidc")
    blueprint.add_route(start, "/start")
    blueprint.add_route(callback, "/callback")
    app.ctx.providers = Providers()
    app.blueprint(blueprint)


async def start(request: Request) -> HTTPResponse:
    """Send the browser to the provider, with what only this browser can bring back."""
    flow = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    try:
        provider = await request.app.ctx.providers.get()
    except SupportError as error:
        return _back(error.code)
    response = redirect(way_to(provider, state=flow["state"], nonce=flow["nonce"], verifier=flow["verifier"]))
    _keep(response, seal(json.dumps({**flow, "next": request.args.get("next", "/")})), int(_LASTING.total_seconds()))
    return response


async def callback(request: Request) -> HTTPResponse:
    """Who comes back with the state of this browser's flow is whom the provider says she is."""
    flow = _flow(request)
    if flow is None or request.args.get("error") or not request.args.get("code"):
        return _back("oidc_cancelled" if flow and request.args.get("error") == "access_denied" else "oidc_failed")
    try:
        identity = await exchange(request.app.ctx.providers, request.args.get("code"), verifier=flow["verifier"], nonce=flow["nonce"])
        found = await write(request, lambda session: _enter(session, identity, request))
    except SupportError as error:
        return _back(error.code)
    if isinstance(found, str):
        return _back(found)
    response = html(_ARRIVED.format(quote(own_path(flow["next"]), safe="/?=&%")))
    cookies.keep(response, found.token)
    _keep(response, "", 0)
    return response


def own_path(wanted: str) -> str:
    """A path of ours to go on to; the first page for anything that could lead elsewhere."""
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() else "/"


def _enter(session: Session, identity: Identity, request: Request) -> Union[Entered, str]:
    found = identities.recognise(session, identity, now=utc_now())
    if isinstance(found, str):
        return found
    return entrance.enter(session, found, complete=True, by="identity provider", address=address_of(request),
                          replaced=cookies.session_token(request), now=utc_now())


def _flow(request: Request) -> Optional[Dict[str, Any]]:
    """What this browser set out with, if the answer belongs to it."""
    kept = unseal_recent(cookies.read_cookie(request, _COOKIE) or "", _LASTING)
    flow = json.loads(kept) if kept else None
    given = request.args.get("state", "")
    return flow if flow and hmac.compare_digest(flow["state"].encode(), given.encode(errors="surrogatepass")) else None


def _back(code: str) -> HTTPResponse:
    response = redirect(f"/sign-in?problem={code}")
    _keep(response, "", 0)
    return response


def _keep(response: HTTPResponse, value: str, seconds: int) -> None:
    cookies.set_cookie(response, _COOKIE, value, samesite="Lax", seconds=seconds)  # Lax: the provider's answer comes from its site
