"""When a delivery is tried again."""
from datetime import datetime, timedelta, timezone

from bot.webhooks.schedule import next_attempt

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def waits(chance: float, now: datetime = NOW) -> list:
    return [(at - now).total_seconds() if (at := next_attempt(n, queued_at=NOW, now=now, chance=chance, give_up=3 * DAY)) else None for n in range(1, 16)]


def test_each_wait_is_twice_the_one_before_up_to_six_hours():
    assert waits(0)[:4] == [10, 20, 40, 80] and waits(0)[-1] == 6 * 3600


def test_chance_takes_up_to_half_of_it_away():
    assert waits(1)[:4] == [5, 10, 20, 40] and all(half <= some <= whole for half, some, whole in zip(waits(1), waits(0.3), waits(0), strict=True))


def test_after_three_days_it_is_given_up():
    assert waits(0, NOW + 3 * DAY - timedelta(seconds=15))[:3] == [10, None, None]
    assert next_attempt(10 ** 6, queued_at=NOW, now=NOW, chance=0, give_up=3 * DAY) == NOW + timedelta(hours=6)
