"""Signed requests to the company's own SMS and push receivers (docs/notices.md): the Standard Webhooks form.

At least once: a receiver whose answer was lost gets the same request again, under the same `webhook-id`.
"""
import base64
import json
import ssl
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Dict, Mapping, Optional
from urllib.parse import SplitResult, urlsplit

from bot.db import utc_now
from bot.notices import sending
from bot.notices.sending import Undelivered, cut_off
from bot.settings import settings
from bot.webhooks import signing

_NEVER = {400, 410, 413, 422}  # this message will never be taken; whatever else is wrong can be put right while it is tried again
_LONGEST_WISH = 3600


def post(url: str, known_by: str, content: Mapping[str, Any]) -> None:
    """Hand one message over; Undelivered unless the receiver answers 2xx. No redirect is followed."""
    body = json.dumps({"id": known_by, **content}, ensure_ascii=False).encode()
    parts = urlsplit(url)
    connection = _connection(parts)
    try:
        with cut_off(lambda: connection.sock):
            connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, _headers(known_by, body))
            _check(connection.getresponse())
    except (OSError, HTTPException, ValueError) as error:
        raise Undelivered(f"http_{type(error).__name__}") from error
    finally:
        connection.close()


def _headers(known_by: str, body: bytes) -> Dict[str, str]:
    secret = base64.b64encode(settings().notice_key.encode()).decode()
    return {"content-type": "application/json; charset=utf-8", "user-agent": "wallet-support", **signing.headers(secret, known_by, body, utc_now())}


def _connection(parts: SplitResult) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=sending.STEP_SECONDS, context=ssl.create_default_context())
    return HTTPConnection(host, parts.port, timeout=sending.STEP_SECONDS)


def _check(answer: HTTPResponse) -> None:
    if not 200 <= answer.status < 300:
        raise Undelivered(f"status_{answer.status}", for_good=answer.status in _NEVER, after=_wish(answer.getheader("retry-after")))


def _wish(given: Optional[str]) -> Optional[timedelta]:
    """How long the receiver wants to be left alone, at most an hour; only seconds are understood."""
    return timedelta(seconds=min(int(given), _LONGEST_WISH)) if given and given.isascii() and given.isdigit() and len(given) < 10 else None
