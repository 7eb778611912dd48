"""The log: lines for people, or one JSON object a line. No customer's words in either.

In JSON an error is told by its type and its places: what it says of itself may quote a customer.
"""
import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from typing import Any, Dict

from bot import request_ids
from bot.errors import SupportError

JSON, TEXT = "json", "text"
_LINE = "%(asctime)s %(levelname)s %(request_id)s %(name)s: %(message)s"
_DEEPEST = 5
_EACH = ("bot.http.observing", "bot.channels.turns.done")  # too many for people to read


def configure(form: str, process: str) -> None:
    """Write the log to stderr in a form; the JSON one has a line for each request and turn as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_add_request_id)
    handler.setFormatter(JsonLine(process) if form == JSON else logging.Formatter(_LINE))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.captureWarnings(form == JSON)
    for name in _EACH:
        logging.getLogger(name).setLevel(logging.INFO if form == JSON else logging.WARNING)


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_ids.current()
    return True


class JsonLine(logging.Formatter):
    """One record as one object on one line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, process, request, logger, message; what else a record of ours brings in `fields`; its error."""
        line: Dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"), "level": record.levelname.lower(),
            "process": self._process, "request_id": getattr(record, "request_id", "-"), "logger": record.name, "message": _message(record),
            **getattr(record, "fields", {})}
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    return type(record.msg).__name__ if isinstance(record.msg, BaseException) else record.getMessage()


def told(error: BaseException, depth: int = 1) -> Dict[str, Any]:
    """An error without what a customer may have written: its type, our code or the system's words, where it came from, its cause."""
    found: Dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}",
                             "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]}
    if isinstance(error, SupportError):
        found["code"] = error.code
    if isinstance(error, OSError) and error.strerror:
        found["message"] = str(error.strerror)
    cause = error.__cause__ or error.__context__
    if cause and depth < _DEEPEST:
        found["cause"] = told(cause, depth + 1)
    return found
