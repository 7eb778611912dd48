"""When what is owed is due, and how a clock ends."""
from datetime import datetime, timedelta, timezone

import pytest

from bot.complaints.deadlines import alerts_at, due, may_reopen, next_alert, settle
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


START, DUE = NOW, NOW + timedelta(days=10)


@pytest.mark.parametrize("day, told", [
    (0, set()), (4.999, set()), (5, {"warned_50"}), (7.999, {"warned_50"}), (8, {"warned_80", "escalated_team"}), (10, {"warned_80", "escalated_team"}),
    (10.001, {"breached", "escalated_team", "escalated_supervisor"}), (99, {"breached", "escalated_team", "escalated_supervisor"})])
def test_the_desk_is_told_the_highest_rung_that_is_reached(day: float, told: set):
    assert {alert.value for alert in alerts_at(START, DUE, START + timedelta(days=day))} == told


@pytest.mark.parametrize("day, following", [(0, 5), (4, 5), (5, 8), (7, 8), (8, 10), (9.999, 10)])
def test_the_next_alert_is_at_the_next_rung(day: float, following: int):
    moment = next_alert(START, DUE, START + timedelta(days=day))
    assert timedelta(0) <= moment - (START + timedelta(days=following)) <= timedelta(microseconds=1)


def test_after_the_last_rung_there_is_no_alert_more():
    assert next_alert(START, DUE, DUE) > DUE
    assert next_alert(START, DUE, DUE + SECOND) is None


def test_every_alert_that_is_due_is_due_at_a_moment_that_was_announced():
    at, told = START, []
    while at := next_alert(START, DUE, at):
        told.append({alert.value for alert in alerts_at(START, DUE, at)})
    assert told == [{"warned_50"}, {"warned_80", "escalated_team"}, {"breached", "escalated_team", "escalated_supervisor"}]
