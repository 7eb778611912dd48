"""The client of the company's wallet core, against a real server of this test's own."""
import json
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List, Tuple

import pytest

from bot.errors import WalletUnavailable
from bot.wallet.http import HttpWallet
from bot.wallet.protocol import Account, Freeze, Kind, Outcome, Paid, State, Transaction

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
PAYMENT = {"id": "T2026110312345678", "kind": "payment", "state": "failed_returning", "amount": "328.00", "currency": "CNY", "counterparty": "优衣库",
           "reason": "network_timeout", "created_at": "2026-11-03T16:00:00+08:00", "expected_at": "2026-11-04T08:00:00Z"}
EXPECTED = Transaction(id="T2026110312345678", kind=Kind.PAYMENT, state=State.FAILED_RETURNING, amount=Decimal("328.00"), currency="CNY",
                       counterparty="优衣库", reason="network_timeout", created_at=NOW, expected_at=NOW + timedelta(days=1))


class Core:
    """A wallet core that answers what a test tells it to, and notes what it was asked."""

    def __init__(self) -> None:
        self.answers: List[Tuple[int, bytes]] = []
        self.asked: List[Tuple[str, str, Dict[str, str]]] = []
        self.bodies: List[bytes] = []
        self.answering = threading.Event()
        self.answering.set()
        core = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                core.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
                core.bodies.append(self.rfile.read(int(self.headers.get("content-length") or 0)))
                core.answering.wait(10)
                status, body = core.answers.pop(0)
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a client that gave up waiting

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def will_answer(self, status: int, content: Any) -> None:
        self.answers.append((status, content if isinstance(content, bytes) else json.dumps(content).encode()))

    def stop(self) -> None:
        self.answering.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def core() -> Iterator[Core]:
    core = Core()
    yield core
    core.stop()


def every_question(wallet: HttpWallet) -> List[Any]:
    return [lambda: wallet.transactions("chen", since=NOW), lambda: wallet.transaction("chen", "T1"), lambda: wallet.account("chen"),
            lambda: wallet.freeze("chen", key="message:1")]


def test_transactions_are_asked_for_with_their_limits_and_the_companys_key(core: Core):
    core.will_answer(200, {"transactions": [PAYMENT, {**PAYMENT, "id": "T2", "reason": None, "expected_at": None}]})
    found = HttpWallet(core.url, "the-key").transactions("chen", since=NOW, limit=7)
    assert found[0] == EXPECTED and (found[1].id, found[1].reason, found[1].expected_at) == ("T2", None, None)
    [(method, path, headers)] = core.asked
    assert (method, path) == ("GET", "/customers/chen/transactions?since=2026-11-03T08%3A00%3A00%2B00%3A00&limit=7")
    assert headers["authorization"] == "Bearer the-key"


def test_a_base_address_with_a_path_is_kept(core: Core):
    core.will_answer(200, PAYMENT)
    HttpWallet(core.url + "/api/v2/", "k").transaction("chen", "T1")
    assert core.asked[0][1] == "/api/v2/customers/chen/transactions/T1"


def test_one_transaction_is_read_to_the_last_detail(core: Core):
    core.will_answer(200, PAYMENT)
    assert HttpWallet(core.url, "k").transaction("chen", "T1") == EXPECTED


@pytest.mark.parametrize("amount, read", [("0.07", "0.07"), (12.3, "12.3"), (5, "5")])
def test_a_sum_is_exact_however_it_is_written(core: Core, amount: Any, read: str):
    core.will_answer(200, {**PAYMENT, "amount": amount})
    assert HttpWallet(core.url, "k").transaction("chen", "T1").amount == Decimal(read)


def test_an_account_says_whether_and_why_it_is_frozen(core: Core):
    core.will_answer(200, {"name": "陈静", "frozen": None})
    core.will_answer(200, {"name": "陈静", "frozen": "risk", "frozen_at": "2026-11-03T08:00:00Z"})
    wallet = HttpWallet(core.url, "k")
    assert wallet.account("chen") == Account("chen", "陈静", None)
    assert wallet.account("chen") == Account("chen", "陈静", Freeze.RISK, NOW)


@pytest.mark.parametrize("given, read", [
    ({"email": "chen@example.com", "phone": "+8613800138000"}, ("chen@example.com", "+8613800138000")), ({}, (None, None)), ({"email": None, "phone": ""}, (None, None)),
    ({"email": 5, "phone": ["+86"]}, (None, None))])
def test_how_an_account_is_reached_may_be_missing_or_odd(core: Core, given: dict, read: tuple):
    core.will_answer(200, {"name": "陈静", **given})
    found = HttpWallet(core.url, "k").account("chen")
    assert (found.email, found.phone) == read and found.name == "陈静"


def test_an_order_to_freeze_carries_the_key_that_makes_it_happen_once(core: Core):
    core.will_answer(200, {"name": "陈静", "frozen": "customer", "frozen_at": "2026-11-03T08:00:00Z"})
    assert HttpWallet(core.url, "k").freeze("chen", key="message:7").frozen is Freeze.CUSTOMER
    method, path, headers = core.asked[0]
    assert (method, path, headers["idempotency-key"]) == ("POST", "/customers/chen/freeze", "message:7")


@pytest.mark.parametrize("customer", ["a/b", "../admin", "a?b=c", "a#b", "陈 静"])
def test_a_customers_id_cannot_lead_to_another_address(core: Core, customer: str):
    core.will_answer(404, {})
    HttpWallet(core.url, "k").account(customer)
    path = core.asked[0][1]
    assert path.startswith("/customers/") and path.count("/") == 2 and "?" not in path and "#" not in path


def test_what_the_wallet_does_not_know_is_none(core: Core):
    wallet = HttpWallet(core.url, "k")
    for _ in range(3):
        core.will_answer(404, {"error": "unknown"})
    assert wallet.transaction("chen", "T1") is None
    assert wallet.account("nobody") is None
    assert wallet.transactions("nobody", since=NOW) == []


def test_an_account_that_does_not_exist_is_never_said_to_be_frozen(core: Core):
    core.will_answer(404, {})
    with pytest.raises(WalletUnavailable):
        HttpWallet(core.url, "k").freeze("nobody", key="message:1")


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 502, 503, 302])
def test_every_other_status_means_that_the_wallet_is_unavailable(core: Core, status: int):
    for ask in every_question(HttpWallet(core.url, "k")):
        core.will_answer(status, {"error": "x"})
        with pytest.raises(WalletUnavailable):
            ask()


def test_a_wallet_that_does_not_answer_in_time_is_unavailable(core: Core):
    core.answering.clear()
    with pytest.raises(WalletUnavailable) as refused:
        HttpWallet(core.url, "k", seconds=0.1).account("chen")
    assert refused.value.values["reason"] == "ReadTimeout"


def test_a_wallet_that_is_not_there_is_unavailable(core: Core):
    core.stop()
    with pytest.raises(WalletUnavailable):
        HttpWallet(core.url, "k").account("chen")


@pytest.mark.parametrize("content", [
    b"", b"<html>502</html>", b"{", b"null", b"[]", b"7", b'"ok"', b"\xff\xfe", {}, {"transactions": 5}, {"transactions": [7]}, {"error": "x"},
    {**PAYMENT, "amount": "much"}, {**PAYMENT, "amount": "NaN"}, {**PAYMENT, "amount": None}, {**PAYMENT, "kind": "gift"}, {**PAYMENT, "state": "odd"},
    {**PAYMENT, "created_at": "yesterday"}, {**PAYMENT, "created_at": "2026-11-03T16:00:00"}, {**PAYMENT, "created_at": 5},
    {"name": "陈静", "frozen": "whim"}, {"name": "陈静", "frozen": "risk", "frozen_at": "soon"},
])
def test_an_answer_that_makes_no_sense_means_that_the_wallet_is_unavailable(core: Core, content: Any):
    for ask in every_question(HttpWallet(core.url, "k")):
        core.will_answer(200, content)
        with pytest.raises(WalletUnavailable):
            ask()


def compensate(core: Core, seconds: float = 5.0) -> Outcome:
    return HttpWallet(core.url, "k", seconds=seconds).compensate("a/b", Decimal("12.3"), "CNY", key="compensation:7", reason="C20261103AAAAAA")


def test_an_order_to_pay_carries_its_key_and_the_exact_sum(core: Core):
    core.will_answer(201, {"id": "T1"})
    assert compensate(core) == Outcome(Paid.PAID)
    method, path, headers = core.asked[0]
    assert (method, path, headers["idempotency-key"]) == ("POST", "/customers/a%2Fb/compensations", "compensation:7")
    assert json.loads(core.bodies[0]) == {"amount": "12.30", "currency": "CNY", "reason": "C20261103AAAAAA"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429])
def test_a_refused_order_was_certainly_not_paid(core: Core, status: int):
    core.will_answer(status, {"error": "x"})
    assert compensate(core) == Outcome(Paid.REFUSED, f"status {status}")


@pytest.mark.parametrize("status, content", [
    (302, {}), (408, {}), (409, {}), (425, {}), (500, {}), (502, b"<html>"), (503, {"id": "T1"}), (200, b""), (200, b"{"), (200, {}), (200, []), (200, {"id": ""}),
    (202, {"id": "T1"}), (204, b"")])
def test_an_answer_that_says_neither_leaves_it_unknown(core: Core, status: int, content: Any):
    core.will_answer(status, content)
    assert compensate(core).state is Paid.UNKNOWN


def test_an_order_without_an_answer_in_time_is_unknown_and_not_repeated(core: Core):
    core.answering.clear()
    assert compensate(core, seconds=0.1) == Outcome(Paid.UNKNOWN, "ReadTimeout")
    assert len(core.asked) == 1


def test_an_order_to_a_wallet_that_is_not_there_is_unknown(core: Core):
    core.stop()
    assert compensate(core).state is Paid.UNKNOWN
