"""Who a customer is: a JWT that the wallet's own back end signed."""
import logging
import math
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Optional

import jwt

from bot.channels.identity.keys import Keys, OneKey, wallet_keys
from bot.errors import InvalidInput, NotFound
from bot.settings import settings

logger = logging.getLogger(__name__)
LIFE = timedelta(minutes=10)  # the most that a wallet token may still have to live
LEEWAY = timedelta(seconds=30)  # the wallet's clock and ours differ
_CUSTOMER = re.compile(r"[\w@:-][\w.@:-]{0,63}\Z")  # it becomes part of an address of the wallet core
_REQUIRED = ["sub", "aud", "exp", "iat", "jti"]
_LONGEST_JTI = 255


@dataclass(frozen=True)
class Identity:
    """What a wallet token proves; `session_until` is when the wallet's own session ends, if it says."""

    customer_id: str
    jti: str
    expires_at: datetime
    session_until: Optional[datetime]


async def identity_of(token: str, *, now: datetime, keys: Optional[Keys] = None) -> Identity:
    """What a wallet token proves; InvalidInput("wallet_token") for a wrong, foreign or expired one.

    That it is used only once is for `access.use_once` to see to.
    """
    try:
        key = await (keys or wallet_keys()).find(jwt.get_unverified_header(token).get("kid"))
        # jwt looks at `alg` in the header only to refuse what is not this key's; jwk, jku, x5c and x5u it ignores.
        claims = jwt.decode(token, key.material, algorithms=[key.algorithm], audience=settings().wallet_token_audience,
                            leeway=LEEWAY, options={"require": _REQUIRED})
        return _identity(claims, now)
    except (jwt.PyJWTError, InvalidInput, ValueError, TypeError, OverflowError, RecursionError) as error:
        logger.info("a wallet token was refused: %s", type(error).__name__)  # its words could hold the token
        raise InvalidInput("wallet_token") from error


def sign_demo_token(customer: str, *, now: datetime) -> str:
    """A wallet token as the wallet would sign it, for demo mode only; NotFound where only the wallet can sign."""
    keys = wallet_keys()
    if not isinstance(keys, OneKey) or keys.key.algorithm != "HS256":
        raise NotFound()
    return jwt.encode({"sub": customer, "aud": settings().wallet_token_audience, "iat": now, "exp": now + LIFE, "jti": uuid.uuid4().hex},
                      keys.key.material, algorithm=keys.key.algorithm)


def _identity(claims: Dict[str, Any], now: datetime) -> Identity:
    customer, jti = claims["sub"], claims["jti"]
    if not (isinstance(customer, str) and _CUSTOMER.match(customer)):
        raise ValueError("sub")
    if not (isinstance(jti, str) and 1 <= len(jti) <= _LONGEST_JTI):
        raise ValueError("jti")
    _moment(claims["iat"])
    expires_at = _moment(claims["exp"])
    session_until = _moment(claims["session_exp"]) if claims.get("session_exp") is not None else None
    if expires_at > now + LIFE + LEEWAY or (session_until and session_until <= now):
        raise ValueError("exp")
    return Identity(customer, jti, expires_at, session_until)


def _moment(given: object) -> datetime:
    """A NumericDate; ValueError or OverflowError for what is none."""
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
        raise ValueError("no date")
    return datetime.fromtimestamp(given, timezone.utc)
