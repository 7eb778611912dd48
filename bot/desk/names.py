"""Customers' names for lists: asked of the wallet, kept for a while, and left out while it is away."""
import asyncio
import time
from typing import Dict, Iterable, Tuple

from bot.errors import SupportError
from bot.wallet import wallet

_KEPT_SECONDS = 600.0
_TRIED_AGAIN_SECONDS = 15.0
_MOST = 10_000


class Names:
    """What customers are called."""

    def __init__(self) -> None:
        self._known: Dict[str, Tuple[str, float]] = {}

    async def of(self, customer_ids: Iterable[str]) -> Dict[str, str]:
        """The name of each; "" where the wallet knows none or does not answer."""
        wanted, now = set(customer_ids), time.monotonic()
        missing = [each for each in wanted if self._known.get(each, ("", 0.0))[1] <= now]
        if missing:
            if len(self._known) > _MOST:
                self._known.clear()
            answers = await asyncio.gather(*(asyncio.to_thread(_asked, each) for each in missing))
            self._known.update(zip(missing, answers, strict=True))
        return {each: self._known.get(each, ("", 0.0))[0] for each in wanted}


def _asked(customer_id: str) -> Tuple[str, float]:
    try:
        account = wallet().account(customer_id)
    except SupportError:
        return "", time.monotonic() + _TRIED_AGAIN_SECONDS
    return account.name if account else "", time.monotonic() + _KEPT_SECONDS
