"""What desk and worker export, and that the dashboard asks for nothing else."""
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Iterator, Set

import httpx
import pytest
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from bot.__main__ import main
from bot.backlog import Backlog
from bot.complaints import service
from bot.complaints.kinds import Category, Remedy
from bot.conversations import handoffs
from bot.conversations.models import Handoff
from bot.conversations.reasons import Reason
from bot.conversations.service import open_conversation, receive
from bot.db import Database, utc_now
from bot.language import Language
from bot.metrics import measures
from bot.notices.models import Delivery
from bot.worker import run_once
from tests.measures import Measures, read, scrape
from tests.services import free_port

DASHBOARD = Path("deploy/grafana/wallet-support.json")
PARTS = re.compile(r"_(?:bucket|count|sum|total|created)$")


@contextmanager
def running(command: str, **settings: str) -> Iterator[int]:
    """`python -m bot COMMAND`; gives the port of its measures once it answers there."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bot", command], env={**os.environ, "METRICS_PORT": str(port), **settings},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                scrape(port)
                break
            except httpx.HTTPError:
                assert process.poll() is None
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def backlog(database: Database) -> Measures:
    registry = CollectorRegistry()
    registry.register(Backlog(database))
    return read(generate_latest(registry).decode())


def exported(database: Database) -> Set[str]:
    """The names of everything a process exports, as Prometheus stores them, by their families' names."""
    measures.prepare()
    both = generate_latest(REGISTRY).decode() + generate_latest(_only(Backlog(database))).decode()
    return {line.split()[2] for line in both.splitlines() if line.startswith("# TYPE ")}


def _only(collector: Backlog) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(collector)
    return registry


def asked_for() -> Set[str]:
    found = json.loads(DASHBOARD.read_text("utf-8"))
    queries = [target["expr"] for panel in found["panels"] for target in panel["targets"]]
    return {name for query in queries for name in re.findall(r"\b(?:support|process)_[a-z_]+", query)}


def test_the_dashboard_asks_only_for_what_is_exported(database: Database):
    known = exported(database)
    assert len(asked_for()) > 20
    assert {name for name in asked_for() if name not in known and PARTS.sub("", name) not in known} == set()


def test_what_is_exported_of_ours_is_on_the_dashboard(database: Database):
    shown = {PARTS.sub("", name) for name in asked_for()}
    ours = {PARTS.sub("", name) for name in exported(database) if name.startswith("support_")}
    assert ours - shown == set()


def test_the_desk_exports_its_requests_and_its_loop(database: Database):
    desk = free_port()
    with running("desk", DESK_PORT=str(desk)) as port:
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{desk}/api/v1/me")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        found = scrape(port)
        assert found.of("support_request_seconds_count", route="/api/v1/me", status="401") == 1
        assert found.of("support_errors_total", code="unauthorised") == 1 and found.of("support_loop_lag_seconds_count") > 0
        assert httpx.get(f"http://127.0.0.1:{desk}/metrics").status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_worker_exports_its_rounds_and_what_waits(database: Database):
    with running("worker") as port:
        for _ in range(100):
            found = scrape(port)
            if all(found.of("support_round_seconds_count", round=name) for name in ("often", "events", "clock")):
                break
            time.sleep(0.1)
        assert found.of("support_round_seconds_count", round="clock") >= 1 and found.of("support_failed_rounds_total") == 0
        assert found.of("support_database_up") == 1 and "support_queue_waiting" in found.names


def test_what_waits_is_counted_with_its_longest_wait(database: Database):
    then = utc_now() - timedelta(minutes=5)
    assert backlog(database).of("support_queue_waiting") == 0
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id="one", language=Language.ZH, now=then)
        handoffs.request(session, conversation.id, reason=Reason.ASKED_FOR, now=then)
        other = open_conversation(session, customer_id="two", language=Language.ZH, now=then)
        receive(session, other.id, client_message_id="m1", text="你好", now=then)
        session.add(Delivery(key="k", channel="email", conversation_id=other.id, kind="acknowledged", language="zh", details={}, urgent=False, state="waiting",
                             attempts=0, due_at=then, give_up_at=utc_now() + timedelta(hours=1), created_at=then))
    found = backlog(database)
    assert (found.of("support_queue_waiting"), found.of("support_messages_unanswered")) == (1, 1)
    assert found.of("support_notices", channel="email", state="waiting") == 1 and found.of("support_notices", channel="sms", state="failed") == 0
    for name in ("support_queue_longest_wait_seconds", "support_messages_longest_wait_seconds", "support_notices_overdue_seconds"):
        assert 290 < found.of(name) < 3600, name
    with database.reading() as session:
        assert session.query(Handoff).count() == 1


def test_promises_are_counted_by_whether_their_moment_has_passed(database: Database):
    statement = service.Statement(category=Category.OTHER, description="慢", remedy=Remedy.APOLOGY)
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id=None, language=Language.ZH, now=utc_now())
        service.file(session, conversation, statement, key="new", now=utc_now())
        service.file(session, conversation, statement, key="old", now=utc_now() - timedelta(days=60))
    before = backlog(database)
    assert before.of("support_deadlines", kind="first_reply", state="running") == 1
    assert before.of("support_deadlines", kind="first_reply", state="overdue") == 1
    run_once(database)  # what is marked as missed is owed all the same
    assert backlog(database).of("support_deadlines", kind="first_reply", state="overdue") == 1


def test_a_database_that_is_away_is_a_figure_and_no_error(tmp_path: Path):
    away = backlog(Database(f"sqlite:///{tmp_path}/without-tables.db"))
    assert dict(away) == {("support_database_up", ()): 0.0}


def test_a_taken_port_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    import socket
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        monkeypatch.setenv("METRICS_PORT", str(holder.getsockname()[1]))
        assert main(["worker"]) == 2
    assert "METRICS_PORT: port" in capsys.readouterr().err
