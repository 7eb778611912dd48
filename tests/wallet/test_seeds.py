"""Every case that support meets has its demo customer."""
from collections import Counter
from datetime import datetime, timezone
from typing import List

import pytest
from sqlalchemy import func, select

from bot.complaints.kinds import Category
from bot.db import Database, utc_now
from bot.entities.identifiers import find_transactions
from bot.wallet.matching import relevant
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.protocol import Freeze, Kind, State, Transaction
from bot.wallet.sandbox import SandboxWallet
from bot.wallet.seeds import seed

LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing here depends on the engine


@pytest.fixture
def wallet(database: Database) -> SandboxWallet:
    seed(database)
    return SandboxWallet(database)


def of(wallet: SandboxWallet, customer: str) -> List[Transaction]:
    return wallet.transactions(customer, since=LONG_AGO)


@pytest.mark.parametrize("customer, kind, state", [
    ("demo-chen", Kind.PAYMENT, State.FAILED), ("demo-chen", Kind.PAYMENT, State.FAILED_RETURNING), ("demo-zhao", Kind.TOPUP, State.UNCREDITED),
    ("demo-zhao", Kind.TRANSFER_OUT, State.PROCESSING), ("demo-zhao", Kind.PAYMENT, State.PROCESSING), ("demo-liu", Kind.PAYMENT, State.REFUNDING),
    ("demo-liu", Kind.PAYMENT, State.REFUNDED), ("demo-liu", Kind.WITHDRAWAL, State.FAILED_RETURNING), ("demo-wang", Kind.SUBSCRIPTION, State.SUCCEEDED),
    ("demo-smith", Kind.PAYMENT, State.FAILED_RETURNING), ("demo-smith", Kind.WITHDRAWAL, State.PROCESSING),
])
def test_a_transaction_of_each_promised_case_is_there(wallet: SandboxWallet, customer: str, kind: Kind, state: State):
    assert [t for t in of(wallet, customer) if (t.kind, t.state) == (kind, state)]


@pytest.mark.parametrize("topic, customer, count", [
    ("duplicate_charge", "demo-li", 2), ("duplicate_charge", "demo-smith", 2), ("failed_payment", "demo-chen", 2), ("topup_problem", "demo-zhao", 1),
    ("money_not_arrived", "demo-zhao", 1), ("refund_status", "demo-liu", 3), ("withdrawal_problem", "demo-liu", 1), ("fraud", "demo-wu", 1),
])
def test_the_bot_finds_the_promised_case_among_a_customers_transactions(wallet: SandboxWallet, topic: str, customer: str, count: int):
    assert len(relevant(topic, of(wallet, customer))) == count


def test_two_deductions_look_unknown_to_the_customer_who_wonders(wallet: SandboxWallet):
    names = {t.counterparty for t in relevant("unrecognised_deduction", of(wallet, "demo-wang"))}
    assert {"星云视频会员", "HZKJ网络科技"} <= names


def test_an_account_is_frozen_for_each_of_the_four_reasons_and_no_other_is(wallet: SandboxWallet, database: Database):
    with database.reading() as session:
        frozen = {row.customer_id: row.frozen for row in session.execute(select(SandboxAccount)).scalars() if row.frozen}
        assert all(row.frozen_at is not None for row in session.execute(select(SandboxAccount)).scalars() if row.frozen)
    assert frozen == {"demo-sun": "identity", "demo-zhou": "password", "demo-wu": "risk", "demo-zheng": "compliance"}
    assert wallet.account("demo-wu").frozen is Freeze.RISK


def test_a_new_customer_has_no_transactions(wallet: SandboxWallet):
    assert wallet.account("demo-new") is not None and of(wallet, "demo-new") == []


def test_every_demo_customer_has_a_story_in_both_languages(wallet: SandboxWallet, database: Database):
    with database.reading() as session:
        assert all(row.name and row.story_zh and row.story_en for row in session.execute(select(SandboxAccount)).scalars())


def test_every_transaction_lies_behind_us_and_what_is_expected_ahead(wallet: SandboxWallet, database: Database):
    with database.reading() as session:
        rows = session.execute(select(SandboxTransaction)).scalars().all()
    assert rows and all(row.created_at < utc_now() and (row.expected_at is None or row.expected_at > row.created_at) for row in rows)
    assert all(row.amount > 0 for row in rows)


def test_every_transaction_number_is_read_from_a_message_and_used_once(wallet: SandboxWallet, database: Database):
    with database.reading() as session:
        ids = session.execute(select(SandboxTransaction.id)).scalars().all()
    for number in ids:
        assert [found.value for found in find_transactions(f"单号{number}")] == [number]
    assert max(Counter(ids).values()) == 1


def test_every_case_about_money_has_a_customer_to_show_it(wallet: SandboxWallet, database: Database):
    with database.reading() as session:
        customers = session.execute(select(SandboxAccount.customer_id)).scalars().all()
    for category in Category:
        if category.about_money:
            assert any(relevant(category.value, of(wallet, customer)) for customer in customers), category


def test_seeding_again_changes_nothing(database: Database):
    first, second = seed(database), seed(database)
    with database.reading() as session:
        assert first == second == session.execute(select(func.count()).select_from(SandboxAccount)).scalar() == 11
