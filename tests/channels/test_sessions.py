"""A session is short, is renewed while the wallet's lasts, and ends everywhere when the customer signs out."""
import sqlite3
import threading
import time
from datetime import datetime, timedelta
from typing import Any, Dict, Iterator, List

import httpx
import pytest

from tests.channels.running import Customer, Server
from tests.channels.signing import RSA_KEY, sign


def renewed(customer: Customer) -> httpx.Response:
    return customer.http.post("/webhooks/web/sessions/renew")


def code(answer: httpx.Response) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]


def change(server: Server, statement: str, conversation_id: str) -> None:
    """Let time pass for one conversation."""
    with sqlite3.connect(server.environment["DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        assert connection.execute(statement, [conversation_id]).rowcount > 0


def end_tokens(server: Server, customer: Customer) -> None:
    change(server, "UPDATE accesses SET expires_at = '2020-01-01 00:00:00' WHERE sign_in_id IN (SELECT id FROM sign_ins WHERE conversation_id = ?)",
           customer.session["conversation_id"])


def end_sign_in(server: Server, customer: Customer) -> None:
    change(server, "UPDATE sign_ins SET renewable_until = '2020-01-01 00:00:00' WHERE conversation_id = ?", customer.session["conversation_id"])


def moment(session: Dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(session[name])


@pytest.mark.parametrize("demo", [None, "demo-chen"])
def test_a_token_lives_a_quarter_of_an_hour_and_its_sign_in_a_day(server: Server, demo: str):
    session = Customer(server, demo).session
    assert set(session) == {"token", "conversation_id", "expires_at", "renewable_until", "customer", "locale"}
    assert moment(session, "renewable_until") - moment(session, "expires_at") == timedelta(hours=24) - timedelta(minutes=15)


@pytest.mark.parametrize("demo", [None, "demo-chen"])
def test_a_renewed_session_is_the_same_conversation_with_another_token(server: Server, demo: str):
    customer = Customer(server, demo)
    answer = renewed(customer)
    new = answer.json()
    assert answer.status_code == 201 and new["token"] != customer.session["token"]
    for same in ("conversation_id", "renewable_until", "customer", "locale"):
        assert new[same] == customer.session[same]
    for token in (customer.session["token"], new["token"]):
        assert customer.http.get("/webhooks/web/messages", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_an_ended_token_opens_nothing_but_renews_once_while_the_sign_in_lasts(server: Server):
    customer = Customer(server)
    end_tokens(server, customer)
    assert code(customer.http.get("/webhooks/web/messages")) == (401, "unauthorised")
    assert renewed(customer).status_code == 201
    assert code(renewed(customer)) == (401, "session_over")


def test_when_the_sign_in_is_over_nothing_renews_it(server: Server):
    customer = Customer(server, locale="en")
    end_sign_in(server, customer)
    assert code(renewed(customer)) == (401, "session_over")
    assert "has ended" in customer.http.post("/webhooks/web/sessions/renew", headers={"accept-language": "en"}).json()["error"]["message"]


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc"])
def test_without_a_token_there_is_nothing_to_renew_or_end(server: Server, header: str):
    for method, path in (("POST", "sessions/renew"), ("DELETE", "sessions"), ("PUT", "locale")):
        assert code(httpx.request(method, f"{server.url}/webhooks/web/{path}", headers={"authorization": header})) == (401, "unauthorised")


@pytest.mark.parametrize("token", ["nonsense", "x" * 4000, b"\xff\xfe", "' OR 1=1 --"])
def test_a_made_up_token_neither_renews_nor_ends_anything(server: Server, token: Any):
    customer = Customer(server)
    header = [(b"authorization", b"Bearer " + (token if isinstance(token, bytes) else token.encode()))]
    assert code(httpx.post(f"{server.url}/webhooks/web/sessions/renew", headers=header)) == (401, "session_over")
    assert code(httpx.delete(f"{server.url}/webhooks/web/sessions", headers=header)) == (401, "unauthorised")
    assert customer.http.get("/webhooks/web/messages").status_code == 200


def test_the_end_of_the_wallets_session_is_the_end_of_ours(behind_a_wallet: Server):
    until = int(time.time()) + 120
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, sub="short-session", session_exp=until)
    session = httpx.post(f"{behind_a_wallet.url}/webhooks/web/sessions", json={"wallet_token": token}).json()
    assert moment(session, "expires_at").timestamp() == moment(session, "renewable_until").timestamp() == until


def test_a_wallets_session_of_weeks_is_one_of_a_day_here(behind_a_wallet: Server):
    token = sign(RSA_KEY, "RS256", {"kid": "rsa-1"}, sub="long-session", session_exp=int(time.time()) + 30 * 86_400)
    session = httpx.post(f"{behind_a_wallet.url}/webhooks/web/sessions", json={"wallet_token": token}).json()
    assert moment(session, "renewable_until").timestamp() - time.time() <= 24 * 3600


class Follower(threading.Thread):
    """Reads an event stream until the server ends it."""

    def __init__(self, customer: Customer, token: str) -> None:
        super().__init__(daemon=True)
        self.lines: List[str] = []
        self.is_open = threading.Event()
        self._http = httpx.Client(base_url=customer.http.base_url, headers={"authorization": f"Bearer {token}"}, timeout=30)
        self.start()
        assert self.is_open.wait(20)

    def run(self) -> None:
        with self._http, self._http.stream("GET", "/webhooks/web/events") as stream:
            for line in stream.iter_lines():
                self.lines.append(line)
                self.is_open.set()


@pytest.fixture
def two_devices(server: Server) -> Iterator[List[Customer]]:
    """A customer who is signed in on her phone and on her tablet."""
    yield [Customer(server, "demo-li"), Customer(server, "demo-li")]


def test_signing_out_ends_renewed_tokens_and_open_streams_of_this_device_at_once(two_devices: List[Customer]):
    phone, tablet = two_devices
    new = renewed(phone).json()["token"]
    streams = [Follower(phone, phone.session["token"]), Follower(phone, new)]
    stays = Follower(tablet, tablet.session["token"])
    assert phone.http.delete("/webhooks/web/sessions").status_code == 204
    for stream in streams:
        stream.join(10)  # the clock alone would take longer
        assert not stream.is_alive()
    for token in (phone.session["token"], new):
        for method, path in (("GET", "messages"), ("GET", "events"), ("GET", "complaints"), ("POST", "messages"), ("PUT", "locale")):
            assert code(phone.http.request(method, f"/webhooks/web/{path}", headers={"authorization": f"Bearer {token}"})) == (401, "unauthorised")
        assert code(phone.http.post("/webhooks/web/sessions/renew", headers={"authorization": f"Bearer {token}"})) == (401, "session_over")
    assert stays.is_alive() and renewed(tablet).status_code == 201
    tablet.http.delete("/webhooks/web/sessions")
    stays.join(10)


def test_what_is_said_after_signing_out_reaches_no_stream_of_hers(two_devices: List[Customer]):
    phone, tablet = two_devices
    stream = Follower(phone, phone.session["token"])
    phone.http.delete("/webhooks/web/sessions")
    tablet.say("这句话只给平板看")
    stream.join(10)
    assert not stream.is_alive() and "这句话只给平板看" not in "\n".join(stream.lines)


def test_signing_out_twice_is_no_error(server: Server):
    customer = Customer(server)
    assert [customer.http.delete("/webhooks/web/sessions").status_code for _ in range(2)] == [204, 204]


def test_an_ended_token_still_signs_out(server: Server):
    customer = Customer(server)
    end_tokens(server, customer)
    assert customer.http.delete("/webhooks/web/sessions").status_code == 204
    assert code(renewed(customer)) == (401, "session_over")


def test_a_renewal_under_way_while_signing_out_gives_no_token_that_works(server: Server):
    customer = Customer(server)
    answers: List[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(renewed(customer))) for _ in range(6)]
    for number, thread in enumerate(threads):
        thread.start()
        if number == 2:
            assert customer.http.delete("/webhooks/web/sessions").status_code == 204
    for thread in threads:
        thread.join(30)
    for token in [answer.json()["token"] for answer in answers if answer.status_code == 201]:
        assert customer.http.get("/webhooks/web/messages", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_the_next_customer_on_a_shared_device_sees_nothing_of_the_last(server: Server):
    visitor = Customer(server)
    visitor.say("我的手机号是13812345678")
    first, second = Customer(server, "demo-zhao"), Customer(server, "demo-new")
    first.say("转人工")
    assert len({each.session["conversation_id"] for each in (visitor, first, second)}) == 3
    assert all("13812345678" not in message["text"] for each in (first, second) for message in each.messages())
    assert all("转人工" not in message["text"] for message in second.messages())


def test_a_visitors_conversation_never_becomes_a_customers(server: Server):
    visitor = Customer(server)
    visitor.say("你好")
    token = visitor.http.post("/demo/wallet-token", json={"customer": "demo-zhou"}).json()["wallet_token"]
    signed_in = visitor.http.post("/webhooks/web/sessions", json={"wallet_token": token, "conversation_id": visitor.session["conversation_id"]}).json()
    assert signed_in["conversation_id"] != visitor.session["conversation_id"]
    assert renewed(visitor).json()["customer"] is None


def test_a_chosen_language_stays_whatever_she_types(server: Server):
    customer = Customer(server)
    chosen = customer.http.put("/webhooks/web/locale", json={"locale": "en-GB"})
    assert (chosen.status_code, chosen.json()) == (200, {"locale": "en"})
    assert customer.say("付款失败了").isascii() or "¥" in customer.say("付款失败了")
    assert renewed(customer).json()["locale"] == "en"
    assert customer.http.get("/webhooks/web/complaints/C20260101AAAAAA").json()["error"]["message"].isascii()


@pytest.mark.parametrize("body", [{}, {"locale": None}, {"locale": ""}, {"locale": 5}, {"locale": "x" * 36}, {"locale": "zh\n"}, {"locale": "../en"}])
def test_an_odd_language_changes_nothing(server: Server, body: Dict[str, Any]):
    customer = Customer(server)
    assert code(customer.http.put("/webhooks/web/locale", json=body)) == (422, "invalid_field")
    assert renewed(customer).json()["locale"] == "zh-CN"
