"""A process that begins to serve: what it has loaded is never searched for garbage again, and its threads let the event loop go on soon.

The chat process holds half a million objects then. A full collection would walk through them with the event loop held: measured
on a busy machine, for 0.8 s; frozen, for nothing.
A thread at work in the database holds the interpreter for 5 ms before it lets another have it, unless it is told otherwise; some at once, and the
loop stands still for longer than it may.
"""
import gc
import sys
from typing import Any

from sanic import Sanic

from bot.metrics.measures import AT_REST

_SWITCH_SECONDS = 0.0005


def on_start(app: Sanic) -> None:
    """Do it when this app begins to serve. For a process that serves nothing else: what is thrown away later of all that stays in memory."""
    async def settle(app: Sanic, loop: Any) -> None:
        gc.collect()
        gc.freeze()
        AT_REST.set(gc.get_freeze_count())  # it counts them one by one, with the event loop held: not at each look of Prometheus'
        sys.setswitchinterval(_SWITCH_SECONDS)

    app.register_listener(settle, "after_server_start")
