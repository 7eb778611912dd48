"""Calls are planned for a share that every run chooses alike."""
from bot.satisfaction.follow_ups import chosen

NUMBERS = [f"C20261103{index:06d}" for index in range(4000)]


def test_the_share_is_about_what_the_setting_says_and_every_run_chooses_the_same():
    first = [number for number in NUMBERS if chosen(number, 10)]
    assert 320 < len(first) < 480 and first == [number for number in NUMBERS if chosen(number, 10)]
    assert not any(chosen(number, 0) for number in NUMBERS) and all(chosen(number, 100) for number in NUMBERS)


def test_who_is_in_a_small_share_is_in_every_larger_one():
    assert all(chosen(number, 50) for number in NUMBERS if chosen(number, 10))
