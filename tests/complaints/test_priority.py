"""Which complaint comes first."""
from datetime import timedelta
from decimal import Decimal
from typing import Optional

import pytest

from bot.complaints import queries, service
from bot.complaints.kinds import Category, Priority
from bot.complaints.priority import rank, share_gone
from bot.db import Database
from tests.complaints.people import HOUR, NOW, conversation, file


@pytest.mark.parametrize("category, amount, before, gone, expected", [
    ("other", None, 0, 0, "LOW"), ("slow_support", None, 0, 0.79, "LOW"), ("failed_payment", None, 0, 0, "NORMAL"), ("privacy_concern", None, 0, 0, "HIGH"),
    ("fraud", None, 0, 0, "URGENT"), ("account_compromised", "1", 0, 0, "URGENT"),
    ("failed_payment", "499.99", 0, 0, "NORMAL"), ("failed_payment", "500", 0, 0, "HIGH"), ("failed_payment", "5000", 0, 0, "URGENT"),
    ("other", None, 1, 0, "NORMAL"), ("other", None, 2, 0, "HIGH"), ("other", None, 9, 0, "HIGH"),
    ("other", None, 0, 0.8, "NORMAL"), ("other", None, 0, 1, "HIGH"), ("fraud", "9999", 9, 2, "URGENT"),
])
def test_topic_money_repetition_and_time_make_the_priority(category: str, amount: Optional[str], before: int, gone: float, expected: str):
    assert rank(Category(category), amount and Decimal(amount), large_amount=5000, times_before=before, share_gone=gone) is Priority[expected]


@pytest.mark.parametrize("hours, share", [(0, 0), (5, 0.5), (10, 1), (20, 2)])
def test_the_share_of_a_clock_that_has_gone(hours: int, share: float):
    assert share_gone(NOW, NOW + 10 * HOUR, NOW + hours * HOUR) == share


def test_a_clock_without_length_has_gone_as_soon_as_it_is_late():
    assert (share_gone(NOW, NOW, NOW), share_gone(NOW, NOW, NOW + HOUR)) == (0, 1)


def test_complaints_of_the_last_months_and_reopenings_are_counted(database: Database):
    with database.transaction() as session:
        file(session, key="message:0", now=NOW - timedelta(days=91))
        file(session, key="message:1", now=NOW - timedelta(days=10))
        file(session, key="message:2", customer="demo-wang")
        complaint = file(session, key="message:3")
        assert queries.times_before(session, complaint) == 1
        assert complaint.priority == Priority.HIGH
        service.withdraw(session, conversation(session), complaint.number, now=NOW)
        service.reopen(session, conversation(session), complaint.number, now=NOW)
        assert queries.times_before(session, complaint) == 2
        assert complaint.priority == Priority.URGENT


def test_two_visitors_are_not_one_who_complains_again(database: Database):
    with database.transaction() as session:
        file(session, key="message:1", customer=None)
        assert queries.times_before(session, file(session, key="message:2", customer=None)) == 0
