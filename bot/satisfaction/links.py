"""The address in an e-mail under which a customer rates. It opens a page; only a press on that page rates."""
import base64
import hashlib
import hmac
import re
from typing import Optional

from bot.language import Language
from bot.satisfaction.models import Rating
from bot.settings import settings

_TOKEN = re.compile(r"([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{22})\Z")
_PREFIX = {Language.ZH: "", Language.EN: "/en"}


def address(rating: Rating) -> Optional[str]:
    """Where a question is answered outside the chat; None while PUBLIC_URL or LINK_KEY is not set."""
    if not settings().public_url or not settings().link_key:
        return None
    return f"{settings().public_url}{_PREFIX[rating.conversation.language]}/rate/{token(rating.id)}"


def token(rating_id: int) -> str:
    """A signed name of one question, good for answering it and nothing else."""
    return f"{rating_id}.{_signature(rating_id)}"


def rating_id_of(given: str) -> Optional[int]:
    """The question that a token names, None for one that we did not sign."""
    found = _TOKEN.match(given)
    if found is None or not settings().link_key or not hmac.compare_digest(found.group(2), _signature(int(found.group(1)))):
        return None
    return int(found.group(1))


def _signature(rating_id: int) -> str:
    signed = hmac.new(settings().link_key.encode(), f"satisfaction-rating:{rating_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(signed[:16]).decode().rstrip("=")
