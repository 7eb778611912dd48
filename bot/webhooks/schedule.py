"""When a delivery that failed is tried again. Pure."""
from datetime import datetime, timedelta
from typing import Optional

_FIRST, _LONGEST = timedelta(seconds=10), timedelta(hours=6)


def next_attempt(attempts: int, *, queued_at: datetime, now: datetime, chance: float, give_up: timedelta) -> Optional[datetime]:
    """The moment of the next try after so many; None once `give_up` has gone by.

    Each wait is twice the one before, up to six hours; `chance` (0 to 1) takes up to half of it away, so that what failed
    together does not come back together.
    """
    wait = min(_FIRST * 2 ** min(attempts - 1, 20), _LONGEST)
    at = now + wait * (1 - chance / 2)
    return at if at <= queued_at + give_up else None
