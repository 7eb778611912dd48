"""Money for a customer: who may promise it, and that it is paid once or a person hears of it."""
from datetime import timedelta
from decimal import Decimal
from typing import Any, List, Optional

import pytest
from sqlalchemy import select

import bot.settings
from bot.agents.roles import Actor, Role
from bot.complaints import compensations, decisions, queries, rounds, service, verification
from bot.complaints.kinds import Outcome
from bot.complaints.models import Compensation
from bot.complaints.view import described
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from bot.wallet.models import SandboxAccount
from bot.wallet.orders import Payment
from bot.wallet.protocol import Outcome as Answer
from bot.wallet.protocol import Paid
from bot.wallet.sandbox import SandboxWallet
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, hire, hired, kinds, said
from tests.complaints.test_service import _while_another_writes as while_another_writes

FIFTY = Decimal("50.00")


class Wallet:
    """A wallet that answers what a test wants and notes what it was asked; like the real one it pays a key once."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked, self.paid = list(answers), [], {}

    def compensate(self, customer_id: str, amount: Decimal, currency: str, *, key: str, reason: str) -> Answer:
        self.asked.append((customer_id, amount, currency, key, reason))
        answer = self.answers.pop(0) if self.answers else Paid.PAID
        if isinstance(answer, Exception):
            raise answer
        if answer is Paid.PAID:
            self.paid[key] = amount
        return Answer(answer, None if answer is Paid.PAID else "status 503")


def offer(database: Database, amount: str = "50", limit: str = "100", decided: bool = True) -> "tuple[str, int]":
    """A complaint with a compensation within its agent's limit; returns its number and the compensation's id."""
    with database.transaction() as session:
        amy = hire(session, limit=limit)
        complaint = file(session)
        made = compensations.propose(session, complaint.number, Decimal(amount), "等太久", actor=amy, now=NOW)
        if decided:
            decisions.decide(session, complaint.number, Outcome.UPHELD, "是我们的错", actor=amy, now=NOW)
        return complaint.number, made.id


def state(database: Database, compensation_id: int) -> Compensation:
    with database.reading() as session:
        return session.get(Compensation, compensation_id)


@pytest.mark.parametrize("amount, limit, expected", [("50", "50", "approved"), ("50.01", "50", "proposed"), ("0.01", "0", "proposed")])
def test_within_the_limit_an_agent_promises_alone(database: Database, amount: str, limit: str, expected: str):
    _, made = offer(database, amount, limit, decided=False)
    assert state(database, made).state == expected


def test_above_the_limit_a_second_person_approves_and_never_oneself(database: Database):
    with database.transaction() as session:
        lead, other = hire(session, "主管", Role.SUPERVISOR), hire(session, "主任", Role.SUPERVISOR)
        number = file(session).number
        made = compensations.propose(session, number, FIFTY, "等太久", actor=lead, now=NOW)
        with pytest.raises(NotAllowed, match="own_proposal"):
            compensations.approve(session, number, made.id, actor=lead, now=NOW)
        compensations.approve(session, number, made.id, actor=other, now=NOW)
        assert (made.state, made.proposed_by, made.approved_by) == ("approved", lead.agent_id, other.agent_id)


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_only_a_supervisor_approves_or_declines(database: Database, role: Role):
    number, made = offer(database, limit="0", decided=False)
    other = hired(database, "别人", role)
    for act in (compensations.approve, compensations.decline):
        with pytest.raises(NotAllowed, match="not_your_role"), database.transaction() as session:
            act(session, number, made, actor=other, now=NOW)


def test_the_database_itself_knows_that_two_people_are_needed(database: Database):
    _, made = offer(database, limit="0", decided=False)
    with pytest.raises(Exception, match="ck_compensations_two_people|CHECK"), database.transaction() as session:
        session.get(Compensation, made).approved_by = session.get(Compensation, made).proposed_by


def test_nothing_is_decided_while_a_sum_waits_for_approval(database: Database):
    number, made = offer(database, limit="0", decided=False)
    for decide in (decisions.decide, decisions.resolve):
        with pytest.raises(NotAllowed, match="compensation_unapproved"), database.transaction() as session:
            decide(session, number, Outcome.UPHELD, "好", actor=OPERATOR, now=NOW)
    with database.transaction() as session:
        compensations.decline(session, number, made, actor=OPERATOR, now=NOW)
        complaint = decisions.decide(session, number, Outcome.UPHELD, "好", actor=OPERATOR, now=NOW)
        assert "补偿" not in said(session, complaint)[0]


def test_the_decision_tells_the_sum_and_the_reason_stays_inside(database: Database):
    number, _ = offer(database)
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert "补偿 ¥50.00" in said(session, complaint)[0]
        assert "等太久" not in said(session, complaint)[0] + repr(described(complaint, Language.ZH))


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "10000000.01", "NaN", "Infinity"])
def test_an_impossible_sum_is_refused(database: Database, amount: str):
    with pytest.raises(InvalidInput, match="compensation_amount"):
        offer(database, amount)


def test_a_visitor_has_no_wallet_to_pay_to(database: Database):
    with database.transaction() as session, pytest.raises(NotAllowed, match="no_wallet"):
        compensations.propose(session, file(session, customer=None).number, FIFTY, "等太久", actor=OPERATOR, now=NOW)


def test_it_is_paid_after_the_decision_once_and_the_customer_is_told(database: Database):
    number, made = offer(database)
    wallet = Wallet()
    for _ in range(2):
        rounds.run(database, wallet, now=NOW + HOUR)
    [(customer, amount, currency, key, reason)] = wallet.asked
    assert (customer, amount, currency, reason) == ("demo-chen", FIFTY, "CNY", number)
    kept = state(database, made)
    assert (kept.state, kept.attempts, kept.settled_at, kept.idempotency_key) == ("paid", 1, NOW + HOUR, key)
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert said(session, complaint)[-1] == f"您的投诉 {number} 的补偿 ¥50.00 已经到账，在钱包账单里能看到。"
        assert kinds(complaint)[-2:] == ["compensation_sent", "compensation_paid"]
        assert complaint.events[-1].details == {"compensation": made, "amount": "50.00", "currency": "CNY"}
        assert [problems for _, problems in verification.verify(session)] == [[]]


def test_before_the_decision_nothing_is_paid(database: Database):
    _, made = offer(database, decided=False)
    wallet = Wallet()
    rounds.run(database, wallet, now=NOW)
    with pytest.raises(NotAllowed, match="compensation_state"):
        compensations.pay(database, wallet, made, now=NOW)
    assert wallet.asked == []


@pytest.mark.parametrize("answer, expected", [(Paid.REFUSED, "refused"), (Paid.UNKNOWN, "unknown")])
def test_a_refused_or_unanswered_payment_is_shown_and_sent_again_by_a_person_alone(database: Database, answer: Paid, expected: str):
    number, made = offer(database)
    wallet, lead = Wallet(answer), hired(database, "主管", Role.SUPERVISOR)
    for _ in range(3):
        rounds.run(database, wallet, now=NOW)
    assert len(wallet.asked) == 1 and (state(database, made).state, state(database, made).last_error) == (expected, "status 503")
    with database.reading() as session:
        assert [one.id for one in compensations.waiting_for_a_person(session, lead)] == [made]
        assert "到账" not in said(session, queries.by_number(session, number))[-1].replace("到账了告诉您", "")
    assert compensations.retry(database, wallet, number, made, actor=lead, now=NOW) is Payment.PAID
    assert len({asked[3] for asked in wallet.asked}) == 1 and len(wallet.asked) == 2
    with database.reading() as session:
        assert compensations.waiting_for_a_person(session, lead) == []
        assert session.get(Compensation, made).attempts == 2


def test_a_process_that_dies_at_the_wallet_leaves_it_unknown_and_nothing_is_paid_twice(database: Database):
    number, made = offer(database)
    wallet = Wallet(RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        rounds.run(database, wallet, now=NOW)
    assert state(database, made).state == "sent"
    rounds.run(database, wallet, now=NOW + timedelta(minutes=4))
    assert state(database, made).state == "sent" and len(wallet.asked) == 1
    rounds.run(database, wallet, now=NOW + timedelta(minutes=6))
    assert state(database, made).state == "unknown" and len(wallet.asked) == 1
    compensations.retry(database, wallet, number, made, actor=OPERATOR, now=NOW + DAY)
    assert list(wallet.paid.values()) == [FIFTY]


class Late(Wallet):
    """Answers only after somebody has given the order up for lost."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    def compensate(self, *args: Any, **kwargs: Any) -> Answer:
        with self.database.transaction() as session:
            compensations.lose_unanswered(session, now=NOW + DAY)
        return super().compensate(*args, **kwargs)


def test_an_answer_that_comes_after_it_was_given_up_changes_nothing(database: Database):
    _, made = offer(database)
    compensations.pay(database, Late(database), made, now=NOW)
    assert state(database, made).state == "unknown"


@pytest.mark.parametrize("before", ["paid", "approved"])
def test_what_is_paid_or_on_its_way_cannot_be_sent_again_by_hand(database: Database, before: str):
    number, made = offer(database)
    wallet = Wallet()
    if before == "paid":
        rounds.run(database, wallet, now=NOW)
    with pytest.raises(NotAllowed, match="compensation_state"):
        compensations.retry(database, wallet, number, made, actor=OPERATOR, now=NOW)
    assert len(wallet.asked) == (before == "paid")


class Together(Wallet):
    """Two workers: the second starts while the first stands at the wallet."""

    def __init__(self, database: Database, compensation_id: int) -> None:
        super().__init__()
        self.database, self.compensation_id, self.refused = database, compensation_id, []

    def compensate(self, *args: Any, **kwargs: Any) -> Answer:
        try:
            compensations.pay(self.database, self, self.compensation_id, now=NOW)
        except NotAllowed as error:
            self.refused.append(error.code)
        return super().compensate(*args, **kwargs)


def test_two_workers_send_it_once(database: Database):
    _, made = offer(database)
    wallet = Together(database, made)
    compensations.pay(database, wallet, made, now=NOW)
    assert len(wallet.asked) == 1 and wallet.refused == ["compensation_state"]


def test_approved_by_two_at_once_it_is_approved_once(database: Database):
    number, made = offer(database, limit="0", decided=False)
    leads: List[Actor] = [hired(database, name, Role.SUPERVISOR) for name in ("主管", "主任")]
    failed = while_another_writes(database, *(
        lambda session, lead=lead: compensations.approve(session, number, made, actor=lead, now=NOW) for lead in leads))
    assert [error.code for error in failed] == ["compensation_state"]
    assert state(database, made).approved_by == leads[0].agent_id


@pytest.mark.parametrize("missing", [None, "another's"])
def test_anothers_compensation_is_as_unknown_as_none(database: Database, missing: Optional[str]):
    number, made = offer(database, limit="0", decided=False)
    with database.transaction() as session:
        other = file(session, key="message:9", customer="demo-wang").number
        wrong = (other, made) if missing else (number, 99)
        for act in (compensations.approve, compensations.decline):
            with pytest.raises(NotFound):
                act(session, *wrong, actor=OPERATOR, now=NOW)
    with pytest.raises(NotFound):
        compensations.retry(database, Wallet(), *wrong, actor=OPERATOR, now=NOW)


def test_a_reopened_complaint_keeps_what_was_not_yet_paid_for_its_next_decision(database: Database):
    number, made = offer(database)
    with database.transaction() as session:
        service.reopen(session, conversation(session), number, now=NOW)
    wallet = Wallet()
    rounds.run(database, wallet, now=NOW)
    assert wallet.asked == []
    with database.transaction() as session:
        decisions.decide(session, number, Outcome.PARTLY, "还是这样", actor=OPERATOR, now=NOW)
    rounds.run(database, wallet, now=NOW)
    assert len(wallet.asked) == 1 and state(database, made).state == "paid"


def test_with_the_sandbox_wallet_the_customer_sees_the_money(database: Database):
    number, made = offer(database)
    with database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
    wallet = SandboxWallet(database)
    rounds.run(database, wallet, now=NOW)
    [transaction] = wallet.transactions("demo-chen", since=NOW - 99 * DAY)
    assert (transaction.kind.value, transaction.amount) == ("compensation", FIFTY) and number in transaction.counterparty
    with database.reading() as session:
        assert session.execute(select(Compensation.state)).scalar_one() == "paid"


def test_the_largest_sum_is_a_setting(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LARGEST_AMOUNT", "10")
    bot.settings.settings.cache_clear()
    with pytest.raises(InvalidInput):
        offer(database, "10.01")


def test_a_limit_is_not_passed_in_pieces(database: Database):
    with database.transaction() as session:
        amy, bob, complaint, other = hire(session, limit="100"), hire(session, "小李", limit="100"), file(session), file(session, key="message:2")
        made = [compensations.propose(session, complaint.number, Decimal(amount), "等太久", actor=amy, now=NOW).state for amount in ("60", "40", "0.01")]
        assert made == ["approved", "approved", "proposed"]
        assert compensations.propose(session, other.number, Decimal("100"), "等太久", actor=amy, now=NOW).state == "approved"
        assert compensations.propose(session, complaint.number, Decimal("1"), "等太久", actor=bob, now=NOW).state == "proposed"


def test_what_was_declined_takes_nothing_of_the_limit(database: Database):
    with database.transaction() as session:
        amy, number = hire(session, limit="100"), file(session).number
        refused = compensations.propose(session, number, Decimal("200"), "等太久", actor=amy, now=NOW)
        compensations.decline(session, number, refused.id, actor=OPERATOR, now=NOW)
        assert compensations.propose(session, number, Decimal("100"), "等太久", actor=amy, now=NOW).state == "approved"
