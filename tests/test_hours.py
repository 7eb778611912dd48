"""When people are there: weekdays, holidays, make-up workdays, summer time."""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Hours, read_week
from bot.working_time import working_days_after

CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
WEEK = "mon-fri 09:00-21:00, sat-sun 10:00-18:00"


def hours(written: str = WEEK, calendar: str = "CN", zone: ZoneInfo = CHINA) -> Hours:
    return Hours(read_week(written), calendar, zone)


def at(moment: str, zone: ZoneInfo = CHINA) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


@pytest.mark.parametrize("moment, is_open", [
    ("2026-11-03 09:00", True), ("2026-11-03 08:59", False), ("2026-11-03 20:59", True), ("2026-11-03 21:00", False),  # a Tuesday
    ("2026-11-07 09:30", False), ("2026-11-07 17:59", True), ("2026-11-08 18:00", False),  # a weekend
    ("2026-10-01 12:00", False), ("2026-10-06 12:00", False), ("2026-10-08 12:00", True),  # National Day and a substituted day off
    ("2026-10-10 09:30", True), ("2026-10-10 20:30", True), ("2026-10-11 09:30", False),  # a Saturday that makes up for it, an ordinary Sunday
    ("2026-02-17 12:00", False), ("2026-02-14 20:00", True),  # Spring Festival and its make-up Saturday
])
def test_people_are_there_by_the_week_and_the_calendar(moment: str, is_open: bool):
    assert hours().is_open(at(moment)) is is_open
    assert hours().is_open(at(moment).astimezone(timezone.utc)) is is_open


def test_without_a_calendar_holidays_are_days_like_any_other():
    assert hours(calendar="").is_open(at("2026-10-01 12:00")) and not hours(calendar="").is_open(at("2026-10-10 20:30"))


@pytest.mark.parametrize("moment, opens", [
    ("2026-11-03 12:00", "2026-11-03 12:00"), ("2026-11-03 06:00", "2026-11-03 09:00"), ("2026-11-03 21:00", "2026-11-04 09:00"),
    ("2026-11-06 23:00", "2026-11-07 10:00"), ("2026-09-30 22:00", "2026-10-04 10:00"), ("2026-10-04 19:00", "2026-10-08 09:00"),
])
def test_the_next_opening_passes_over_what_is_closed(moment: str, opens: str):
    assert hours().next_opening(at(moment)) == at(opens)


def test_a_week_that_only_has_holidays_for_a_while_still_opens():
    assert hours("thu 09:00-10:00").next_opening(at("2026-10-01 08:00")) == at("2026-10-08 09:00")


@pytest.mark.parametrize("start, length, end", [
    ("2026-11-03 10:00", 4, "2026-11-03 14:00"), ("2026-11-03 17:00", 4, "2026-11-03 21:00"), ("2026-11-03 19:00", 4, "2026-11-04 11:00"),
    ("2026-11-03 03:00", 4, "2026-11-03 13:00"), ("2026-11-06 20:00", 12, "2026-11-08 13:00"), ("2026-09-30 20:00", 2, "2026-10-04 11:00"),
])
def test_opening_time_passes_only_while_people_are_there(start: str, length: int, end: str):
    assert hours().after(at(start), timedelta(hours=length)) == at(end)


def test_a_break_at_noon_is_closed():
    office = hours("mon-fri 09:00-12:00, mon-fri 13:30-18:00")
    assert [office.is_open(at(f"2026-11-03 {time}")) for time in ("11:59", "12:30", "13:30")] == [True, False, True]
    assert office.after(at("2026-11-03 11:00"), timedelta(hours=2)) == at("2026-11-03 14:30")


def test_round_the_clock_has_no_gap_at_midnight():
    always = hours("mon-sun 00:00-24:00", calendar="")
    assert always.is_open(at("2026-11-03 23:59")) and always.is_open(at("2026-11-04 00:00"))
    assert always.after(at("2026-11-03 23:00"), timedelta(hours=3)) == at("2026-11-04 02:00")


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_summer_time_begins_and_ends_without_moving_the_hours(day: str):
    office = hours("mon-sun 09:00-17:00", calendar="", zone=BERLIN)
    assert office.next_opening(at(f"{day} 00:30", BERLIN)) == at(f"{day} 09:00", BERLIN)
    assert office.is_open(at(f"{day} 16:59", BERLIN)) and not office.is_open(at(f"{day} 17:00", BERLIN))


@pytest.mark.parametrize("written", [
    "", "always", "mon", "mon 9-17", "mon 9:00-17:00", "mon 17:00-09:00", "mon 09:00-09:00", "mon 09:00-24:30", "mon 09:60-10:00", "mon 09:00-10:75",
    "fri-mon 09:00-17:00", "moo 09:00-17:00", "mon-xxx 09:00-17:00", "mon 09:00-17:00;tue 09:00-17:00", "mon 09:00-17:00,"])
def test_hours_that_are_no_hours_are_refused(written: str):
    with pytest.raises(ValueError):
        read_week(written)


def test_working_days_know_holidays_and_make_up_workdays():
    start = at("2026-09-30 15:00")
    assert working_days_after(start, 1, CHINA, "CN") == at("2026-10-08 15:00")
    assert working_days_after(start, 3, CHINA, "CN") == at("2026-10-10 15:00")  # a Saturday
    assert working_days_after(start, 4, CHINA, "CN") == at("2026-10-12 15:00")
    assert working_days_after(start, 1, CHINA) == at("2026-10-01 15:00")
