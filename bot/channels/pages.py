"""The help page, the widget's files and, in demo mode, a page that plays the wallet app."""
import asyncio
from pathlib import Path
from typing import Any, Dict, List

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.assets import add_assets, answer, make_asset, read_assets, read_widget
from bot.channels.bodies import DemoTokenBody, read_body
from bot.channels.problems import language_of
from bot.channels.wallet_tokens import sign_demo_token
from bot.db import database, utc_now
from bot.errors import NotFound
from bot.language import Language, from_tag
from bot.wallet.models import SandboxAccount

_FILES = Path(__file__).parent.parent / "web"
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
                               "form-action 'self'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-cache",
}


def add_pages(app: Sanic, *, demo: bool) -> None:
    """Serve the pages on this app."""
    add_assets(app, "/widget", read_widget(_FILES / "widget"))
    add_assets(app, "/help", read_assets(_FILES / "help"))
    app.add_route(_page("help/index.html"), "/", name="help_page")
    app.register_middleware(_add_headers, "response")
    if demo:
        add_assets(app, "/demo", read_assets(_FILES / "demo"))
        app.add_route(_page("demo/index.html"), "/demo", name="demo_page")
        app.blueprint(_demo_api())


def _page(path: str) -> Any:
    asset = make_asset(".html", (_FILES / path).read_text("utf-8"))

    async def page(request: Request) -> HTTPResponse:
        return answer(request, asset)
    return page


async def _add_headers(request: Request, response: HTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/webhooks/"):
        response.headers["cache-control"] = "no-store"  # a customer's own words stay in no cache


def _demo_api() -> Blueprint:
    demo = Blueprint("demo_api", url_prefix="/demo")
    demo.add_route(customers, "/customers")
    demo.add_route(wallet_token, "/wallet-token", methods=["POST"])
    return demo


async def customers(request: Request) -> HTTPResponse:
    """The demo customers and what each one's data shows."""
    language = from_tag(request.args.get("locale")) if request.args.get("locale") else language_of(request)

    def work(session: Session) -> List[Dict[str, str]]:
        rows = session.execute(select(SandboxAccount).order_by(SandboxAccount.customer_id)).scalars()
        return [{"id": row.customer_id, "name": row.name,
                 "story": row.story_zh if language is Language.ZH else row.story_en} for row in rows]

    return json({"customers": await asyncio.to_thread(_reading, work)})


async def wallet_token(request: Request) -> HTTPResponse:
    """A wallet token for a demo customer, as the wallet's back end would sign it."""
    customer = read_body(request, DemoTokenBody).customer
    if await asyncio.to_thread(_reading, lambda session: session.get(SandboxAccount, customer)) is None:
        raise NotFound()
    return json({"wallet_token": sign_demo_token(customer, now=utc_now())})


def _reading(work: Any) -> Any:
    with database().reading() as session:
        return work(session)
