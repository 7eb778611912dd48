"""Opening hours: by weekday, in the company's time zone, closed on public holidays. Pure."""
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Iterator, List, Optional, Tuple
from zoneinfo import ZoneInfo

from bot.working_time import is_holiday, is_working_day

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_LONGEST_CLOSED = 400  # days looked ahead; no calendar closes longer
_FORM = 'days and times, like "mon-fri 09:00-21:00, sat-sun 10:00-18:00"'

Span = Tuple[timedelta, timedelta]  # of a day, from its midnight
Week = Tuple[Tuple[Span, ...], ...]  # seven days, Monday first


@lru_cache(maxsize=None)
def read_week(written: str) -> Week:
    """Opening hours as they are written in the settings; ValueError for anything else.

    A day may be named more than once (a break at noon); 24:00 is the end of a day.
    """
    days: List[List[Span]] = [[] for _ in _DAYS]
    for part in written.split(","):
        match = _PART.fullmatch(part.strip().lower())
        if match is None or match[1] not in _DAYS or (match[2] or match[1]) not in _DAYS:
            raise ValueError(_FORM)
        opens, closes = timedelta(hours=int(match[3]), minutes=int(match[4])), timedelta(hours=int(match[5]), minutes=int(match[6]))
        if not opens < closes <= timedelta(days=1) or int(match[4]) > 59 or int(match[6]) > 59:
            raise ValueError(f"{_FORM}; a day's end comes after its beginning")
        for day in range(_DAYS.index(match[1]), _DAYS.index(match[2] or match[1]) + 1):
            days[day].append((opens, closes))
    if not any(days):
        raise ValueError(_FORM)
    return tuple(tuple(sorted(day)) for day in days)


@dataclass(frozen=True)
class Hours:
    """When people are there: a week, the calendar of holidays (none: ""), and the time zone both are in."""

    week: Week
    calendar: str
    zone: ZoneInfo

    def is_open(self, moment: datetime) -> bool:
        """Whether people are there at a moment."""
        return any(opens <= moment < closes for opens, closes in self.on(moment.astimezone(self.zone).date()))

    def next_opening(self, moment: datetime) -> Optional[datetime]:
        """When people are there next: the moment itself while they are."""
        return next((max(opens, moment) for opens, _ in self._spans(moment)), None)

    def after(self, moment: datetime, duration: timedelta) -> datetime:
        """The moment when so much opening time has passed."""
        for opens, closes in self._spans(moment):
            start = max(opens, moment)
            if start + duration <= closes:
                return start + duration
            duration -= closes - start
        return moment + duration

    def on(self, day: date) -> List[Tuple[datetime, datetime]]:
        """The spans of one day, in UTC. A holiday has none; a weekend that makes up for one is open like a Monday."""
        if is_holiday(day, self.calendar):
            return []
        makes_up = day.weekday() > 4 and is_working_day(day, self.calendar)
        return [(self._at(day, opens), self._at(day, closes)) for opens, closes in self.week[0 if makes_up else day.weekday()]]

    def _at(self, day: date, time: timedelta) -> datetime:
        # The clock's time of that day, not so many hours after midnight: a day of summer time has 23 or 25 hours.
        clock = datetime(day.year, day.month, day.day) + time
        return clock.replace(tzinfo=self.zone).astimezone(timezone.utc)

    def _spans(self, moment: datetime) -> Iterator[Tuple[datetime, datetime]]:
        first = moment.astimezone(self.zone).date()
        for ahead in range(_LONGEST_CLOSED):
            yield from (span for span in self.on(first + timedelta(days=ahead)) if span[1] > moment)
