"""How cost grows is measured on real databases, and told as a table."""
from bench import sizes


def test_every_question_is_asked_on_both_databases_at_every_size():
    found = sizes.measure((20, 60), rounds=3)
    assert set(found) == {"SQLite", "PostgreSQL"}
    for costs in found.values():
        assert len(costs) == 5 and all(set(by_size) == {20, 60} and min(by_size.values()) > 0 for by_size in costs.values())


def test_the_last_column_is_how_many_times_dearer_the_largest_is():
    made = sizes.table({"SQLite": {"a list": {1_000: 2.0, 1_000_000: 5.0}}}).splitlines()
    assert made == ["| | 1,000 | 1,000,000 | times |", "|---|---|---|---|", "| SQLite: a list | 2.00 ms | 5.00 ms | 2.50 |"]


def test_the_dearest_question_is_told_beside_the_aim():
    assert sizes.dearest({"SQLite": {"a list": {1_000: 2.0, 1_000_000: 2.5}, "a queue": {1_000: 2.0, 1_000_000: 2.0}}}).startswith("The question that grows most: 1.25 times")
