"""Which transactions a problem may be about, and the problem a transaction suggests."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, List

import pytest

from bot.complaints.kinds import Category
from bot.wallet.matching import SHOWN, relevant, topic_of
from bot.wallet.protocol import Kind, State, Transaction

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def transaction(kind: Kind = Kind.PAYMENT, state: State = State.SUCCEEDED, *, name: str = "T1", amount: str = "68.00", shop: str = "老王火锅",
                minutes: float = 0) -> Transaction:
    return Transaction(id=name, kind=kind, state=state, amount=Decimal(amount), currency="CNY", counterparty=shop, created_at=NOW - timedelta(minutes=minutes))


EVERY = [transaction(kind, state, name=f"{kind.value}:{state.value}") for kind in Kind for state in State]
UNFINISHED = {"processing", "failed", "failed_returning", "uncredited"}
RETURNED = {"refunding", "refunded", "failed_returning"}
KINDS = {kind.value for kind in Kind}


def belonging(topic: str) -> set:
    return {t.id for t in EVERY if relevant(topic, [t])}


def each(kinds: Any, states: Any) -> set:
    return {f"{kind}:{state}" for kind in kinds for state in states}


@pytest.mark.parametrize("topic, expected", [
    ("failed_payment", each({"payment"}, UNFINISHED)),
    ("unrecognised_deduction", each({"payment", "subscription", "fee"}, {"succeeded"})),
    ("fraud", each({"payment", "subscription", "fee", "transfer_out"}, {"succeeded"})),
    ("account_compromised", each({"payment", "subscription", "fee", "transfer_out"}, {"succeeded"})),
    ("money_not_arrived", each({"transfer_out", "transfer_in"}, UNFINISHED)),
    ("topup_problem", each({"topup"}, UNFINISHED)),
    ("withdrawal_problem", each({"withdrawal"}, UNFINISHED)),
    ("refund_status", each(KINDS, RETURNED)),
    ("transaction_status", {t.id for t in EVERY}),
    ("duplicate_charge", set()),
])
def test_a_topic_means_transactions_of_its_kind_and_state(topic: str, expected: set):
    assert belonging(topic) == expected


@pytest.mark.parametrize("topic", ["transaction_status", "duplicate_charge"])
def test_no_more_are_offered_than_one_can_choose_from_and_their_order_stays(topic: str):
    many = [transaction(name=f"T{n}", minutes=n) for n in range(9)]
    assert [t.id for t in relevant(topic, many)] == [f"T{n}" for n in range(SHOWN)]


def twice(**difference: Any) -> List[str]:
    return [t.id for t in relevant("duplicate_charge", [transaction(), transaction(**{"name": "T2", "minutes": 6, **difference})])]


def test_two_equal_charges_close_together_are_a_charge_made_twice():
    assert twice() == ["T1", "T2"]


@pytest.mark.parametrize("minutes, found", [(30, ["T1", "T2"]), (30.1, [])])
def test_close_together_means_within_half_an_hour(minutes: float, found: List[str]):
    assert twice(minutes=minutes) == found


@pytest.mark.parametrize("difference", [
    {"amount": "68.01"}, {"shop": "老李火锅"}, {"state": State.REFUNDED}, {"state": State.FAILED}, {"kind": Kind.TRANSFER_OUT}, {"kind": Kind.TOPUP}])
def test_charges_that_differ_or_took_nothing_are_no_charge_made_twice(difference: Any):
    assert twice(**difference) == []


@pytest.mark.parametrize("kind, state, topic", [
    (Kind.PAYMENT, State.REFUNDING, "refund_status"), (Kind.WITHDRAWAL, State.REFUNDED, "refund_status"), (Kind.TOPUP, State.UNCREDITED, "topup_problem"),
    (Kind.WITHDRAWAL, State.PROCESSING, "withdrawal_problem"), (Kind.TRANSFER_IN, State.PROCESSING, "money_not_arrived"),
    (Kind.TRANSFER_OUT, State.SUCCEEDED, "money_not_arrived"), (Kind.PAYMENT, State.FAILED, "failed_payment"), (Kind.FEE, State.SUCCEEDED, "unrecognised_deduction"),
])
def test_a_transaction_suggests_its_problem(kind: Kind, state: State, topic: str):
    assert topic_of(transaction(kind, state)) == topic


@pytest.mark.parametrize("found", EVERY, ids=lambda t: t.id)
def test_what_a_transaction_suggests_can_be_complained_about(found: Transaction):
    assert Category(topic_of(found)).about_money
