"""A message may hold several needs."""
from typing import List

import pytest

from bot.nlu.needs import is_joined, parts, rank


@pytest.mark.parametrize(("text", "found"), [
    ("被骗了两千块 帮我冻结 我要投诉", ["被骗了两千块", "帮我冻结", "我要投诉"]), ("充值没到账,另外怎么改登录密码", ["充值没到账", "另外怎么改登录密码"]),
    ("my phone was stolen, freeze my account and i want to complain", ["my phone was stolen", "freeze my account", "i want to complain"]),
    ("付款失败了", []), ("i was scammed and need help", []), ("嗯,付款失败了", []), ("", [])])
def test_a_message_falls_into_parts_that_may_each_hold_a_need(text: str, found: List[str]):
    assert parts(text) == found


def test_of_a_long_story_the_first_and_the_last_parts_are_read():
    told = [f"然后第{'一二三四五六七八九十'[place % 10]}件事{place // 10 * '又'}发生" for place in range(40)]
    assert parts("被骗了两千块," + ",".join(told) + ",我要投诉") == ["被骗了两千块", *told[:5], *told[-5:], "我要投诉"]


def test_what_stops_a_loss_comes_first_and_an_order_before_a_problem():
    assert sorted(["failed_payment", "file_complaint", "freeze_request", "fraud"], key=rank) == ["fraud", "freeze_request", "file_complaint", "failed_payment"]


@pytest.mark.parametrize(("part", "joined"), [("另外怎么改密码", True), ("also my card", True), ("怎么改密码", False), ("alsosomething", False)])
def test_one_more_matter_says_so(part: str, joined: bool):
    assert is_joined(part) == joined
