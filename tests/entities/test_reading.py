"""Everything a message names, in one reading."""
import json
from datetime import datetime, timedelta, timezone
from typing import List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.reading import read
from tests.growth import growth

NOW = datetime(2026, 11, 12, 15, 30, tzinfo=timezone(timedelta(hours=8)))


def named(text: str) -> List[Tuple[str, str]]:
    return [(entity.kind, text[entity.start:entity.end]) for entity in read(text, NOW)]


@pytest.mark.parametrize("text, found", [
    ("昨天下午三点转了两千三给13800138000", [("time", "昨天下午三点"), ("amount", "两千三"), ("phone", "13800138000")]),
    ("T2026110312345678 扣了12块5", [("transaction_id", "T2026110312345678"), ("amount", "12块5")]),
    ("投诉C20261103K7QX2M处理到哪了", [("complaint_number", "C20261103K7QX2M")]),
    ("i sent 2k to a@b.com 3 days ago", [("amount", "2k"), ("email", "a@b.com"), ("time", "3 days ago")]),
    ("last night at 9 i lost twenty bucks", [("time", "last night at 9"), ("amount", "twenty bucks")]),
    ("11月3号 500", [("time", "11月3号"), ("number", "500")]),
    ("昨天下午三点五百块没了", [("time", "昨天下午三点"), ("amount", "五百块")]),
    ("2026-11-03 15:30:22 -50元", [("time", "2026-11-03 15:30:22"), ("amount", "-50元")]),
    ("500", [("number", "500")]),
    ("万一三千年后一个人呢", []),
    ("", []),
])
def test_each_thing_is_read_once_and_in_its_order(text: str, found: List[Tuple[str, str]]) -> None:
    assert named(text) == found


def test_a_number_within_a_greater_thing_is_not_read_again() -> None:
    assert named("user12345@example.com") == [("email", "user12345@example.com")]


def test_values_are_exact_and_travel_as_json() -> None:
    values = [entity.value for entity in read("昨天下午三点扣了12块5，电话13800138000", NOW)]
    assert json.loads(json.dumps(values)) == [
        {"at": "2026-11-11T15:00:00+08:00", "exact": "true"}, {"value": "12.5", "currency": "CNY"}, "+8613800138000"]


PIECES = [
    "昨天", "下午", "三", "点", "五", "百", "块", "元", "万", "1", "25", "/", "-", ".", " ", "T2026110312345678", "C20261103K7QX2M",
    "138", "00138000", "a@b.com", "nov", "two", "hundred", "yuan", "at", "9", "İ", "号", "月",
]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)))
def test_any_text_is_read_without_overlap(text: str) -> None:
    found = read(text, NOW)
    assert all(0 <= e.start < e.end <= len(text) for e in found)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
    json.dumps([entity.value for entity in found])


@pytest.mark.parametrize("page", [*PIECES, "1 ", "4 ", "1/", "1 2/", "9:30 ", "昨天", "昨天3点", "3天前", "11月3号 ", "1,111,", "$1,000", "¥1", "一", "四千", "点", "一点", "at 9 ", "a@b.", "+86 ",
                                  "13800138000 ", "two hundred ", "(021)", "月一"])
def test_a_long_message_takes_no_longer_than_its_length_whatever_it_is_made_of(page: str) -> None:
    assert growth(lambda text: read(text, NOW), (page * 2000)[:2000]) < 10


def test_a_telephone_number_is_found_behind_a_list_of_other_numbers() -> None:
    assert ("phone", "13800138000") in named(" ".join(f"{n}.50元" for n in range(100, 150)) + " 电话13800138000")
