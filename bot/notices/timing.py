"""When a notice is tried, and tried again. Pure."""
from datetime import datetime, timedelta
from typing import Optional, Tuple
from zoneinfo import ZoneInfo

_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=1)


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many failed attempts: twice as long each time, an hour at most; `chance` (0 to 1) takes up to half of it away."""
    whole = min(_FIRST * 2 ** min(attempts - 1, 20), _LONGEST)
    return whole * (1 - chance / 2)


def quiet_hours(given: str) -> Optional[Tuple[int, int]]:
    """The hours between which nobody is disturbed, from "22-8"; None for none."""
    if not given:
        return None
    first, last = (int(hour) for hour in given.split("-"))
    return first, last


def after_quiet(at: datetime, hours: Optional[Tuple[int, int]], zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    if hours is None:
        return at
    local, (first, last) = at.astimezone(zone), hours
    hour = local.hour
    is_quiet = first <= hour < last if first < last else hour >= first or hour < last
    if not is_quiet:
        return at
    end = local.replace(hour=last, minute=0, second=0, microsecond=0)
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)
