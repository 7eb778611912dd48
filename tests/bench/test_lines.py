"""How a measurement deals its lines."""
from pathlib import Path

import pytest

from bench.lines import Line, folds, near_duplicates, read_csv, shares, some, without

LINES = [Line(f"{word} {n} 号的钱去哪了", intent) for intent, word in (("a", "付款"), ("b", "退款")) for n in ("一", "二", "三", "四", "五")]


def test_each_line_is_unseen_once_and_never_known_in_the_same_fold():
    rounds = list(folds(LINES, 5, grouped=False))
    assert sorted(line.text for _, unseen in rounds for line in unseen) == sorted(line.text for line in LINES)
    assert all(not set(known) & set(unseen) and len(known) + len(unseen) == len(LINES) for known, unseen in rounds)


def test_each_intent_is_spread_over_all_folds():
    assert all({line.intent for line in unseen} == {"a", "b"} for _, unseen in folds(LINES, 5, grouped=False))


def test_near_duplicates_are_never_on_both_sides():
    lines = [Line("我的付款一直失败怎么办呢", "a"), Line("我的付款一直失败怎么办", "a"), Line("退款什么时候到", "b"), Line("where is my refund", "b")]
    for known, unseen in folds(lines, 2, grouped=True):
        assert (lines[0] in known) == (lines[1] in known) != (lines[0] in unseen)


def test_near_duplicates_are_told_by_their_characters():
    groups = near_duplicates(["我的付款一直失败怎么办呢", "我的付款一直失败怎么办", "退款什么时候到"])
    assert groups[0] == groups[1] != groups[2]


@pytest.mark.parametrize("written", ["Where IS my refund?", "where is my refund"])
def test_what_was_learned_is_not_read_again(written: str):
    assert without([Line(written, "x"), Line("another", "x")], [Line("where is my refund!", "x")]) == [Line("another", "x")]


def test_a_csv_gives_its_first_two_columns_in_one_line_each(tmp_path: Path):
    (tmp_path / "x.csv").write_text('text,category\n"where is\nmy card",arrival\n,empty\n', "utf-8")
    assert read_csv(tmp_path / "x.csv") == [Line("where is my card", "arrival")]


@pytest.mark.parametrize(("each", "count"), [(None, 5), (2, 2), (9, 5)])
def test_a_part_takes_as_many_lines_of_each_label(each: int, count: int):
    part = some(LINES, each)
    assert len(set(part)) == len(part) == 2 * count and set(part) <= set(LINES)


def test_a_smaller_share_lies_in_a_larger_and_each_label_has_its_share():
    small, large = shares(LINES, (0.4, 1.0))
    assert set(small) < set(large) == set(LINES) and sorted(line.intent for line in small) == ["a", "a", "b", "b"]
