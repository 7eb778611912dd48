"""A process that is told to end is missed by nobody."""
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import List

import httpx
import pytest

from tests.channels.following import Follower
from tests.channels.proxy import Proxy
from tests.channels.running import Customer, Server
from tests.services import RedisServer

HEALTH = "/webhooks/web/health"
FAQ = ("怎么开启双重验证", "怎么修改登录密码", "手续费怎么收", "怎么注销账户")


def test_a_process_that_is_told_to_end_serves_on_says_so_and_sends_its_streams_away(tmp_path: Path):
    server = Server(tmp_path, DRAIN_SECONDS="4").start()
    customer = Customer(server)
    with Follower(server.url, customer.session["token"]) as follower:
        server.tell(signal.SIGTERM)
        for _ in range(100):
            answer = httpx.get(server.url + HEALTH, headers={"accept-language": "en"})
            if answer.status_code == 503:
                break
            time.sleep(0.02)
        assert (answer.status_code, answer.json()["error"]["code"], answer.headers["connection"]) == (503, "unavailable", "close")
        assert "双重验证" in customer.say("怎么开启双重验证")  # who comes nonetheless is served
        assert server.ended() == 0
        assert follower.moves == 1 and follower.seen == [1, 2]
        assert "Traceback" not in server.log


@pytest.mark.long
def test_a_process_that_stands_alone_ends_at_once_and_a_turn_that_runs_is_answered(tmp_path: Path):
    server = Server(tmp_path).start()
    customer = Customer(server)
    sent = [customer.post(text=FAQ[number % 4]).json()["sequence"] for number in range(6)]
    server.tell(signal.SIGTERM)
    assert server.ended() == 0
    server.start()
    try:
        for _ in range(200):
            said = [message["author"] for message in customer.messages()]
            if said.count("bot") >= len(sent):
                break
            time.sleep(0.1)
        assert (said.count("customer"), said.count("bot")) == (6, 6)
    finally:
        server.stop()


class Writer(threading.Thread):
    """A customer who writes all the time through the proxy, and reads what comes."""

    def __init__(self, proxy: Proxy, number: int) -> None:
        super().__init__(daemon=True)
        self.customer = Customer(proxy)
        self.follower = Follower(proxy.url, self.customer.session["token"])
        self.sent, self.problems, self._number, self._ended = 0, self.follower.problems, number, threading.Event()
        self.start()

    def run(self) -> None:
        headers = {"authorization": self.customer.http.headers["authorization"]}
        while not self._ended.is_set():
            body = {"client_message_id": uuid.uuid4().hex, "text": FAQ[(self._number + self.sent) % 4]}
            try:
                answer = httpx.post(f"{self.customer.http.base_url}/webhooks/web/messages", json=body, headers=headers, timeout=30)
                self.sent += 1
                if answer.status_code != 202:
                    self.problems.append(f"message: {answer.status_code} {answer.text}")
            except httpx.HTTPError as error:
                self.problems.append(f"message: {type(error).__name__}")
            time.sleep(0.4)

    def end(self) -> None:
        self._ended.set()
        self.join(30)


@pytest.mark.long
def test_two_processes_that_are_restarted_one_after_the_other_are_missed_by_nobody(tmp_path: Path, postgresql_url: str, redis_server: RedisServer):
    settings = {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_server.url, "LIMITS_URL": redis_server.url,
                "ENDPOINTS": "deploy/endpoints.production.yml", "DRAIN_SECONDS": "3"}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    servers = [Server(tmp_path / name, **settings).start() for name in ("one", "two")]
    proxy = Proxy([server.port for server in servers], HEALTH).start()
    writers = [Writer(proxy, number) for number in range(4)]
    try:
        time.sleep(3)
        for server in servers:  # a new version or a new model comes in this way
            server.tell(signal.SIGTERM)
            assert server.ended() == 0
            assert server.port not in proxy.well
            server.start()
            _until(lambda port=server.port: port in proxy.well)
            time.sleep(2)
        for writer in writers:
            writer.end()
        _until(lambda: all(writer.follower.seen and writer.follower.seen[-1] >= 2 * writer.sent for writer in writers))
        for writer in writers:
            writer.follower.stop()
        assert [writer.problems for writer in writers] == [[]] * 4
        assert all(writer.sent >= 20 for writer in writers) and sum(writer.follower.moves for writer in writers) >= 4
        for writer in writers:
            assert writer.follower.seen == list(range(1, 2 * writer.sent + 1))  # nothing lost, nothing twice, in order
            authors: List[str] = [message["author"] for message in writer.customer.messages()]
            assert authors.count("customer") == authors.count("bot")
        assert not any("Traceback" in server.log for server in servers)
    finally:
        proxy.stop()
        for server in servers:
            server.stop(signal.SIGKILL)


def _until(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)
