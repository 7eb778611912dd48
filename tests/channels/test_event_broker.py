"""Events for analytics reach a real RabbitMQ, which conversations neither wait for nor need."""
import asyncio
import inspect
import json
import signal
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import aio_pika
import pytest
from rasa.core.brokers.pika import PikaEventBroker
from sqlalchemy import text

from bot.db import Database
from tests.channels.running import Customer, Server
from tests.services import RabbitServer

QUEUE, PASSWORD = "support-events", "hunter2Secret"


@pytest.fixture()
def rabbit(tmp_path: Path) -> Iterator[RabbitServer]:
    """Not started yet."""
    made = RabbitServer(tmp_path / "rabbit")
    yield made
    made.stop()


def with_broker(rabbit: RabbitServer, folder: Path) -> Path:
    """The endpoints of one process, with the broker that the production file describes, uncommented."""
    described = Path("deploy/endpoints.production.yml").read_text("utf-8").partition("# event_broker:")[1:]
    lines = [line.removeprefix("# ") for line in "".join(described).splitlines()]
    path = folder / "endpoints.yml"
    path.write_text("\n".join([Path("endpoints.yml").read_text("utf-8"), *lines, f"  port: {rabbit.port}", ""]), "utf-8")
    return path


@pytest.fixture()
def server(rabbit: RabbitServer, tmp_path: Path) -> Iterator[Server]:
    """A chat process that tells of every event, while RabbitMQ is not there yet."""
    made = Server(tmp_path, ENDPOINTS=str(with_broker(rabbit, tmp_path)), RABBITMQ_HOST="127.0.0.1", RABBITMQ_USER="guest", RABBITMQ_PASSWORD="guest")
    made.start()
    yield made
    made.stop()


async def _taken(rabbit: RabbitServer) -> List[Dict[str, Any]]:
    connection = await aio_pika.connect(port=rabbit.port)
    async with connection:
        queue = await (await connection.channel()).declare_queue(QUEUE, durable=True)
        found = []
        while (message := await queue.get(fail=False)) is not None:
            await message.ack()
            found.append(json.loads(message.body))
        return found


def taken_until(rabbit: RabbitServer, enough: Callable[[List[Dict[str, Any]]], bool]) -> List[Dict[str, Any]]:
    """What is in the queue, once it is enough."""
    found: List[Dict[str, Any]] = []
    for _ in range(120):
        found += asyncio.run(_taken(rabbit))
        if enough(found):
            return found
        time.sleep(0.5)
    raise AssertionError(f"not all events came: {[event.get('text') for event in found]}")


def said(events: List[Dict[str, Any]]) -> List[str]:
    """What the customer said, each once, in the order in which it came."""
    return list(dict.fromkeys(event["text"] for event in events if event["event"] == "user"))


@pytest.mark.long
def test_events_reach_rabbitmq_once_it_is_there_and_no_conversation_waits_for_it(server: Server, rabbit: RabbitServer):
    customer = Customer(server)
    assert "密码" in customer.say(f"我的密码是 {PASSWORD} 怎么改")  # RabbitMQ has never been there
    rabbit.start()
    assert "手续费" in customer.say("手续费怎么收")
    first = taken_until(rabbit, lambda events: "手续费怎么收" in said(events))
    rabbit.stop()
    assert "注销" in customer.say("怎么注销账户")  # it is gone again
    rabbit.start()
    assert "双重验证" in customer.say("怎么开启双重验证")
    server.stop(signal.SIGTERM)  # what the last turn said is not left behind
    last = taken_until(rabbit, lambda events: "怎么开启双重验证" in said(events))
    assert said([*first, *last])[1:] == ["手续费怎么收", "怎么注销账户", "怎么开启双重验证"]
    assert {event["sender_id"] for event in [*first, *last]} == {customer.session["conversation_id"]}
    database = Database(server.environment["DATABASE_URL"])
    with database.reading() as session:
        stored = session.execute(text("SELECT count(*) FROM events")).scalar()
    told = {json.dumps(event, sort_keys=True) for event in [*first, *last]}
    assert len(told) == stored
    assert PASSWORD not in "".join(told) and "Traceback" not in server.log
    assert not any(words in server.log for words in (PASSWORD, "手续费", "注销", "双重验证"))


def test_rasas_own_broker_still_is_what_ours_replaces():
    assert "self._unpublished_events.append(event)" in inspect.getsource(PikaEventBroker._publish)
    assert "self._exchange is None" in inspect.getsource(PikaEventBroker._publish)
    assert "await broker.connect()" in inspect.getsource(PikaEventBroker.from_endpoint_config)
