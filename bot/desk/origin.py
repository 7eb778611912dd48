"""Whether a request comes from the desk's own pages."""
from sanic.request import Request

from bot.errors import NotAllowed
from bot.settings import settings


def require_own(request: Request) -> None:
    """NotAllowed("foreign_site") for what a browser sends from a page that is not ours; programs name no origin."""
    origins = request.headers.getall("origin", [])
    site = request.headers.get("sec-fetch-site", "same-origin")
    if any(origin not in _own(request) for origin in origins) or site not in ("same-origin", "none"):
        raise NotAllowed("foreign_site")


def _own(request: Request) -> "tuple[str, ...]":
    if settings().desk_url:
        return (settings().desk_url,)
    host = request.headers.get("host", "")
    return f"http://{host}", f"https://{host}"  # a proxy may speak https for us
