"""The wallet's core as support sees it: what we may ask and what it answers."""
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import List, Optional, Protocol


class Kind(str, Enum):
    """What a transaction was for."""

    PAYMENT = "payment"
    SUBSCRIPTION = "subscription"
    FEE = "fee"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    TOPUP = "topup"
    WITHDRAWAL = "withdrawal"
    COMPENSATION = "compensation"


class State(str, Enum):
    """How far a transaction is."""

    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    FAILED = "failed"  # nothing was taken
    FAILED_RETURNING = "failed_returning"  # taken, and on its way back
    UNCREDITED = "uncredited"  # the bank took it, the wallet has not credited it
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class Freeze(str, Enum):
    """Why an account is frozen; the first four are the reasons the company names in public."""

    IDENTITY = "identity"
    PASSWORD = "password"
    RISK = "risk"
    COMPLIANCE = "compliance"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Transaction:
    """One movement of money of one customer."""

    id: str
    kind: Kind
    state: State
    amount: Decimal
    currency: str
    counterparty: str
    created_at: datetime
    reason: Optional[str] = None
    expected_at: Optional[datetime] = None


@dataclass(frozen=True)
class Account:
    """A customer's account; `frozen` says why it is, None while it is not. The e-mail address and telephone number (E.164) are verified ones."""

    customer_id: str
    name: str
    frozen: Optional[Freeze]
    frozen_at: Optional[datetime] = None
    email: Optional[str] = None
    phone: Optional[str] = None


class Paid(str, Enum):
    """What became of an order to pay."""

    PAID = "paid"
    REFUSED = "refused"  # certainly not paid
    UNKNOWN = "unknown"  # it may have been paid or not


@dataclass(frozen=True)
class Outcome:
    """The wallet's answer to an order to pay; `error` is a code for people to read, never the wallet's own words."""

    state: Paid
    error: Optional[str] = None


class Wallet(Protocol):
    """Every method but `compensate` raises WalletUnavailable when the core does not answer."""

    def transactions(self, customer_id: str, *, since: datetime, limit: int = 50) -> List[Transaction]:
        """The customer's transactions since a moment, newest first."""

    def transaction(self, customer_id: str, transaction_id: str) -> Optional[Transaction]:
        """One transaction of this customer; None if there is none or it is another's."""

    def account(self, customer_id: str) -> Optional[Account]:
        """The customer's account, None if the wallet does not know her."""

    def freeze(self, customer_id: str, *, key: str) -> Account:
        """Freeze the account at the customer's own wish; the same key twice does it once."""

    def compensate(self, customer_id: str, amount: Decimal, currency: str, *, key: str, reason: str) -> Outcome:
        """Pay a sum, in the currency's main unit, to the customer's balance; the same key twice pays once. Never raises for a silent core."""
