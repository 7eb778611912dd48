"""Too much is refused with the time to wait; a wish for a person or a freeze always gets through."""
import re
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Iterator, Tuple

import httpx
import pytest

from tests.channels.running import Customer, Server
from tests.services import RedisServer

SETTINGS = {
    "TRUSTED_PROXIES": "1", "LIMIT_MESSAGES_PER_CONVERSATION": "4/10 seconds", "LIMIT_MESSAGES_PER_CUSTOMER": "3/10 seconds",
    "LIMIT_SESSIONS_PER_ADDRESS": "3/10 seconds", "LIMIT_SESSIONS_PER_CUSTOMER": "2/10 seconds", "LIMIT_URGENT_PER_CONVERSATION": "8/10 seconds",
    "STREAMS_PER_CONVERSATION": "2",
}


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with narrow limits behind one trusted proxy; each test comes from addresses of its own."""
    running = Server(tmp_path_factory.mktemp("limited"), **SETTINGS).start()
    yield running
    running.stop()


def use_up(customer: Customer, count: int) -> httpx.Response:
    """Send this many messages, and one more that is refused."""
    assert [customer.post(text=f"你好 {number}").status_code for number in range(count)] == [202] * count
    refused = customer.post(text="你好")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    return refused


def open_session(server: Server, forwarded: str, **body: str) -> httpx.Response:
    return httpx.post(f"{server.url}/webhooks/web/sessions", json=body, headers={"x-forwarded-for": forwarded}, timeout=30)


def wallet_token(server: Server, customer: str) -> str:
    return httpx.post(f"{server.url}/demo/wallet-token", json={"customer": customer}).json()["wallet_token"]


def test_a_conversation_that_sends_too_much_is_told_how_long_to_wait_and_then_goes_on(limited: Server):
    visitor = Customer(limited, address="198.51.100.1")
    refused = use_up(visitor, 4)
    seconds = int(refused.headers["retry-after"])
    said = refused.json()["error"]["message"]
    assert 1 <= seconds <= 10 and f"{seconds} 秒" in said and "人工" in said and "冻结" in said
    assert len([m for m in visitor.messages() if m["author"] == "customer"]) == 4
    time.sleep(seconds)
    assert visitor.post(text="你好").status_code == 202


def test_she_is_told_in_her_language(limited: Server):
    visitor = Customer(limited, address="198.51.100.2", locale="en")
    assert [visitor.post(text="hello there").status_code for _ in range(4)] == [202] * 4
    said = visitor.post(text="hello there").json()["error"]["message"]
    assert re.search(r"wait \d+ s\b", said) and "person" in said and "freeze" in said


def test_another_conversation_at_the_same_address_goes_on(limited: Server):
    busy, quiet = Customer(limited, address="198.51.100.3"), Customer(limited, address="198.51.100.3")
    use_up(busy, 4)
    assert quiet.post(text="你好").status_code == 202


def test_a_customer_is_counted_over_all_her_sessions(limited: Server):
    phone, tablet = Customer(limited, "demo-sun", address="198.51.100.4"), Customer(limited, "demo-sun", address="198.51.100.5")
    assert [device.post(text="你好").status_code for device in (phone, tablet, phone)] == [202] * 3
    assert [device.post(text="你好").status_code for device in (phone, tablet)] == [429] * 2


def test_what_is_sent_again_costs_nothing_and_is_never_refused(limited: Server):
    visitor = Customer(limited, address="198.51.100.6")
    assert [visitor.post(text="你好", client_message_id="again").status_code for _ in range(6)] == [202] + [200] * 5
    use_up(visitor, 3)
    assert visitor.post(text="你好", client_message_id="again").status_code == 200


@pytest.mark.parametrize("place, words", enumerate([
    "转人工", "请马上冻结我的账户", "我的账户被盗了", "我被骗子骗了钱", "怎么一直没有客服理我", "别再让机器人回答了 我要找真人客服",
    "let me talk to a human", "freeze my account now please", "my account has been hacked", "I was scammed and sent them money", "why is nobody answering me",
]))
def test_a_wish_for_a_person_or_a_freeze_gets_through_and_nothing_else_does(limited: Server, place: int, words: str):
    visitor = Customer(limited, address=f"198.51.100.{100 + place}")
    use_up(visitor, 4)
    assert visitor.post(text=words).status_code == 202
    assert visitor.post(text="你好").status_code == 429


def test_the_button_for_a_person_gets_through_and_another_does_not(limited: Server):
    visitor = Customer(limited, address="198.51.100.7")
    visitor.say("我的账户为什么被冻结了")
    buttons = {choice["title"]: choice["id"] for choice in visitor.choices}
    use_up(visitor, 3)
    assert visitor.post(choice_id=buttons["怎么解冻"]).status_code == 429
    assert visitor.post(choice_id=buttons["转人工查原因"]).status_code == 202
    assert visitor.post(choice_id="nobodys-choice").status_code == 404


@pytest.mark.parametrize("demo, ask, question, agree, done", [
    ("demo-liu", "帮我冻结账户", "确认冻结", "是的", "已经冻结"), ("demo-smith", "freeze my account now please", "Shall I freeze it", "yes", "is frozen"),
])
def test_a_freeze_that_was_asked_for_can_be_confirmed(limited: Server, demo: str, ask: str, question: str, agree: str, done: str):
    customer = Customer(limited, demo, locale="en" if demo == "demo-smith" else "zh-CN", address="198.51.100.8")
    assert [customer.post(text=text).status_code for text in ("你好", "thanks")] == [202] * 2
    assert question in customer.say(ask)
    assert done in customer.say(agree)
    assert customer.post(text="你好").status_code == 429


def test_repeating_the_urgent_is_limited_too(limited: Server):
    visitor = Customer(limited, address="198.51.100.9")
    use_up(visitor, 4)
    answers = [visitor.post(text="转人工").status_code for _ in range(12)]
    assert answers == [202] * 7 + [429] * 5


def test_visitors_of_one_address_open_so_many_sessions_and_a_forged_header_opens_no_more(limited: Server):
    opened = [open_session(limited, f"203.0.113.{forged}, 198.51.100.10") for forged in range(5)]
    assert [answer.status_code for answer in opened] == [201] * 3 + [429] * 2
    assert opened[-1].json()["error"]["code"] == "too_many_from_address" and int(opened[-1].headers["retry-after"]) >= 1
    assert "人工" not in opened[-1].json()["error"]["message"], "what is not true here is not promised"
    assert open_session(limited, "198.51.100.11").status_code == 201


def test_one_household_of_ipv6_addresses_is_one_address(limited: Server):
    opened = [open_session(limited, f"2001:db8:5:6::{number}").status_code for number in range(4)]
    assert opened == [201] * 3 + [429]
    assert open_session(limited, "2001:db8:5:7::1").status_code == 201


def test_an_office_full_of_customers_signs_in_although_its_visitors_used_the_address_up(limited: Server):
    assert [open_session(limited, "198.51.100.12").status_code for _ in range(4)] == [201] * 3 + [429]
    for customer in ("demo-chen", "demo-wang", "demo-zhou"):
        assert open_session(limited, "198.51.100.12", wallet_token=wallet_token(limited, customer)).status_code == 201


def test_one_customer_opens_only_so_many_sessions(limited: Server):
    opened = [open_session(limited, f"198.51.100.{number}", wallet_token=wallet_token(limited, "demo-zheng")) for number in (13, 14, 15)]
    assert [answer.status_code for answer in opened] == [201, 201, 429]


def test_a_conversation_has_only_so_many_open_streams(limited: Server):
    visitor = Customer(limited, address="198.51.100.16")
    with ExitStack() as streams:
        first = streams.enter_context(httpx.Client(base_url=limited.url, headers=visitor.http.headers, timeout=20))
        assert streams.enter_context(first.stream("GET", "/webhooks/web/events")).status_code == 200
        assert streams.enter_context(visitor.http.stream("GET", "/webhooks/web/events")).status_code == 200
        refused = visitor.http.get("/webhooks/web/events")
        assert (refused.status_code, refused.json()["error"]["code"], refused.headers["retry-after"]) == (429, "too_many_requests", "15")
    for _ in range(100):  # the server must notice first that they are closed
        with visitor.http.stream("GET", "/webhooks/web/events") as again:
            if again.status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the closed streams still count")


@pytest.fixture()
def pair(tmp_path: Path, redis_server: RedisServer) -> Iterator[Tuple[Server, Server]]:
    """Two chat processes on one database and one Redis, without a proxy before them."""
    settings = {"LIMITS_URL": redis_server.url, "LIMIT_MESSAGES_PER_CONVERSATION": "4/minute", "LIMIT_SESSIONS_PER_ADDRESS": "3/minute",
                "LIMIT_REQUESTS_PER_ADDRESS": "60/5 seconds", "LIMIT_REQUESTS_PER_CONVERSATION": "5/minute"}
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one = Server(tmp_path / "one", **settings)
    other = Server(tmp_path / "other", DATABASE_URL=one.environment["DATABASE_URL"], **settings)
    try:
        yield one.start(), other.start()
    finally:
        one.stop()
        other.stop()


def test_two_processes_count_together_and_go_on_alone_when_redis_is_gone(pair: Tuple[Server, Server], redis_server: RedisServer):
    one, other = pair
    visitor = Customer(one)
    both = [httpx.Client(base_url=server.url, headers=visitor.http.headers, timeout=30) for server in pair]

    def post(place: int, number: int) -> int:
        return both[place].post("/webhooks/web/messages", json={"client_message_id": f"m{place}-{number}", "text": "你好"}).status_code

    assert [post(number % 2, number) for number in range(4)] == [202] * 4
    assert [post(place, 9) for place in (0, 1)] == [429] * 2
    assert [open_session(server, "6.6.6.6").status_code for server in (one, other, other, one)] == [201, 201, 429, 429]
    assert [both[number % 2].get("/webhooks/web/messages").status_code for number in range(6)] == [200] * 4 + [429] * 2

    redis_server.stop()
    # Each counts for itself from nothing: nobody is refused who should not be, and what is far too much still is.
    assert [post(0, number) for number in range(20, 25)] == [202] * 4 + [429]
    assert [post(1, number) for number in range(20, 25)] == [202] * 4 + [429]
    flood = [both[0].get("/webhooks/web/complaints", headers={"authorization": ""}).status_code for _ in range(70)]
    assert set(flood) == {401, 429}
    assert both[0].get("/webhooks/web/health").status_code == 200
    assert both[0].post("/webhooks/web/messages", json={}).json()["error"]["code"] == "too_many_from_address"
    for server in pair:
        assert server.log.count("Redis is away") == 1 and "Traceback" not in server.log
