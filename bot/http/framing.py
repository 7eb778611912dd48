"""Bodies whose end is unclear are refused before anything reads them."""
from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request


def install(app: Sanic) -> None:
    """Refuse odd framings of a body on this app."""
    app.add_signal(refuse_odd_lengths, "http.lifecycle.request")


async def refuse_odd_lengths(request: Request) -> None:
    """Refuse a body whose end is unclear: of a negative Content-Length, say, Sanic 21.12 never finds it."""
    lengths = request.headers.getall("content-length", [])
    if any(not (given.isascii() and given.isdigit() and len(given) <= 18) for given in lengths) or len(lengths) > 1:
        raise InvalidUsage("content-length")
    # Whoever frames a body in two ways, or in one that Sanic does not know, wants proxies and us to read it differently.
    framing = request.headers.getall("transfer-encoding", [])
    if framing and (framing != ["chunked"] or lengths):
        raise InvalidUsage("transfer-encoding")
