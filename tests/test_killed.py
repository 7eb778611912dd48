"""The real processes, killed by SIGKILL in the middle of what they do: nothing is lost, nothing happens twice."""
import json
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import httpx
import pytest
from sqlalchemy import select, text

from bot.agents import tokens
from bot.agents.models import Agent
from bot.agents.queries import actor_of
from bot.complaints import compensations, decisions, rounds
from bot.complaints.kinds import Outcome
from bot.complaints.models import Compensation, ComplaintNote
from bot.db import Database, utc_now
from bot.wallet.http import HttpWallet
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic, WebhookDelivery
from tests.complaints.people import HOUR, file, hire
from tests.desk.complaints import events, filed, kept, said, sound
from tests.services import free_port
from tests.webhooks.receiver import Receiver

ROOT = Path(__file__).parent.parent


class Process:
    """`python -m bot COMMAND` on the test's own database."""

    def __init__(self, command: str, **settings: str) -> None:
        self._running = subprocess.Popen([sys.executable, "-m", "bot", command], cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """As a power cut would."""
        if self._running.poll() is None:
            self._running.send_signal(signal.SIGKILL)
        self._running.wait(30)


@pytest.fixture
def running() -> Iterator[Callable[..., Process]]:
    started: List[Process] = []

    def start(command: str, **settings: str) -> Process:
        started.append(Process(command, **settings))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def wait_until(true: Callable[[], Any], seconds: float = 90) -> Any:
    for _ in range(int(seconds / 0.05)):
        found = true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


# ---- the desk, in the middle of decisions

def token(database: Database) -> str:
    with database.transaction() as session:
        lead = Agent(name="主管", role="supervisor", email="lead@desk.example", created_at=utc_now())
        session.add(lead)
        session.flush()
        return tokens.create(session, "own desk", read_only=False, days=1, actor=actor_of(lead), now=utc_now())[1]


def open_desk(running: Callable[..., Process], held: str) -> "tuple[Process, httpx.Client]":
    port = free_port()
    process = running("desk", DESK_PORT=str(port))
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", headers={"authorization": f"Bearer {held}"}, timeout=60)

    def ready() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        except httpx.HTTPError:
            return False
    wait_until(ready)
    return process, client


def decide(client: httpx.Client, number: str, version: int) -> Optional[int]:
    """The status; None where the desk died before it answered."""
    try:
        return client.post(f"/complaints/{number}/decision", json={"outcome": "upheld", "words": "决定：退款", "version": version}).status_code
    except httpx.HTTPError:
        return None


def is_whole(database: Database, number: str) -> bool:
    """Decided with all that belongs to it, or not at all."""
    decided = events(database, number).count("complaint_decided")
    told = len([words for words in said(database, number) if "决定：退款" in words])
    with database.reading() as session:
        notes = len(session.execute(select(ComplaintNote).where(ComplaintNote.complaint_id == kept(database, number).id)).all())
    return (kept(database, number).status == "decided", told, notes) == (bool(decided), decided, decided)


@pytest.mark.slow
@pytest.mark.parametrize("rest", [0.0, 0.02])
def test_a_desk_killed_among_decisions_has_each_whole_or_not_at_all(database: Database, running: Callable[..., Process], rest: float):
    held = token(database)
    numbers = [filed(database, key=f"message:{n}", customer=f"customer{n}") for n in range(12)]
    version = kept(database, numbers[0]).version
    process, client = open_desk(running, held)
    answered: Dict[str, Optional[int]] = {}
    deciding = threading.Thread(target=lambda: answered.update((number, decide(client, number, version)) for number in numbers))
    deciding.start()
    wait_until(lambda: kept(database, numbers[3]).status == "decided")
    time.sleep(rest)
    process.kill()
    deciding.join(90)
    assert all(is_whole(database, number) for number in numbers) and sound(database)
    assert all(kept(database, number).status == "decided" for number, status in answered.items() if status == 200)
    assert None in answered.values()
    _, client = open_desk(running, held)
    for number in numbers:  # each agent sends again what she had no answer to
        again = decide(client, number, version)
        assert again in {200, 409}
    assert [events(database, number).count("complaint_decided") for number in numbers] == [1] * 12
    assert all(is_whole(database, number) for number in numbers) and sound(database)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # where a lock holds a transaction in its middle
def test_a_desk_killed_with_half_a_decision_written_leaves_none_of_it(database: Database, running: Callable[..., Process]):
    held, number = token(database), filed(database)
    process, client = open_desk(running, held)
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    with database.transaction() as session:
        session.execute(text("SELECT id FROM conversations FOR UPDATE"))  # the decision is on record and cannot be told yet
        deciding = threading.Thread(target=decide, args=(client, number, kept(database, number).version))
        deciding.start()

        def blocked() -> int:
            with database.reading() as other:
                return other.execute(waiting).scalar_one()
        wait_until(blocked)
        process.kill()
    deciding.join(60)
    time.sleep(0.5)
    assert kept(database, number).status == "acknowledged" and is_whole(database, number) and len(events(database, number)) == 2
    _, client = open_desk(running, held)
    assert decide(client, number, kept(database, number).version) == 200 and is_whole(database, number) and sound(database)


# ---- the worker, in the middle of a payment

class WalletServer:
    """A wallet's core over HTTP that pays a key once; it may hang before it answers."""

    def __init__(self) -> None:
        self.asked: List[str] = []
        self.paid: Dict[str, str] = {}
        self.hangs = True
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                key = self.headers["idempotency-key"]
                server.paid.setdefault(key, body["amount"])  # it has paid before anybody hears of it
                server.asked.append(key)
                while server.hangs:
                    time.sleep(0.05)
                try:
                    self.send_response(201)
                    self.end_headers()
                    self.wfile.write(b'{"id": "T1"}')
                except OSError:
                    pass  # who asked is dead

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.hangs = False
        self._http.shutdown()
        self._http.server_close()


def test_a_worker_killed_while_the_wallet_pays_pays_once(database: Database, running: Callable[..., Process]):
    wallet = WalletServer()
    with database.transaction() as session:
        amy = hire(session, limit="100")
        number = file(session, now=utc_now()).number
        made = compensations.propose(session, number, Decimal("50"), "等太久", actor=amy, now=utc_now()).id
        decisions.decide(session, number, Outcome.UPHELD, "是我们的错", actor=amy, now=utc_now())

    def state() -> str:
        with database.reading() as session:
            return session.get(Compensation, made).state

    try:
        worker = running("worker", WALLET_URL=wallet.url, WALLET_API_KEY="k" * 32)
        wait_until(lambda: wallet.asked)
        worker.kill()
        assert state() == "sent"
        wallet.hangs = False
        running("worker", WALLET_URL=wallet.url, WALLET_API_KEY="k" * 32)  # goes round and leaves alone what may be paid
        core = HttpWallet(wallet.url, "k" * 32)
        rounds.run(database, core, now=utc_now() + HOUR)
        assert state() == "unknown" and len(wallet.asked) == 1
        assert compensations.retry(database, core, number, made, actor=amy, now=utc_now() + HOUR).value == "paid"
        assert len(wallet.asked) == 2 and list(wallet.paid.values()) == ["50.00"] and events(database, number).count("compensation_paid") == 1 and sound(database)
    finally:
        wallet.stop()


# ---- the worker, in the middle of a webhook

def test_a_worker_killed_while_a_receiver_takes_its_time_loses_no_event(database: Database, running: Callable[..., Process]):
    receiver = Receiver("hang", 200)
    try:
        with database.transaction() as session:
            webhooks.subscribe(session, receiver.url, [Topic.COMPLAINT], by=None, now=utc_now())
        filed(database)
        worker = running("worker")
        receiver.wait_for(2)
        worker.kill()
        with database.transaction() as session:  # the minute goes by in which the dead one's claims are its own
            session.execute(text("UPDATE webhook_deliveries SET next_attempt_at = :past WHERE next_attempt_at IS NOT NULL"), {"past": "2026-01-01 00:00:00"})
        running("worker")

        def delivered() -> bool:
            with database.reading() as session:
                return set(session.execute(select(WebhookDelivery.state)).scalars()) == {"delivered"}
        wait_until(delivered)
        kinds = [json.loads(body)["type"] for body in dict.fromkeys(body for _, _, body in receiver.got)]
        assert sorted(kinds) == ["complaint_acknowledged", "complaint_filed"] and len(set(receiver.ids)) == 2
    finally:
        receiver.stop()
