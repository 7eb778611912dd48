"""Working days, by a country's calendar of public holidays and make-up workdays. Pure."""
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays


def is_holiday(day: date, calendar: str) -> bool:
    """Whether a day is a public holiday; never without a calendar."""
    return bool(calendar) and day in _year(calendar, day.year)


def is_working_day(day: date, calendar: str) -> bool:
    """Whether people work on a day: Monday to Friday but for holidays, and weekends that make up for one."""
    return _year(calendar, day.year).is_working_day(day) if calendar else day.weekday() < 5


def working_days_after(moment: datetime, days: int, zone: ZoneInfo, calendar: str = "") -> datetime:
    """The same time of day, so many working days later in a time zone."""
    local = moment.astimezone(zone)
    while days:
        local += timedelta(days=1)
        days -= is_working_day(local.date(), calendar)
    return local.astimezone(moment.tzinfo)


def known_calendar(name: str) -> bool:
    """Whether `holidays` has a calendar of this name: a country's code, as CN."""
    return name in holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=None)
def _year(calendar: str, year: int) -> Any:
    # The next year too: a weekend in December may make up for the first of January.
    return holidays.country_holidays(calendar, years=(year, year + 1), expand=False)
