"""Signed requests to the company's own SMS and push receivers (docs/notices.md): the Standard Webhooks form.

At least once: a receiver whose answer was lost gets the same request again, under the same `webhook-id`.
"""
import base64
import hashlib
import hmac
import json
import ssl
import time
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Dict, Mapping, Optional
from urllib.parse import SplitResult, urlsplit

from bot.notices import sending
from bot.notices.sending import Undelivered, cut_off
from bot.settings import settings

_NEVER = {400, 410, 413, 422}  # this message will never be taken; whatever else is wrong can be put right while it is tried again
_LONGEST_WISH = 3600


def post(url: str, known_by: str, content: Mapping[str, Any]) -> None:
    """Hand one message over; Undelivered unless the receiver answers 2xx. No redirect is followed."""
    body = json.dumps({"id": known_by, **content}, ensure_ascii=False).encode()
    parts = urlsplit(url)
    connection = _connection(parts)
    try:
        with cut_off(lambda: connection.sock):
            connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, signed(known_by, int(time.time()), body))
            _check(connection.getresponse())
    except (OSError, HTTPException, ValueError) as error:
        raise Undelivered(f"http_{type(error).__name__}") from error
    finally:
        connection.close()


def signed(known_by: str, at: int, body: bytes) -> Dict[str, str]:
    """The headers by which a receiver knows that it was us, when, and which message it is."""
    signature = hmac.new(settings().notice_key.encode(), f"{known_by}.{at}.".encode() + body, hashlib.sha256).digest()
    return {"content-type": "application/json; charset=utf-8", "user-agent": "wallet-support", "webhook-id": known_by, "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}"}


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
