"""The customer API: Rasa's channel `web`. The sender is whom the token names, never what a body says."""
from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from bot import bell
from bot.bell import Bell
from bot.channels import problems
from bot.channels.limits.checks import check_address
from bot.channels.limits.counter import Counter
from bot.channels.listening import Listening
from bot.channels.rasa_turn import CHANNEL
from bot.channels.routes import attachments, complaints, events, handoff, health, locale, messages, openapi, preferences, presence, sessions
from bot.channels.turns import Turns
from bot.conversations.signals import Signals
from bot.db import database
from bot.settings import settings

_RESOURCES = (health, sessions, locale, messages, attachments, events, presence, handoff, complaints, preferences, openapi)


_TURN_SECONDS = 20  # longer than a turn that waits for the wallet


class WebChannel(InputChannel):
    """Sessions, messages, events and complaints of one customer."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes under /webhooks/web; see docs/customer-api.md."""
        blueprint = Blueprint("web")
        for resource in _RESOURCES:
            resource.add_routes(blueprint)
        blueprint.on_request(check_address)
        blueprint.listener("before_server_start")(_start)
        blueprint.listener("after_server_start")(_resume)
        blueprint.listener("before_server_stop")(_stop)
        return blueprint


async def _start(app: Sanic, loop: Any) -> None:
    problems.install(app)
    app.ctx.database = database()
    app.ctx.counter = Counter(settings().limits_url)
    bell.attach(app.ctx.database)
    app.ctx.bell = Bell(settings().redis_url)
    app.ctx.signals = Signals(app.ctx.database, app.ctx.bell.wait)
    app.ctx.listening = Listening(lambda: app.ctx.agent, app.ctx.database)
    app.ctx.turns = Turns(lambda: app.ctx.agent, app.ctx.database, app.ctx.listening)
    app.ctx.signals.on_turn = app.ctx.turns.look
    app.ctx.leaving.wake_by(app.ctx.signals.wake_all)


async def _resume(app: Sanic, loop: Any) -> None:
    app.ctx.watching = [loop.create_task(watch()) for watch in (app.ctx.bell.listen, app.ctx.signals.watch, app.ctx.listening.watch, app.ctx.turns.watch)]


async def _stop(app: Sanic, loop: Any) -> None:
    app.ctx.leaving.close()
    for task in app.ctx.watching:
        task.cancel()
    await app.ctx.turns.finish(seconds=_TURN_SECONDS)
    app.ctx.counter.close()
