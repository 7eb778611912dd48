"""`python -m bot desk`: the agents' app; so far its sign-in page."""
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, json
from sqlalchemy import text as sql

from bot.db import database
from bot.settings import settings

_FILES = Path(__file__).parent.parent / "web" / "desk"
_HEADERS = {"content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


def serve() -> None:
    """Serve the desk until the process is told to stop."""
    create_app().run(host=settings().host, port=settings().desk_port, access_log=False, debug=False, motd=False)


def create_app() -> Sanic:
    """The desk's app."""
    app = Sanic("wallet-support-desk", configure_logging=False)
    app.static("/desk", _FILES, name="desk_files")
    app.add_route(sign_in, "/")
    app.add_route(health, "/health")
    app.register_middleware(_add_headers, "response")
    return app


async def sign_in(request: Request) -> HTTPResponse:
    """The sign-in page."""
    return await file(_FILES / "index.html")


async def health(request: Request) -> HTTPResponse:
    """Ready while the database answers."""
    try:
        with database().reading() as session:
            session.execute(sql("SELECT 1"))
    except Exception:
        return json({"status": "database unavailable"}, status=503)
    return json({"status": "ready"})


async def _add_headers(request: Request, response: HTTPResponse) -> None:
    response.headers.update(_HEADERS)
