"""The sandbox wallet keeps the promises of the protocol."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bot.db import Database
from bot.errors import NotFound
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.protocol import Freeze, Kind, Outcome, Paid, State, Transaction
from bot.wallet.sandbox import SandboxWallet

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)


@pytest.fixture
def wallet(database: Database) -> SandboxWallet:
    with database.transaction() as session:
        for customer, frozen in (("chen", None), ("wu", Freeze.RISK)):
            session.add(SandboxAccount(customer_id=customer, name=customer.title(), story_zh="", story_en="", frozen=frozen and frozen.value,
                                       frozen_at=NOW if frozen else None))
        session.flush()
        for number in range(4):
            session.add(SandboxTransaction(
                id=f"T{number}", customer_id="chen", kind="payment", state="failed", amount=Decimal("0.07"), currency="CNY", counterparty="店",
                reason="bank_declined", created_at=NOW - number * DAY, expected_at=NOW))
    return SandboxWallet(database)


def test_transactions_come_newest_first_since_a_moment_and_no_more_than_asked_for(wallet: SandboxWallet):
    assert [t.id for t in wallet.transactions("chen", since=NOW - 2 * DAY)] == ["T0", "T1", "T2"]
    assert [t.id for t in wallet.transactions("chen", since=NOW - 9 * DAY, limit=2)] == ["T0", "T1"]
    assert wallet.transactions("wu", since=NOW - 9 * DAY) == []


def test_a_transaction_is_told_to_the_last_detail(wallet: SandboxWallet):
    assert wallet.transaction("chen", "T1") == Transaction(
        id="T1", kind=Kind.PAYMENT, state=State.FAILED, amount=Decimal("0.07"), currency="CNY", counterparty="店", reason="bank_declined",
        created_at=NOW - DAY, expected_at=NOW)


def test_anothers_transaction_is_as_unknown_as_none(wallet: SandboxWallet):
    assert wallet.transaction("wu", "T1") is None
    assert wallet.transaction("chen", "T9") is None


def test_an_account_says_why_it_is_frozen(wallet: SandboxWallet):
    assert wallet.account("chen").frozen is None
    assert (wallet.account("wu").frozen, wallet.account("wu").frozen_at) == (Freeze.RISK, NOW)
    assert wallet.account("nobody") is None


def test_freezing_lasts_and_the_same_order_again_changes_nothing(wallet: SandboxWallet):
    first = wallet.freeze("chen", key="message:1")
    assert first.frozen is Freeze.CUSTOMER and first.frozen_at is not None
    assert wallet.freeze("chen", key="message:1") == wallet.freeze("chen", key="message:2") == wallet.account("chen") == first


def test_freezing_never_hides_why_an_account_was_frozen_before(wallet: SandboxWallet):
    assert wallet.freeze("wu", key="message:1").frozen is Freeze.RISK


def test_an_account_that_does_not_exist_cannot_be_frozen(wallet: SandboxWallet):
    with pytest.raises(NotFound):
        wallet.freeze("nobody", key="message:1")


def test_a_compensation_is_seen_among_the_transactions_and_the_same_order_again_pays_nothing(wallet: SandboxWallet):
    for _ in range(2):
        assert wallet.compensate("wu", Decimal("12.30"), "CNY", key="compensation:1", reason="C20261103AAAAAA") == Outcome(Paid.PAID)
    [paid] = wallet.transactions("wu", since=NOW - 9 * DAY)
    assert (paid.kind, paid.state, paid.amount, paid.currency) == (Kind.COMPENSATION, State.SUCCEEDED, Decimal("12.30"), "CNY")
    assert "C20261103AAAAAA" in paid.counterparty
    wallet.compensate("wu", Decimal("1"), "CNY", key="compensation:2", reason="x")
    assert len(wallet.transactions("wu", since=NOW - 9 * DAY)) == 2


def test_nobody_unknown_is_paid(wallet: SandboxWallet):
    assert wallet.compensate("nobody", Decimal("1"), "CNY", key="k", reason="x").state is Paid.REFUSED
