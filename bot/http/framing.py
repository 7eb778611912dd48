"""Bodies whose end is unclear are refused before anything reads them."""
from typing import Any

from sanic.compat import Header
from sanic.exceptions import InvalidUsage
from sanic.request import Request


class Framed(Request):
    """A request whose body has one clear end; InvalidUsage for any other.

    Sanic has a signal for the moment when a head was read; but an app that listens to one signal of a request pays for all of them
    (sanic/touchup/schemes/ode.py), which is 2 % of the processor time of a turn.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _refuse_odd_lengths(self.headers)


def _refuse_odd_lengths(headers: Header) -> None:
    """Of a negative Content-Length, say, Sanic 21.12 never finds the end."""
    lengths = headers.getall("content-length", [])
    if any(not (given.isascii() and given.isdigit() and len(given) <= 18) for given in lengths) or len(lengths) > 1:
        raise InvalidUsage("content-length")
    # Whoever frames a body in two ways, or in one that Sanic does not know, wants proxies and us to read it differently.
    framing = headers.getall("transfer-encoding", [])
    if framing and (framing != ["chunked"] or lengths):
        raise InvalidUsage("transfer-encoding")
