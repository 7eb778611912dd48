"""A wallet on our own database, for trying and for demonstrations."""
import hashlib
from datetime import datetime
from decimal import Decimal
from typing import List, Optional

from sqlalchemy import select

from bot.db import Database, utc_now
from bot.errors import NotFound
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.protocol import Account, Freeze, Kind, Outcome, Paid, State, Transaction


class SandboxWallet:
    """Answers from the sandbox tables; keeps the promises of `Wallet`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def transactions(self, customer_id: str, *, since: datetime, limit: int = 50) -> List[Transaction]:
        """The customer's transactions since a moment, newest first."""
        with self._database.reading() as session:
            rows = session.execute(
                select(SandboxTransaction)
                .where(SandboxTransaction.customer_id == customer_id, SandboxTransaction.created_at >= since)
                .order_by(SandboxTransaction.created_at.desc()).limit(limit)).scalars()
            return [_transaction(row) for row in rows]

    def transaction(self, customer_id: str, transaction_id: str) -> Optional[Transaction]:
        """One transaction of this customer; None if there is none or it is another's."""
        with self._database.reading() as session:
            row = session.execute(select(SandboxTransaction).where(
                SandboxTransaction.customer_id == customer_id,
                SandboxTransaction.id == transaction_id)).scalar_one_or_none()
            return _transaction(row) if row else None

    def account(self, customer_id: str) -> Optional[Account]:
        """The customer's account, None if the sandbox does not know her."""
        with self._database.reading() as session:
            row = session.get(SandboxAccount, customer_id)
            return _account(row) if row else None

    def freeze(self, customer_id: str, *, key: str) -> Account:
        """Freeze the account at the customer's own wish; the same key twice does it once."""
        with self._database.transaction() as session:
            row = session.get(SandboxAccount, customer_id)
            if row is None:
                raise NotFound()
            if row.frozen is None:
                row.frozen, row.frozen_at, row.freeze_key = Freeze.CUSTOMER.value, utc_now(), key
            return _account(row)


    def compensate(self, customer_id: str, amount: Decimal, currency: str, *, key: str, reason: str) -> Outcome:
        """Pay a sum to the customer, who then sees it among her transactions; the same key twice pays once."""
        with self._database.transaction() as session:
            account = session.get(SandboxAccount, customer_id, with_for_update=True)
            if account is None:
                return Outcome(Paid.REFUSED, "unknown customer")
            now, number = utc_now(), int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**16
            if session.get(SandboxTransaction, f"T{number:016d}") is None:
                session.add(SandboxTransaction(
                    id=f"T{number:016d}", customer_id=customer_id, kind=Kind.COMPENSATION.value, state=State.SUCCEEDED.value,
                    amount=amount, currency=currency, counterparty=f"U钱包 {reason}", created_at=now))
            return Outcome(Paid.PAID)


def _transaction(row: SandboxTransaction) -> Transaction:
    return Transaction(id=row.id, kind=Kind(row.kind), state=State(row.state), amount=Decimal(row.amount),
                       currency=row.currency, counterparty=row.counterparty, created_at=row.created_at,
                       reason=row.reason, expected_at=row.expected_at)


def _account(row: SandboxAccount) -> Account:
    return Account(customer_id=row.customer_id, name=row.name,
                   frozen=Freeze(row.frozen) if row.frozen else None, frozen_at=row.frozen_at, email=row.email, phone=row.phone)
