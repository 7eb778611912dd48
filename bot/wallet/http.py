"""The company's own wallet core over HTTP: docs/wallet-api.md describes what it must answer."""
from datetime import datetime
from decimal import Decimal
from typing import Any, Callable, Dict, List, Optional, TypeVar
from urllib.parse import quote

import httpx

from bot import request_ids, tracing
from bot.errors import WalletUnavailable
from bot.wallet.protocol import Account, Freeze, Kind, Outcome, Paid, State, Transaction

T = TypeVar("T")
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)  # how an answer of another shape shows itself
_UNDECIDED = {408, 409, 425}  # a timeout on its side, or the first order under this key is still under way


class HttpWallet:
    """Asks the wallet core; keeps the promises of `Wallet`."""

    def __init__(self, url: str, api_key: str, seconds: float = 5.0) -> None:
        self._client = httpx.Client(base_url=url, timeout=seconds,
                                    headers={"authorization": f"Bearer {api_key}"}, event_hooks={"request": [_name_request]})

    def transactions(self, customer_id: str, *, since: datetime, limit: int = 50) -> List[Transaction]:
        """The customer's transactions since a moment, newest first."""
        return self._ask("GET", _path(customer_id, "transactions"), lambda found: [_transaction(item) for item in found["transactions"]],
                         params={"since": since.isoformat(), "limit": limit}) or []

    def transaction(self, customer_id: str, transaction_id: str) -> Optional[Transaction]:
        """One transaction of this customer; None if there is none or it is another's."""
        return self._ask("GET", _path(customer_id, "transactions", transaction_id), _transaction)

    def account(self, customer_id: str) -> Optional[Account]:
        """The customer's account, None if the wallet does not know her."""
        return self._ask("GET", _path(customer_id), lambda found: _account(customer_id, found))

    def freeze(self, customer_id: str, *, key: str) -> Account:
        """Freeze the account at the customer's own wish; the same key twice does it once."""
        account = self._ask("POST", _path(customer_id, "freeze"), lambda found: _account(customer_id, found), headers={"idempotency-key": key})
        if account is None:
            raise WalletUnavailable()
        return account

    def compensate(self, customer_id: str, amount: Decimal, currency: str, *, key: str, reason: str) -> Outcome:
        """Pay a sum, in the currency's main unit, to the customer's balance; the same key twice pays once. Never raises for a silent core."""
        try:
            answer = self._client.post(_path(customer_id, "compensations"), headers={"idempotency-key": key},
                                       json={"amount": f"{amount:.2f}", "currency": currency, "reason": reason})
        except httpx.HTTPError as error:
            return Outcome(Paid.UNKNOWN, type(error).__name__)
        return _outcome(answer)

    def _ask(self, method: str, path: str, read: Callable[[Any], T], **how: Any) -> Optional[T]:
        try:
            answer = self._client.request(method, path, **how)
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            return read(answer.json())
        except (httpx.HTTPError, *_NONSENSE) as error:
            raise WalletUnavailable(reason=type(error).__name__) from error


def _name_request(request: httpx.Request) -> None:
    """The core's log can be held against ours."""
    request.headers[request_ids.HEADER] = request_ids.current()
    tracing.name_in(request.headers)


def _path(*parts: str) -> str:
    return "/customers/" + "/".join(quote(part, safe="") for part in parts)


def _transaction(item: Dict[str, Any]) -> Transaction:
    expected = item.get("expected_at")
    amount = Decimal(str(item["amount"]))
    if not amount.is_finite():
        raise ValueError(f"no sum of money: {amount}")
    return Transaction(
        id=item["id"], kind=Kind(item["kind"]), state=State(item["state"]), amount=amount,
        currency=item["currency"], counterparty=item["counterparty"], reason=item.get("reason"),
        created_at=_moment(item["created_at"]), expected_at=_moment(expected) if expected else None)


def _account(customer_id: str, item: Dict[str, Any]) -> Account:
    frozen, at = item.get("frozen"), item.get("frozen_at")
    return Account(customer_id=customer_id, name=item["name"], frozen=Freeze(frozen) if frozen else None,
                   frozen_at=_moment(at) if at else None, email=_words(item.get("email")), phone=_words(item.get("phone")))


def _words(given: Any) -> Optional[str]:
    # How she is reached is a courtesy: an odd value must not make the account unusable.
    return given if isinstance(given, str) and given else None


def _outcome(answer: httpx.Response) -> Outcome:
    if 400 <= answer.status_code < 500 and answer.status_code not in _UNDECIDED:
        return Outcome(Paid.REFUSED, f"status {answer.status_code}")
    try:
        if answer.status_code in {200, 201} and answer.json()["id"]:
            return Outcome(Paid.PAID)
    except _NONSENSE:
        return Outcome(Paid.UNKNOWN, "unreadable answer")
    return Outcome(Paid.UNKNOWN, f"status {answer.status_code}")


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))  # most servers write Z, which Python 3.10 does not read
    if at.tzinfo is None:
        raise ValueError(f"a moment without its offset: {text}")
    return at
