"""What an operator can do with complaints at the command line."""
from datetime import datetime, timezone
from decimal import Decimal
from typing import Optional

import pytest

from bot.__main__ import main
from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.conversations.queries import messages_after
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language

NOW = datetime(2019, 11, 3, 8, 0, tzinfo=timezone.utc)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine


def filed(database: Database, key: str = "message:1", amount: Optional[str] = "68.00") -> str:
    statement = service.Statement(
        category=Category.DUPLICATE_CHARGE, description="同一家店扣了两次", remedy=Remedy.OTHER, remedy_words="开除他", transaction_id="T2026110312345678",
        amount=Decimal(amount) if amount else None, currency="CNY" if amount else None, contact="a@c.io")
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id="chen", language=Language.ZH, now=NOW)
        return service.file(session, conversation, statement, key=key, now=NOW).number


def test_the_list_shows_open_complaints_newest_first(database: Database, capsys: pytest.CaptureFixture):
    first, second, closed = filed(database), filed(database, "message:2"), filed(database, "message:3")
    main(["complaints", "resolve", closed, "好了"])
    capsys.readouterr()
    assert main(["complaints", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [[number, "acknowledged", "duplicate_charge"] for number in (second, first)]
    assert main(["complaints", "list", "--all", "--limit", "1"]) == 0
    assert capsys.readouterr().out.split()[:2] == [closed, "resolved"]


def test_one_complaint_is_shown_whole(database: Database, capsys: pytest.CaptureFixture):
    number = filed(database)
    assert main(["complaints", "show", number.lower()]) == 0
    shown = capsys.readouterr().out
    for part in (number, "chen", "a@c.io", "¥68.00", "T2026110312345678", "other 开除他", "同一家店扣了两次", "您提交了投诉", "我们已受理"):
        assert part in shown


def test_a_complaint_without_a_sum_is_shown_too(database: Database, capsys: pytest.CaptureFixture):
    number = filed(database, amount=None)
    assert main(["complaints", "show", number]) == 0
    assert number in capsys.readouterr().out


@pytest.mark.parametrize("command, status, event", [("reply", "investigating", "complaint_replied"), ("resolve", "resolved", "complaint_resolved")])
def test_an_operators_words_reach_the_customer_and_the_record(database: Database, capsys: pytest.CaptureFixture, command: str, status: str, event: str):
    number = filed(database)
    assert main(["complaints", command, number, "在查了", "--operator", "amy"]) == 0
    assert status in capsys.readouterr().out
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert complaint.status == status
        assert (complaint.events[-1].kind, complaint.events[-1].actor_name) == (event, "amy")
        [message] = messages_after(session, complaint.conversation_id, 0, 9)
        assert "在查了" in message.text


@pytest.mark.parametrize("arguments, line", [
    (["complaints", "show", "C20261103AAAAAA"], "unknown_complaint: {'number': 'C20261103AAAAAA'}\n"),
    (["complaints", "reply", "C20261103AAAAAA", "x"], "unknown_complaint: {'number': 'C20261103AAAAAA'}\n")])
def test_an_unknown_number_is_one_clear_line(database: Database, capsys: pytest.CaptureFixture, arguments: list, line: str):
    assert main(arguments) == 2
    assert capsys.readouterr().err == line


def test_a_closed_complaint_is_not_answered_again(database: Database, capsys: pytest.CaptureFixture):
    number = filed(database)
    main(["complaints", "resolve", number, "好了"])
    assert main(["complaints", "reply", number, "还有"]) == 2
    assert capsys.readouterr().err.startswith("not_now")


def test_a_result_at_the_command_line_ends_the_complaint_as_upheld(database: Database, capsys: pytest.CaptureFixture):
    number = filed(database)
    main(["complaints", "resolve", number, "已退款"])
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert (complaint.status, complaint.outcome, complaint.due_at) == ("resolved", "upheld", None)


def test_a_decision_at_the_command_line_waits_for_the_customer(database: Database, capsys: pytest.CaptureFixture):
    number = filed(database)
    assert main(["complaints", "decide", number, "rejected", "查过了", "--operator", "amy"]) == 0
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert (complaint.status, complaint.outcome, complaint.events[-1].actor_name) == ("decided", "rejected", "amy")
