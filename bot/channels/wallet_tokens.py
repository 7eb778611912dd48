"""Who a customer is: a JWT that the wallet's own back end signed."""
import re
import secrets
from datetime import datetime, timedelta
from functools import lru_cache

import jwt

from bot.errors import InvalidInput
from bot.settings import settings

_CUSTOMER = re.compile(r"[\w@:-][\w.@:-]{0,63}\Z")  # it becomes part of an address of the wallet core
_ALGORITHM = "HS256"


def customer_of(token: str) -> str:
    """The customer a wallet token names; InvalidInput("wallet_token") for a wrong, foreign or expired one."""
    try:
        claims = jwt.decode(token, _key(), algorithms=[_ALGORITHM], audience=settings().wallet_token_audience,
                            options={"require": ["sub", "exp", "aud"]})
    except (jwt.InvalidTokenError, ValueError) as error:
        raise InvalidInput("wallet_token") from error
    customer = claims["sub"]
    if not isinstance(customer, str) or not _CUSTOMER.match(customer):
        raise InvalidInput("wallet_token")
    return customer


def sign_demo_token(customer: str, *, now: datetime) -> str:
    """A wallet token as the wallet would sign it, for demo mode only."""
    return jwt.encode({"sub": customer, "aud": settings().wallet_token_audience, "iat": now,
                       "exp": now + timedelta(minutes=10)}, _key(), algorithm=_ALGORITHM)


@lru_cache(maxsize=None)
def _key() -> str:
    # Without a key (demo mode only) one is made up at start: no token from elsewhere can fit it.
    return settings().wallet_token_key or secrets.token_hex(32)
