"""`python -m bot desk`: the agents' app, an API under /api/v1 and the pages that use it."""
import pkgutil
from importlib import import_module

from sanic import Blueprint, Sanic

from bot import tracing
from bot.agents.sealing import require_key
from bot.db import database
from bot.desk import access, hashing, headers, pages, problems, routes, uploading
from bot.desk.oidc.flow import add_oidc
from bot.http import leaving, observing, settling
from bot.metrics import exposition
from bot.settings import settings

API = "/api/v1"
_BODY_BYTES = 64 * 1024


def serve() -> None:
    """Serve the desk until the process is told to stop."""
    require_key()
    exposition.expose()
    tracing.start("desk")
    app = create_app()
    leaving.on_signal(app)
    settling.on_start(app)
    app.run(host=settings().host, port=settings().desk_port, access_log=False, debug=False, motd=False)


def create_app() -> Sanic:
    """The desk's app: every module of bot/desk/routes, and the pages."""
    app = Sanic("wallet-support-desk", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _BODY_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.database = database()
    observing.install(app)
    leaving.install(app)
    hashing.install(app)
    problems.install(app)
    headers.install(app, settings())
    uploading.install(app)
    for name in sorted(module.name for module in pkgutil.iter_modules(routes.__path__)):
        blueprint = Blueprint(name, url_prefix=API)
        import_module(f"{routes.__name__}.{name}").add_routes(blueprint)
        app.blueprint(blueprint)
    pages.add_pages(app)
    access.add_access(app)
    add_oidc(app)
    return app
