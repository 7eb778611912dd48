"""Which of a customer's transactions a problem may be about. Pure."""
from datetime import timedelta
from typing import List, Sequence

from bot.wallet.protocol import Kind, State, Transaction

_SPENDING = {Kind.PAYMENT, Kind.SUBSCRIPTION, Kind.FEE}
_UNFINISHED = {State.PROCESSING, State.FAILED, State.FAILED_RETURNING, State.UNCREDITED}
_TWICE_WITHIN = timedelta(minutes=30)
SHOWN = 5


def relevant(topic: str, transactions: Sequence[Transaction]) -> List[Transaction]:
    """The transactions a topic (an intent's name) may mean, newest first, few enough to choose from."""
    if topic == "duplicate_charge":
        return _charged_twice(transactions)[:SHOWN]
    return [t for t in transactions if _belongs(topic, t)][:SHOWN]


def topic_of(transaction: Transaction) -> str:
    """The topic that fits a transaction when nothing was said of the problem."""
    if transaction.state in {State.REFUNDING, State.REFUNDED}:
        return "refund_status"
    by_kind = {Kind.TOPUP: "topup_problem", Kind.WITHDRAWAL: "withdrawal_problem",
               Kind.TRANSFER_OUT: "money_not_arrived", Kind.TRANSFER_IN: "money_not_arrived"}
    if transaction.kind in by_kind:
        return by_kind[transaction.kind]
    return "failed_payment" if transaction.state in _UNFINISHED else "unrecognised_deduction"


def _belongs(topic: str, t: Transaction) -> bool:
    if topic == "failed_payment":
        return t.kind is Kind.PAYMENT and t.state in _UNFINISHED
    if topic in {"unrecognised_deduction", "account_compromised", "fraud"}:
        return (t.kind in _SPENDING or (topic != "unrecognised_deduction" and t.kind is Kind.TRANSFER_OUT)) \
            and t.state is State.SUCCEEDED
    if topic == "money_not_arrived":
        return t.kind in {Kind.TRANSFER_OUT, Kind.TRANSFER_IN} and t.state in _UNFINISHED
    if topic == "topup_problem":
        return t.kind is Kind.TOPUP and t.state in _UNFINISHED
    if topic == "withdrawal_problem":
        return t.kind is Kind.WITHDRAWAL and t.state in _UNFINISHED
    if topic == "refund_status":
        return t.state in {State.REFUNDING, State.REFUNDED, State.FAILED_RETURNING}
    return True


def _charged_twice(transactions: Sequence[Transaction]) -> List[Transaction]:
    def twin(a: Transaction, b: Transaction) -> bool:
        return (a.id != b.id and a.counterparty == b.counterparty and a.amount == b.amount
                and abs(a.created_at - b.created_at) <= _TWICE_WITHIN)

    spent = [t for t in transactions if t.kind in _SPENDING and t.state is State.SUCCEEDED]
    return [t for t in spent if any(twin(t, other) for other in spent)]
