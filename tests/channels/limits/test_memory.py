"""Counting in process: exact windows, and nothing is kept for ever."""
import time

from limits import parse
from limits.strategies import MovingWindowRateLimiter

from bot.channels.limits.memory import InProcessStorage


def test_a_window_moves_and_says_when_there_is_room_again():
    limiter, limit = MovingWindowRateLimiter(InProcessStorage()), parse("2/second")
    assert limiter.hit(limit, "a") and limiter.hit(limit, "a") and not limiter.hit(limit, "a")
    room = limiter.get_window_stats(limit, "a")
    assert room.remaining == 0 and 0 < room.reset_time - time.time() <= 1
    time.sleep(max(0.0, room.reset_time - time.time()) + 0.01)
    assert limiter.hit(limit, "a")


def test_one_key_does_not_count_for_another_and_a_refusal_costs_nothing():
    limiter, limit = MovingWindowRateLimiter(InProcessStorage()), parse("1/hour")
    assert limiter.hit(limit, "a") and limiter.hit(limit, "b")
    before = limiter.get_window_stats(limit, "a")
    assert not limiter.hit(limit, "a")
    assert limiter.get_window_stats(limit, "a") == before


def test_whoever_is_gone_is_forgotten_as_others_come():
    storage = InProcessStorage()
    limiter, limit = MovingWindowRateLimiter(storage), parse("5/second")
    for number in range(500):
        limiter.hit(limit, str(number))
    assert len(storage) > 400
    time.sleep(1.05)
    for _ in range(300):
        limiter.hit(limit, "who comes later")
    assert len(storage) == 1
    assert limiter.get_window_stats(limit, "who comes later").remaining == 0


def test_whoever_still_counts_is_not_forgotten():
    storage = InProcessStorage()
    limiter, limit = MovingWindowRateLimiter(storage), parse("3/hour")
    limiter.hit(limit, "first")
    for number in range(200):
        limiter.hit(limit, str(number))
    assert limiter.get_window_stats(limit, "first").remaining == 2 and len(storage) == 201
