"""A complaint as its customer reads it."""
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from bot.complaints import service
from bot.complaints.kinds import Category, Remedy
from bot.complaints.models import Complaint, ComplaintDeadline
from bot.complaints.view import described, next_step
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language

LONG_AGO = datetime(2019, 5, 1, 8, 0, tzinfo=timezone.utc)
FAR_AHEAD = datetime(2999, 5, 1, 8, 0, tzinfo=timezone.utc)
on_one_engine = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on it


def file(session: Session, now: datetime) -> Complaint:
    hers = open_conversation(session, customer_id="chen", language=Language.ZH, now=now)
    statement = service.Statement(category=Category.DUPLICATE_CHARGE, description="扣了两次", remedy=Remedy.REFUND)
    return service.file(session, hers, statement, key="message:1", now=now)


@on_one_engine
def test_every_step_is_in_the_timeline_in_its_order_with_its_words(database: Database):
    with database.transaction() as session:
        complaint = file(session, LONG_AGO)
        service.reply(session, complaint.number, "在查了", operator="amy", now=LONG_AGO + timedelta(hours=1))
        timeline = described(complaint, Language.ZH).timeline
        assert [(step.label, step.words) for step in timeline] == [
            ("您提交了投诉", None), ("我们已受理", None), ("我们答复了您", "在查了")]
        assert timeline[2].at == (LONG_AGO + timedelta(hours=1)).isoformat()
        assert timeline[2].when == "2019年5月1日 17:00"


@on_one_engine
def test_no_operators_name_reaches_the_customer(database: Database):
    with database.transaction() as session:
        complaint = file(session, LONG_AGO)
        service.reply(session, complaint.number, "在查了", operator="amy-secret", now=LONG_AGO)
        assert "amy-secret" not in repr(described(complaint, Language.ZH))


@on_one_engine
@pytest.mark.parametrize("language, category, status", [
    (Language.ZH, "重复扣款", "已受理，等待处理"), (Language.EN, "Charged twice", "Accepted and in the queue")])
def test_a_complaint_is_told_in_the_language_asked_for(database: Database, language: Language, category: str, status: str):
    with database.transaction() as session:
        view = described(file(session, LONG_AGO), language)
        assert (view.category, view.status, view.is_open, view.may_reopen) == (category, status, True, False)


def test_a_promise_to_come_is_told_with_its_moment():
    clock = ComplaintDeadline(kind="first_reply", due_at=FAR_AHEAD)
    assert next_step(clock, Language.ZH) == "首次答复最晚 2999年5月1日 16:00。"
    assert next_step(clock, Language.EN) == "First reply by 1 May, 16:00 2999 at the latest."


def test_a_missed_promise_is_told_with_an_apology():
    clock = ComplaintDeadline(kind="final_reply", due_at=LONG_AGO)
    assert "对不起" in next_step(clock, Language.ZH) and "2019年5月1日" in next_step(clock, Language.ZH)
    assert "sorry" in next_step(clock, Language.EN)


@on_one_engine
def test_a_closed_complaint_owes_nothing(database: Database):
    with database.transaction() as session:
        complaint = file(session, FAR_AHEAD)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=FAR_AHEAD)
        view = described(complaint, Language.EN)
        assert (view.is_open, view.next_step) == (False, "This complaint is closed.")


@on_one_engine
@pytest.mark.parametrize("closed, possible", [(FAR_AHEAD, True), (LONG_AGO, False)])
def test_reopening_is_offered_while_it_is_possible(database: Database, closed: datetime, possible: bool):
    with database.transaction() as session:
        complaint = file(session, LONG_AGO)
        service.resolve(session, complaint.number, "已退款", operator="amy", now=closed)
        assert described(complaint, Language.ZH).may_reopen is possible
