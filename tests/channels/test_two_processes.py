"""Two chat processes on one database and one Redis: a conversation may reach either, and neither answers twice."""
import signal
import time
import uuid
from pathlib import Path
from typing import Iterator, Tuple

import pytest
from sqlalchemy import text

from bot.conversations.live import Kind, emit
from bot.db import Database, utc_now
from tests.channels.running import Customer, Server, at_the_confirmation
from tests.services import RedisServer

FAQ = ("怎么开启双重验证", "怎么修改登录密码", "手续费怎么收", "怎么注销账户")


@pytest.fixture()
def both(tmp_path: Path, postgresql_url: str, redis_server: RedisServer) -> Iterator[Tuple[Server, Server]]:
    """Both, on a real PostgreSQL; either may be killed."""
    settings = {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_server.url, "LIMITS_URL": redis_server.url, "ENDPOINTS": "deploy/endpoints.production.yml"}
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Server(tmp_path / "one", **settings), Server(tmp_path / "two", **settings)
    one.start()
    two.start()
    yield one, two
    one.stop(signal.SIGKILL)
    two.stop(signal.SIGKILL)


def elsewhere(customer: Customer, server: Server) -> Customer:
    """The same customer with the same token, who reaches another process."""
    other = Customer.__new__(Customer)
    other.__dict__.update(customer.__dict__)
    other.http = type(customer.http)(base_url=server.url, timeout=30, headers={"authorization": customer.http.headers["authorization"]})
    return other


def test_a_conversation_that_goes_to_and_fro_is_answered_once_and_in_order_and_outlives_a_process(both: Tuple[Server, Server]):
    here = Customer(both[0])
    there = elsewhere(here, both[1])
    for number in range(8):  # two at a time, each to another process
        for place, customer in enumerate((here, there)):
            assert customer.post(text=FAQ[(number + place) % 4], client_message_id=f"m{number}-{place}").status_code == 202
    said = _settled(here, 16)
    assert sum(message["author"] == "customer" for message in said) == 16
    assert sum(message["author"] == "bot" for message in said) == 16, [message["text"][:20] for message in said]
    assert here.say("我要投诉付款失败") and "手续费" in there.say("手续费怎么收")  # a form begun here goes on there
    asked = there.post(text="怎么注销账户", client_message_id=uuid.uuid4().hex).json()["sequence"]
    both[1].stop(signal.SIGKILL)
    assert here.wait_for("注销", after=asked)["author"] == "bot"  # answered there before it died, or taken over here
    assert "Traceback" not in both[0].log


def test_a_turn_that_two_processes_take_at_once_because_redis_forgot_whose_it_is_happens_once(both: Tuple[Server, Server], redis_server: RedisServer):
    customer = at_the_confirmation(both[0])
    database = Database(both[0].environment["DATABASE_URL"])
    with database.engine.connect() as holder, holder.begin() as held:
        holder.execute(text("LOCK TABLE complaints IN EXCLUSIVE MODE"))  # who files waits here
        asked = customer.post(choice_id=customer.choices[0]["id"]).json()["sequence"]
        for _ in range(200):
            if holder.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar() == 2:
                break
            redis_server.client().flushall()
            with database.transaction() as session:
                emit(session, Kind.TURN, "left", now=utc_now())  # the others look for what waits
            time.sleep(0.3)
        else:
            raise AssertionError("only one process took the turn")
        held.rollback()
    assert customer.wait_for("投诉已经收到", after=asked)["author"] == "bot"
    time.sleep(1)  # the slower one is at its end now, too
    said = [message["text"] for message in customer.messages(after=asked)]
    assert sum("投诉已经收到" in each for each in said) == 1 and not any("没能处理" in each for each in said), said
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM complaints")).scalar() == 1
        assert session.execute(text("SELECT count(DISTINCT data::json ->> 'message_id') = count(*) FROM events WHERE type_name = 'user'")).scalar()
    assert "手续费" in customer.say("手续费怎么收")  # and the talk goes on


def _settled(customer: Customer, answers: int) -> list:
    for _ in range(600):
        said = customer.messages()
        if sum(message["author"] == "bot" for message in said) >= answers:
            time.sleep(1)  # were one answered twice, the second answer would come now
            return customer.messages()
        time.sleep(0.1)
    raise AssertionError(f"not all were answered: {said}")
