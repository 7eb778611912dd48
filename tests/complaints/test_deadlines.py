"""When what is owed is due, and how a clock ends."""
from datetime import datetime, timedelta, timezone

import pytest

from bot.complaints.deadlines import due, may_reopen, settle
from bot.complaints.kinds import Deadline, DeadlineState

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


def test_each_clock_counts_from_the_filing():
    assert due(NOW, first_reply_hours=48, final_reply_days=15) == {
        Deadline.ACKNOWLEDGE: NOW, Deadline.FIRST_REPLY: datetime(2026, 11, 5, 8, 0, tzinfo=timezone.utc),
        Deadline.FINAL_REPLY: datetime(2026, 11, 18, 8, 0, tzinfo=timezone.utc)}


def test_the_limits_are_the_ones_that_are_set():
    limits = due(NOW, first_reply_hours=1, final_reply_days=30)
    assert limits[Deadline.FIRST_REPLY] == NOW + timedelta(hours=1)
    assert limits[Deadline.FINAL_REPLY] == NOW + timedelta(days=30)


@pytest.mark.parametrize("late, state", [(-SECOND, "met"), (timedelta(0), "met"), (SECOND, "breached")])
def test_a_clock_is_met_up_to_its_last_moment(late: timedelta, state: str):
    assert settle(NOW, NOW + late) is DeadlineState(state)


@pytest.mark.parametrize("days, late, possible", [
    (30, timedelta(days=30), True), (30, timedelta(days=30) + SECOND, False), (0, timedelta(0), True), (0, SECOND, False)])
def test_a_closed_complaint_opens_again_up_to_the_last_day(days: int, late: timedelta, possible: bool):
    assert may_reopen(NOW, NOW + late, days) is possible
