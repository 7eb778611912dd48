"""The help centre, the widget's files and, in demo mode, a page that plays the wallet app."""
import asyncio
from pathlib import Path
from typing import Any, Dict, List

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels import demo_bills
from bot.channels.bodies import DemoTokenBody
from bot.channels.embed import add_embed
from bot.channels.help_pages import add_help_pages
from bot.channels.problems import language_of
from bot.channels.rating_page import add_rating_page
from bot.channels.wallet_tokens import sign_demo_token
from bot.db import database, utc_now
from bot.errors import NotFound
from bot.http.assets import add_assets, answer, make_asset, read_assets, read_widget
from bot.http.bodies import read_body
from bot.language import Language, from_tag
from bot.wallet.models import SandboxAccount

_FILES = Path(__file__).parent.parent / "web"


def add_pages(app: Sanic, *, demo: bool) -> None:
    """Serve the pages on this app."""
    add_assets(app, "/widget", {**read_widget(_FILES / "widget"), "embed.js": read_assets(_FILES / "embed")["embed.js"]})
    add_assets(app, "/assets/help", read_assets(_FILES / "help"))  # /help/... are the pages
    add_help_pages(app, demo=demo)
    add_rating_page(app)
    add_embed(app)
    if demo:
        add_assets(app, "/demo", read_assets(_FILES / "demo"))
        app.add_route(_page("demo/index.html"), "/demo", name="demo_page")
        app.blueprint(_demo_api())


def _page(path: str) -> Any:
    asset = make_asset(".html", (_FILES / path).read_text("utf-8"))

    async def page(request: Request) -> HTTPResponse:
        return answer(request, asset)
    return page


def _demo_api() -> Blueprint:
    demo = Blueprint("demo_api", url_prefix="/demo")
    demo.add_route(customers, "/customers")
    demo.add_route(wallet_token, "/wallet-token", methods=["POST"])
    demo_bills.add_routes(demo)
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
