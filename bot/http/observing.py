"""Measures what an app is asked and answers, and how freely its event loop runs; gives each request its id."""
import logging
from time import perf_counter
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot import request_ids, tracing
from bot.http.framing import Framed
from bot.metrics.loop import LagWatch
from bot.metrics.measures import REQUESTS

logger = logging.getLogger(__name__)
STREAM = "text/event-stream"
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}


def install(app: Sanic) -> None:
    """Measure every request of this app."""
    app.request_class = Observed
    app.register_middleware(_end, "response")
    app.register_listener(_start, "after_server_start")
    app.register_listener(_stop, "before_server_stop")


class Observed(Framed):
    """A request that is measured since its head was read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ctx.began, self.ctx.id = perf_counter(), request_ids.begin(self.headers.get(request_ids.HEADER))
        self.ctx.span = tracing.begin("request", self.headers)


async def _end(request: Request, response: BaseHTTPResponse) -> None:
    response.headers[request_ids.HEADER] = request.ctx.id
    seconds = 0.0 if response.content_type == STREAM else perf_counter() - request.ctx.began
    method, route = request.method if request.method in _METHODS else "other", route_of(request)
    REQUESTS.labels(method, route, response.status).observe(seconds)
    tracing.end(request.ctx.span, f"{method} {route}", response.status)
    logger.info("request", extra={"fields": {"method": method, "route": route, "status": response.status, "milliseconds": round(seconds * 1000, 1)}})


def route_of(request: Request) -> str:
    """The route as it is declared; no path that somebody made up becomes a label."""
    return f"/{request.route.path}" if request.route else "none"


async def _start(app: Sanic, loop: Any) -> None:
    app.ctx.lag = LagWatch(loop)
    app.ctx.lag.start()


async def _stop(app: Sanic, loop: Any) -> None:
    app.ctx.lag.stop()
