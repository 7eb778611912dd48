"""A process leaves without anyone noticing.

Told to end (SIGTERM), it first says that it is not well, and goes on serving for DRAIN_SECONDS: so long a proxy may take to see that and
to send nobody here any more. Then its streams are told to come again elsewhere, what is under way ends, and the process with it.
"""
import asyncio
import logging
import random
import signal
from typing import Any, Callable, List

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.settings import settings

logger = logging.getLogger(__name__)
_SPREAD = (50, 1500)  # milliseconds; all streams of a process come again at once, but not in the same instant
RETRY = "retry: 3000\n"  # what a stream says at its beginning: the short time of a closing one is over
_GRACE_SECONDS = 10.0  # for requests that still run when all else has ended


class Leaving:
    """How far a process is on its way out."""

    def __init__(self) -> None:
        self.begun = False  # health says no, all else goes on
        self.closing = False  # streams end, nothing new begins
        self._wakers: List[Callable[[], None]] = []

    def wake_by(self, wake: Callable[[], None]) -> None:
        """How sleeping streams are woken to see that they end."""
        self._wakers.append(wake)

    def close(self) -> None:
        """From now on nothing new begins here."""
        self.begun = self.closing = True
        for wake in self._wakers:
            wake()


def install(app: Sanic) -> None:
    """Give this app its way out."""
    app.ctx.leaving = Leaving()
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _GRACE_SECONDS
    app.register_middleware(_hang_up, "response")


def on_signal(app: Sanic) -> None:
    """Leave in steps when the process is told to end; told again, at once. For a process that serves nothing else."""
    async def listen(app: Sanic, loop: Any) -> None:
        loop.add_signal_handler(signal.SIGTERM, lambda: _begin(app, loop))

    app.register_listener(listen, "after_server_start")


def closing_event() -> str:
    """The last event of a stream: come again, in a moment of one's own."""
    return f"retry: {random.randint(*_SPREAD)}\nevent: closing\ndata: {{}}\n\n"


def _begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    if app.ctx.leaving.begun:
        app.stop()
        return
    app.ctx.leaving.begun = True
    logger.info("leaving; requests are served for %d s more", settings().drain_seconds)
    loop.call_later(settings().drain_seconds, app.stop)


async def _hang_up(request: Request, response: BaseHTTPResponse) -> None:
    # Else a proxy would send its next request on this connection, perhaps in the moment it is closed.
    if request.app.ctx.leaving.begun and request.stream is not None:
        request.stream.keep_alive = False
