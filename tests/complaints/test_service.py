from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
STATEMENT = service.Statement(category=Category.FAILED_PAYMENT, description="付款失败但是扣了钱", remedy=Remedy.REFUND)


def file_one(session, key="message:1", customer="demo-chen", now=NOW):
    conversation = open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
    return conversation, service.file(session, conversation, STATEMENT, key=key, now=now)


def test_a_complaint_is_acknowledged_the_moment_it_is_filed(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        assert complaint.status == "acknowledged"
        assert [event.kind for event in complaint.events] == ["complaint_filed", "complaint_acknowledged"]
        assert {d.kind: d.state for d in complaint.deadlines} == {
            "acknowledge": "met", "first_reply": "pending", "final_reply": "pending"}


def test_the_same_confirmation_twice_files_one_complaint(database: Database):
    with database.transaction() as session:
        _, first = file_one(session)
    with database.transaction() as session:
        _, second = file_one(session)
    assert first.number == second.number


@pytest.mark.parametrize("statement", ["UPDATE complaint_events SET kind = 'x'", "DELETE FROM complaint_events"])
def test_the_database_refuses_to_change_the_audit_trail(database: Database, statement: str):
    with database.transaction() as session:
        file_one(session)
    with pytest.raises(Exception, match="append-only"), database.transaction() as session:
        session.execute(text(statement))


def test_a_late_first_reply_leaves_its_clock_breached(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        service.reply(session, complaint.number, "在查了", operator="amy", now=NOW + timedelta(hours=49))
        clock = next(d for d in complaint.deadlines if d.kind == "first_reply")
        assert clock.state == "breached"


def test_another_customer_cannot_learn_that_a_complaint_exists(database: Database):
    with database.transaction() as session:
        _, complaint = file_one(session)
        stranger = open_conversation(session, customer_id="demo-wang", language=Language.ZH, now=NOW)
        assert queries.mine(session, stranger) == []
        with pytest.raises(Exception, match="unknown_complaint"):
            queries.mine_by_number(session, stranger, complaint.number)
