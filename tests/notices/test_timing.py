"""When a notice is tried."""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.notices.timing import after_quiet, pause, quiet_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(timezone.utc)


def test_each_pause_is_twice_the_one_before_up_to_an_hour():
    assert [pause(n, 0).total_seconds() for n in (1, 2, 3, 7, 8, 500)] == [30, 60, 120, 1920, 3600, 3600]


def test_chance_takes_up_to_half_of_a_pause_away():
    assert [pause(3, chance) for chance in (0, 0.5, 1)] == [timedelta(seconds=s) for s in (120, 90, 60)]


@pytest.mark.parametrize("hour, minute, day, expected", [
    (21, 59, 3, at(21, 59)), (22, 0, 3, at(8, day=4)), (23, 30, 3, at(8, day=4)), (0, 0, 4, at(8, day=4)), (7, 59, 4, at(8, day=4)), (8, 0, 4, at(8, day=4)), (12, 0, 4, at(12, day=4))])
def test_what_falls_into_the_night_waits_for_its_end(hour: int, minute: int, day: int, expected: datetime):
    assert after_quiet(at(hour, minute, day), (22, 8), SHANGHAI) == expected


@pytest.mark.parametrize("hour, expected", [(11, at(11)), (12, at(14)), (13, at(14)), (14, at(14))])
def test_quiet_hours_may_lie_within_a_day(hour: int, expected: datetime):
    assert after_quiet(at(hour), (12, 14), SHANGHAI) == expected


def test_without_quiet_hours_nothing_waits():
    assert after_quiet(at(3), quiet_hours(""), SHANGHAI) == at(3)


def test_quiet_hours_are_read_as_they_are_set():
    assert quiet_hours("22-8") == (22, 8) and quiet_hours("") is None


def test_the_clock_that_goes_back_makes_no_difference_to_the_end_of_the_night():
    zurich = ZoneInfo("Europe/Zurich")
    night = datetime(2026, 10, 25, 1, 30, tzinfo=timezone.utc)  # 02:30 for the second time
    assert after_quiet(night, (22, 8), zurich) == datetime(2026, 10, 25, 7, 0, tzinfo=timezone.utc)
