"""Which request or round a line of the log belongs to; it goes along into tasks and threads that are begun by it."""
import re
import uuid
from contextvars import ContextVar
from typing import Optional

HEADER = "x-request-id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}\Z")
_current: ContextVar[str] = ContextVar("request_id", default="-")


def begin(given: Optional[str] = None) -> str:
    """Something new begins here, under the id it came with if that is well formed, else under one of its own."""
    found = given if given and _WELL_FORMED.match(given) else uuid.uuid4().hex
    _current.set(found)
    return found


def current() -> str:
    """The id of what runs here; "-" where nothing was begun."""
    return _current.get()
