"""The internal port: Prometheus reads there and nobody else; the public port shows nothing of it."""
from prometheus_client import start_http_server

from bot.settings import settings


def expose() -> None:
    """Answer on METRICS_PORT, on a thread of its own, as long as the process lives; nothing where it is 0."""
    if settings().metrics_port:
        start_http_server(settings().metrics_port, settings().metrics_host)
