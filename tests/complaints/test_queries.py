"""Whose complaint it is, what is overdue, and what comes next."""
from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest
from sqlalchemy.orm import Session

from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.complaints.models import Complaint, ComplaintDeadline
from bot.conversations.models import Conversation
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.errors import NotFound
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
STATEMENT = service.Statement(category=Category.FRAUD, description="被骗了", remedy=Remedy.REFUND)


def conversation(session: Session, customer: Optional[str] = None) -> Conversation:
    return open_conversation(session, customer_id=customer, language=Language.ZH, now=NOW)


def file(session: Session, owner: Conversation, key: str, now: datetime = NOW) -> Complaint:
    return service.file(session, owner, STATEMENT, key=key, now=now)


def numbers(complaints: object) -> list:
    return [complaint.number for complaint in complaints]


def test_a_customer_sees_her_complaints_newest_first(database: Database):
    with database.transaction() as session:
        hers = conversation(session, "chen")
        filed = [file(session, hers, f"message:{n}").number for n in range(3)]
        assert numbers(queries.mine(session, hers)) == filed[::-1]
        assert numbers(queries.mine(session, hers, limit=1)) == filed[2:]


def test_a_visitor_sees_what_was_filed_in_her_conversation_and_nothing_else(database: Database):
    with database.transaction() as session:
        hers, stranger = conversation(session), conversation(session)
        complaint = file(session, hers, "message:1")
        assert numbers(queries.mine(session, hers)) == [complaint.number]
        assert queries.mine(session, stranger) == []


def test_two_visitors_are_never_one_customer(database: Database):
    with database.transaction() as session:
        file(session, conversation(session), "message:1")
        assert queries.mine(session, Conversation(id="not stored", customer_id=None)) == []


def test_a_signed_in_customer_sees_what_she_filed_in_another_conversation(database: Database):
    with database.transaction() as session:
        complaint = file(session, conversation(session, "chen"), "message:1")
        assert numbers(queries.mine(session, Conversation(id="another", customer_id="chen"))) == [complaint.number]


def test_anothers_complaint_is_as_unknown_as_none(database: Database):
    with database.transaction() as session:
        complaint = file(session, conversation(session, "chen"), "message:1")
        stranger = conversation(session, "wang")
        with pytest.raises(NotFound) as foreign:
            queries.mine_by_number(session, stranger, complaint.number)
        with pytest.raises(NotFound) as none:
            queries.mine_by_number(session, stranger, "C20261103AAAAAA")
        assert foreign.value.code == none.value.code == "unknown_complaint"


def test_only_open_ones_are_listed_where_that_is_asked(database: Database):
    with database.transaction() as session:
        hers = conversation(session, "chen")
        first, second, third = (file(session, hers, f"message:{n}") for n in range(3))
        service.withdraw(session, hers, first.number, now=NOW)
        service.resolve(session, second.number, "好了", operator="amy", now=NOW)
        assert numbers(queries.mine(session, hers, open_only=True)) == [third.number]
        assert numbers(queries.listed(session, open_only=True, limit=9)) == [third.number]
        assert len(queries.listed(session, open_only=False, limit=9)) == 3
        assert numbers(queries.listed(session, open_only=False, limit=1)) == [third.number]


def test_the_company_finds_any_complaint_by_its_number(database: Database):
    with database.transaction() as session:
        complaint = file(session, conversation(session), "message:1")
        assert queries.by_number(session, complaint.number) is complaint
        with pytest.raises(NotFound):
            queries.by_number(session, "C20261103AAAAAA")


def test_overdue_are_the_running_clocks_past_their_moment_oldest_first(database: Database):
    with database.transaction() as session:
        hers = conversation(session)
        file(session, hers, "message:1")
        file(session, hers, "message:2", now=NOW - timedelta(days=1))
        assert queries.overdue(session, NOW + timedelta(hours=24)) == []
        moments = [clock.due_at for clock in queries.overdue(session, NOW + timedelta(hours=49))]
        assert moments == [NOW + timedelta(hours=24), NOW + timedelta(hours=48)]
        assert len(queries.overdue(session, NOW + timedelta(hours=49), limit=1)) == 1


def clock(kind: str, hours: int, state: str = "pending", settled: bool = False) -> ComplaintDeadline:
    return ComplaintDeadline(kind=kind, due_at=NOW + timedelta(hours=hours), state=state, settled_at=NOW if settled else None)


@pytest.mark.parametrize("status, clocks, expected", [
    ("acknowledged", [clock("final_reply", 360), clock("first_reply", 48), clock("acknowledge", 0, "met", True)], "first_reply"),
    ("investigating", [clock("final_reply", 360), clock("first_reply", 48, "met", True)], "final_reply"),
    ("acknowledged", [clock("final_reply", 360), clock("first_reply", -2, "breached")], "first_reply"),
    ("investigating", [clock("final_reply", 360), clock("first_reply", -2, "breached", True)], "final_reply"),
    ("resolved", [clock("final_reply", 360)], None),
    ("withdrawn", [clock("final_reply", 360, "void", True)], None),
    ("investigating", [clock("final_reply", 360, "met", True)], None),
])
def test_the_next_promise_is_the_earliest_that_is_still_owed(status: str, clocks: list, expected: Optional[str]):
    found = queries.next_deadline(Complaint(status=status, deadlines=clocks))
    assert (found.kind if found else None) == expected
