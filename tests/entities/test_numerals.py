"""Numerals as people write them, in characters and in words."""
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.numerals import han_number, word_number

DIGITS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    """A whole number below a trillion, as a bank would write it."""
    if number >= 100_000_000:
        return _joined(in_characters(number // 100_000_000) + "亿", number % 100_000_000, 10_000_000)
    if number >= 10_000:
        return _joined(in_characters(number // 10_000) + "万", number % 10_000, 1000)
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            return _joined(DIGITS[number // unit] + name, number % unit, unit // 10)
    return DIGITS[number]


def _joined(head: str, rest: int, next_place: int) -> str:
    return head if not rest else head + ("零" if rest < next_place else "") + in_characters(rest)


@pytest.mark.parametrize("text, value", [
    ("零", "0"), ("五", "5"), ("十", "10"), ("十五", "15"), ("二十", "20"), ("一百", "100"), ("一百零五", "105"), ("一百一", "110"),
    ("一百一十", "110"), ("三百五", "350"), ("两百五十六", "256"), ("两千三", "2300"), ("两千零三", "2003"), ("两千零三十", "2030"),
    ("三千零五十", "3050"),
    ("一万", "10000"), ("两万三", "23000"), ("一万二千三百四十五", "12345"), ("十万", "100000"), ("百万", "1000000"), ("三千万", "30000000"),
    ("一亿", "100000000"), ("一亿两千万", "120000000"), ("一万亿", "1000000000000"), ("三点五", "3.5"), ("零点零五", "0.05"), ("三点五万", "35000"),
    ("二零二六", "2026"), ("二〇二六", "2026"), ("幺三八", "138"), ("零五", "5"), ("叁佰伍拾", "350"), ("壹仟", "1000"), ("俩", "2"),
])
def test_reads_a_chinese_numeral_with_its_colloquial_tail(text: str, value: str) -> None:
    assert han_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "万", "亿", "点", "一点", "点五", "一点点", "三点x", "abc", "3", "一元", "一点万", "零万"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert han_number(text) is None


@pytest.mark.parametrize("text, value", [
    ("zero", 0), ("five", 5), ("a", 1), ("an", 1), ("fifteen", 15), ("forty two", 42), ("forty-two", 42), ("fourty", 40), ("hundred", 100),
    ("a hundred", 100), ("two hundred", 200), ("two hundred and fifty", 250), ("fifteen hundred", 1500), ("two thousand three hundred", 2300),
    ("twenty thousand", 20_000), ("a hundred thousand", 100_000), ("five grand", 5000), ("two million", 2_000_000), ("Two Hundred", 200),
])
def test_reads_english_number_words(text: str, value: int) -> None:
    assert word_number(text) == value


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_a_number_written_in_characters_reads_back_as_itself(number: int) -> None:
    assert han_number(in_characters(number)) == number


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet=DIGITS + "十百千万亿点两半〇x", max_size=15)))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    value = han_number(text)
    assert value is None or value >= 0
