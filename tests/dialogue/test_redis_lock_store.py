"""Locks that several processes share, in a real Redis."""
import asyncio
import inspect
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from rasa.core import lock_store as rasas
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig
from redis import RedisError

from bot.dialogue import redis_lock_store
from bot.dialogue.redis_lock_store import RedisLockStore
from tests.services import RedisServer


def store(server: RedisServer) -> RedisLockStore:
    """As another process would have it: what one knows in its own memory, the other does not."""
    return RedisLockStore(EndpointConfig(url=server.url))


async def test_turns_of_one_conversation_wait_for_each_other_across_processes(redis_server: RedisServer):
    stores, inside, order = [store(redis_server) for _ in range(4)], 0, []

    async def turn(number: int) -> None:
        nonlocal inside
        async with stores[number % 4].lock("a"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.005)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(turn(number) for number in range(40)))
    assert sorted(order) == list(range(40))
    assert not list(redis_server.client().scan_iter("wallet-support:lock:*"))


async def test_other_conversations_do_not_wait(redis_server: RedisServer):
    async with store(redis_server).lock("a"), store(redis_server).lock("b"):
        pass


async def test_who_waits_is_woken_and_does_not_ask_again_and_again(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_lock_store, "_PATIENCE_SECONDS", 3600.0)  # without the wake-up it would wait for ever
    first, second = store(redis_server), store(redis_server)
    async with first.lock("a"):
        waiting = asyncio.create_task(_hold(second, "a"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 10)


async def test_a_lock_that_does_not_come_free_is_an_error(redis_server: RedisServer):
    async with store(redis_server).lock("a"):
        with pytest.raises(LockError):
            await _hold(store(redis_server), "a", 0.05)


async def test_a_long_turn_keeps_its_lock(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_lock_store, "_LIFE_SECONDS", 0.3)
    monkeypatch.setattr(redis_lock_store, "_RENEWAL_SECONDS", 0.05)
    async with store(redis_server).lock("a"):
        await asyncio.sleep(1)
        with pytest.raises(LockError):
            await _hold(store(redis_server), "a", 0.05)


async def test_the_lock_of_a_killed_process_is_free_once_its_life_is_over(redis_server: RedisServer):
    holder = subprocess.Popen([sys.executable, "-c", f"""
import asyncio
from bot.dialogue import redis_lock_store
from rasa.utils.endpoints import EndpointConfig
from redis import RedisError
redis_lock_store._LIFE_SECONDS = 1.0
async def hold():
    async with redis_lock_store.RedisLockStore(EndpointConfig(url={redis_server.url!r})).lock("a"):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(hold())
"""], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."})
    assert holder.stdout is not None and holder.stdout.readline().strip() == b"held"
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    await _hold(store(redis_server), "a", 30)


async def test_who_lost_his_lock_does_not_release_anothers(redis_server: RedisServer):
    client = redis_server.client()
    async with store(redis_server).lock("a"):
        client.set("wallet-support:lock:a", "somebody else's")
    assert client.get("wallet-support:lock:a") == b"somebody else's"


def test_rasas_redis_locks_still_are_read_changed_and_written_and_polled_for():
    changed = inspect.getsource(rasas.LockStore.issue_ticket)
    assert changed.index("self.get_or_create_lock") < changed.index("self.save_lock")
    assert "asyncio.sleep(wait_time_in_seconds)" in inspect.getsource(rasas.LockStore._acquire_lock)
    assert "self.red.set(" in inspect.getsource(rasas.RedisLockStore.save_lock)


async def _hold(locks: RedisLockStore, conversation: str, seconds: float = 30) -> float:
    async with locks.lock(conversation, seconds):
        return time.monotonic()


async def test_a_redis_that_restarts_again_and_again_leaves_nobody_holding_a_lock_for_ever(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_lock_store, "_RENEWAL_SECONDS", 0.002)  # a turn often ends in the middle of a renewal
    store_of_all, ended = store(redis_server), asyncio.Event()

    async def turns(conversation: str) -> None:
        while not ended.is_set():
            with suppress(RedisError, OSError, LockError):
                async with store_of_all.lock(conversation, 5):
                    await asyncio.sleep(0.005)

    talking = [asyncio.create_task(turns(f"c{number}")) for number in range(20)]
    for _ in range(6):
        await asyncio.sleep(0.2)
        redis_server.stop()
        await asyncio.sleep(0.1)
        await asyncio.to_thread(redis_server.start)
    ended.set()
    _, stuck = await asyncio.wait(talking, timeout=15)
    for task in stuck:
        task.cancel()
    assert not stuck
    assert not [key for key in redis_server.client().scan_iter("wallet-support:lock:*") if redis_server.client().pttl(key) > 10_000]


async def test_a_lock_that_redis_forgot_is_taken_again_by_its_holder(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_lock_store, "_RENEWAL_SECONDS", 0.05)
    async with store(redis_server).lock("a"):
        redis_server.client().flushall()
        await asyncio.sleep(0.3)
        with pytest.raises(LockError):
            await _hold(store(redis_server), "a", 0.1)


async def test_a_turn_that_was_done_is_done_though_redis_left_before_its_lock_was_given_back(redis_server: RedisServer):
    async with store(redis_server).lock("a"):
        redis_server.stop()
