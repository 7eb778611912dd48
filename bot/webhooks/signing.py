"""How an event is written and signed, as Standard Webhooks (https://www.standardwebhooks.com) says. Pure."""
import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any, Dict, Mapping

_PREFIX = "whsec_"


def new_secret() -> str:
    """A fresh secret, in the form receivers' libraries read."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The one way to write an event: the same bytes however often it is sent."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False, sort_keys=True).encode()


def headers(secret: str, key: str, body: bytes, now: datetime) -> Dict[str, str]:
    """The three headers by which a receiver knows us, tells a repetition, and refuses what was recorded long ago."""
    sent = str(int(now.timestamp()))
    return {"webhook-id": key, "webhook-timestamp": sent, "webhook-signature": f"v1,{sign(secret, key, sent, body)}"}


def sign(secret: str, key: str, sent: str, body: bytes) -> str:
    """HMAC-SHA256 over `id.timestamp.body`, in base64."""
    signed = b".".join((key.encode(), sent.encode(), body))
    return base64.b64encode(hmac.new(base64.b64decode(secret.removeprefix(_PREFIX)), signed, hashlib.sha256).digest()).decode()
