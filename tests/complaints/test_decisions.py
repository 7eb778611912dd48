"""How a complaint ends, and what the customer may then do."""
from datetime import timedelta

import pytest

import bot.settings
from bot.complaints import decisions, service
from bot.complaints.kinds import Outcome
from bot.complaints.view import described
from bot.conversations.queries import messages_after
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed
from bot.language import Language
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, kinds, said, states
from tests.complaints.test_service import _while_another_writes as while_another_writes


def decide(session, complaint, outcome=Outcome.UPHELD, words="已退款", now=NOW + HOUR):
    return decisions.decide(session, complaint.number, outcome, words, actor=OPERATOR, now=now)


@pytest.mark.parametrize("outcome, part", [(Outcome.UPHELD, "您说得对"), (Outcome.PARTLY, "一部分是我们的责任"), (Outcome.REJECTED, "原因是")])
def test_a_decision_meets_every_clock_and_is_told_with_its_reason(database: Database, outcome: Outcome, part: str):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint, outcome, "商家确认已收到货款")
        assert (complaint.status, complaint.outcome, complaint.closed_at, complaint.due_at) == ("decided", outcome.value, NOW + HOUR, None)
        assert set(states(complaint).values()) == {"met"}
        [message] = said(session, complaint)
        assert part in message and "商家确认已收到货款" in message and "30 天" in message
        assert complaint.events[-1].details == {"outcome": outcome.value, "from": "acknowledged", "to": "decided"}


def test_a_rejection_names_the_external_route_or_how_to_ask_for_it(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.transaction() as session:
        one, other = file(session), file(session, key="message:2", customer=None, language=Language.EN)
        decide(session, one, Outcome.REJECTED)
        assert "也可以向外部机构反映；想知道找谁" in said(session, one)[0]
        monkeypatch.setenv("EXTERNAL_ROUTE", "央行热线 12363")
        bot.settings.settings.cache_clear()
        decide(session, other, Outcome.REJECTED)
        assert "outside our company: 央行热线 12363" in said(session, other)[0]


@pytest.mark.parametrize("outcome", [Outcome.UPHELD, Outcome.PARTLY])
def test_only_a_rejection_speaks_of_the_external_route(database: Database, outcome: Outcome):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint, outcome)
        assert "外部机构" not in said(session, complaint)[0]


def test_a_decision_offers_to_accept_it_or_to_reopen(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint)
        [message] = messages_after(session, complaint.conversation_id, 0, 9)
        assert [(choice.title, choice.payload["intent"], choice.payload["entities"]) for choice in message.choices] == [
            ("接受这个结果", "complaint_progress", {"complaint_number": complaint.number, "confirmed": "accepted"}),
            ("重新处理", "supplement_complaint", {"complaint_number": complaint.number})]


def test_she_accepts_and_the_complaint_is_resolved_once(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint)
        for _ in range(2):
            service.accept(session, conversation(session), complaint.number, now=NOW + DAY)
        assert (complaint.status, kinds(complaint).count("complaint_resolved"), complaint.closed_at) == ("resolved", 1, NOW + HOUR)
        assert [step.label for step in described(complaint, Language.ZH).timeline][-1] == "您接受了处理决定"


def test_there_is_nothing_to_accept_before_the_decision(database: Database):
    with database.transaction() as session, pytest.raises(NotAllowed):
        service.accept(session, conversation(session), file(session).number, now=NOW)


def test_a_decision_is_the_customers_to_accept_and_not_the_companys(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint)
        with pytest.raises(NotAllowed):
            decisions.resolve(session, complaint.number, Outcome.UPHELD, "好了", actor=OPERATOR, now=NOW)


def test_she_does_not_accept_and_the_complaint_is_open_again(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint)
        service.reopen(session, conversation(session), complaint.number, now=NOW + DAY)
        assert (complaint.status, complaint.outcome, complaint.due_at) == ("reopened", None, NOW + 3 * DAY)


@pytest.mark.parametrize("accepted", [True, False])
def test_after_the_time_for_reopening_it_is_closed_once_and_told(database: Database, accepted: bool):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint, now=NOW)
        if accepted:
            service.accept(session, conversation(session), complaint.number, now=NOW)
        assert service.close_expired(session, now=NOW + 30 * DAY) == 0
        assert service.close_expired(session, now=NOW + 30 * DAY + timedelta(seconds=1)) == 1
        assert service.close_expired(session, now=NOW + 31 * DAY) == 0
        assert complaint.status == "closed" and "已结案" in said(session, complaint)[-1]
        with pytest.raises(NotAllowed, match="reopen_too_late"):
            service.reopen(session, conversation(session), complaint.number, now=NOW + 31 * DAY)
        view = described(complaint, Language.ZH)
        assert (view.status, view.is_open, view.may_reopen) == ("已结案", False, False)


def test_what_was_withdrawn_stays_withdrawn(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        service.withdraw(session, conversation(session), complaint.number, now=NOW)
        assert service.close_expired(session, now=NOW + 99 * DAY) == 0 and complaint.status == "withdrawn"


def test_two_workers_close_a_complaint_once(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint)
    work = lambda session: service.close_expired(session, now=NOW + 99 * DAY)  # noqa: E731
    assert while_another_writes(database, work, work) == []
    with database.reading() as session:
        assert len(said(session, complaint)) == 2


@pytest.mark.parametrize("words", ["", " "])
def test_a_decision_without_a_reason_is_refused(database: Database, words: str):
    with database.transaction() as session, pytest.raises(InvalidInput, match="needs_words"):
        decide(session, file(session), words=words)


def test_how_long_a_decision_can_be_contested_is_told(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        decide(session, complaint, now=NOW.replace(year=2999))
        assert described(complaint, Language.ZH).next_step == "接受的话不用再做什么；不满意，2999年12月3日 16:00 前跟我说“重新处理”。"
