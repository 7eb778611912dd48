"""A complaint as its customer reads it."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.agents.roles import Actor, Role
from bot.complaints import compensations, decisions, extensions, service, steps, work
from bot.complaints.kinds import Category, Event, Outcome, Remedy
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


@on_one_engine
def test_what_the_company_does_among_itself_is_in_no_timeline(database: Database):
    with database.transaction() as session:
        complaint, lead = file(session, LONG_AGO), Actor(None, "amy", Role.SUPERVISOR)
        work.add_note(session, complaint.number, "内部的话", actor=lead, now=LONG_AGO)
        extensions.propose(session, complaint.number, LONG_AGO + timedelta(days=20), "要延期", actor=lead, now=LONG_AGO)
        compensations.propose(session, complaint.number, Decimal("5"), "补偿理由", actor=lead, now=LONG_AGO)
        compensations.decline(session, complaint.number, 1, actor=lead, now=LONG_AGO)
        shown = repr(described(complaint, Language.ZH))
        assert len(complaint.events) == 6 and len(described(complaint, Language.ZH).timeline) == 2
        assert not [words for words in ("内部的话", "要延期", "补偿理由", "amy") if words in shown]


@on_one_engine
def test_an_internal_note_is_never_shown_whatever_event_it_belongs_to(database: Database):
    with database.transaction() as session:
        complaint, lead = file(session, LONG_AGO), Actor(None, "amy", Role.SUPERVISOR)
        note = steps.add_note(session, complaint, lead, "内部的话", LONG_AGO, internal=True)
        steps.move(session, complaint, Event.REPLIED, lead, LONG_AGO, note=note)
        assert "内部的话" not in repr(described(complaint, Language.ZH))


@on_one_engine
@pytest.mark.parametrize("status, zh, en", [
    ("waiting", "等您补充信息", "Waiting for your answer"), ("decided", "已有处理决定", "Decided"), ("closed", "已结案", "Closed")])
def test_every_status_has_its_words_and_says_what_comes_next(database: Database, status: str, zh: str, en: str):
    lead = Actor(None, "amy", Role.SUPERVISOR)
    with database.transaction() as session:
        complaint = file(session, FAR_AHEAD)
        if status == "waiting":
            work.ask(session, complaint.number, "哪一天？", actor=lead, now=FAR_AHEAD)
        else:
            decisions.decide(session, complaint.number, Outcome.PARTLY, "查清了", actor=lead, now=FAR_AHEAD)
        if status == "closed":
            service.close_expired(session, now=FAR_AHEAD + timedelta(days=31))
        chinese, english = described(complaint, Language.ZH), described(complaint, Language.EN)
        assert (chinese.status, english.status, complaint.status) == (zh, en, status)
        expected = {"waiting": "Please answer what we asked, right here. First reply by 3 May, 16:00 2999 at the latest.",
                    "decided": 'If you accept it, there is nothing more to do. If not, tell me "reopen" by 31 May, 16:00 2999.',
                    "closed": "This complaint is closed."}
        assert english.next_step == expected[status]
