"""The company's own wallet core over HTTP: docs/wallet-api.md describes what it must answer."""
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Optional
from urllib.parse import quote

import httpx

from bot.errors import WalletUnavailable
from bot.wallet.protocol import Account, Freeze, Kind, State, Transaction


class HttpWallet:
    """Asks the wallet core; keeps the promises of `Wallet`."""

    def __init__(self, url: str, api_key: str, seconds: float = 5.0) -> None:
        self._client = httpx.Client(base_url=url, timeout=seconds,
                                    headers={"authorization": f"Bearer {api_key}"})

    def transactions(self, customer_id: str, *, since: datetime, limit: int = 50) -> List[Transaction]:
        """The customer's transactions since a moment, newest first."""
        found = self._ask("GET", _path(customer_id, "transactions"),
                          params={"since": since.isoformat(), "limit": limit})
        return [_transaction(item) for item in (found or {}).get("transactions", [])]

    def transaction(self, customer_id: str, transaction_id: str) -> Optional[Transaction]:
        """One transaction of this customer; None if there is none or it is another's."""
        found = self._ask("GET", _path(customer_id, "transactions", transaction_id))
        return _transaction(found) if found else None

    def account(self, customer_id: str) -> Optional[Account]:
        """The customer's account, None if the wallet does not know her."""
        found = self._ask("GET", _path(customer_id))
        return _account(customer_id, found) if found else None

    def freeze(self, customer_id: str, *, key: str) -> Account:
        """Freeze the account at the customer's own wish; the same key twice does it once."""
        found = self._ask("POST", _path(customer_id, "freeze"), headers={"idempotency-key": key})
        if found is None:
            raise WalletUnavailable()
        return _account(customer_id, found)

    def _ask(self, method: str, path: str, **how: Any) -> Optional[Dict[str, Any]]:
        try:
            answer = self._client.request(method, path, **how)
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise WalletUnavailable(reason=type(error).__name__) from error


def _path(*parts: str) -> str:
    return "/customers/" + "/".join(quote(part, safe="") for part in parts)


def _transaction(item: Dict[str, Any]) -> Transaction:
    expected = item.get("expected_at")
    return Transaction(
        id=item["id"], kind=Kind(item["kind"]), state=State(item["state"]), amount=Decimal(str(item["amount"])),
        currency=item["currency"], counterparty=item["counterparty"], reason=item.get("reason"),
        created_at=datetime.fromisoformat(item["created_at"]),
        expected_at=datetime.fromisoformat(expected) if expected else None)


def _account(customer_id: str, item: Dict[str, Any]) -> Account:
    frozen, at = item.get("frozen"), item.get("frozen_at")
    return Account(customer_id=customer_id, name=item["name"], frozen=Freeze(frozen) if frozen else None,
                   frozen_at=datetime.fromisoformat(at) if at else None)
