"""`python -m bot chat`: Rasa's agent, our channel and the custom actions in one process."""
import asyncio
import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import register
from rasa.core.utils import AvailableEndpoints
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic

from bot import logs, tracing
from bot.attachments.storing import prepare
from bot.channels import beforehand, cors, headers
from bot.channels.identity.keys import wallet_keys
from bot.channels.pages import add_pages
from bot.channels.web import WebChannel
from bot.dialogue import fast_applied, fast_copies, fast_debugging, fast_domain, fast_events, fast_validation, graph_runner, named_events, rule_matching
from bot.dialogue.action_endpoint import InProcessActionEndpoint
from bot.errors import SettingError
from bot.http import leaving, observing, settling
from bot.metrics import exposition, measures
from bot.settings import settings

_BODY_BYTES = 64 * 1024


def serve() -> None:
    """Serve the customer API until the process is told to stop."""
    wallet_keys()  # what is wrong with them ends the process here, before the model is loaded
    prepare()
    measures.prepare()
    exposition.expose()
    tracing.start("chat")
    logging.getLogger().setLevel(settings().log_level)  # Rasa's own loggers ask the root
    level = logging.getLevelName(settings().log_level)
    configure_structlog(level)
    fast_debugging.install(level)
    if settings().log_format == logs.JSON:
        named_events.install(level)
    for departure in (fast_validation, fast_events, fast_domain, fast_applied, fast_copies, graph_runner, rule_matching):
        departure.install()
    app = create_app(newest_model(settings().models))
    leaving.on_signal(app)
    settling.on_start(app)
    app.run(
        host=settings().host, port=settings().chat_port, access_log=False, debug=False, motd=False)


def create_app(model: Path) -> Sanic:
    """The chat process's app, which loads the model when it starts."""
    app = Sanic("wallet-support-chat", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _BODY_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    observing.install(app)
    leaving.install(app)
    register([WebChannel()], app, route="/webhooks/")
    add_pages(app, demo=settings().demo_mode)
    headers.install(app, settings())
    cors.install(app, settings().sites)

    async def load(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.agent = await _agent(model, loop)
        await beforehand.make(app.ctx.agent)

    app.register_listener(load, "before_server_start")
    app.register_listener(_leave, "after_server_stop")
    return app


async def _leave(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    broker = app.ctx.agent.tracker_store.event_broker
    if broker:  # what the last turns said is still on its way to it
        await broker.close()


def newest_model(folder: str) -> Path:
    """The model to serve; SettingError naming the folder if it holds none."""
    found = sorted(Path(folder).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise SettingError("setting", variable="MODELS", reason=f"no trained model in {folder}/; run: make train")
    return found[-1]


async def _agent(model: Path, loop: Any) -> Agent:
    endpoints = AvailableEndpoints.read_endpoints(settings().endpoints)
    endpoints.action = InProcessActionEndpoint("actions")
    agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=loop)
    if not agent.is_ready():
        raise SettingError("setting", variable="MODELS", reason=f"the model {model} could not be loaded")
    return agent
