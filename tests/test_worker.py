"""What runs by the clock."""
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from bot.complaints import queries, service
from bot.complaints.kinds import Category, Remedy
from bot.conversations import access
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language
from bot.worker import run_once

LONG_AGO = datetime(2019, 5, 1, 8, 0, tzinfo=timezone.utc)
FAR_AHEAD = datetime(2999, 5, 1, 8, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
STATEMENT = service.Statement(category=Category.OTHER, description="慢", remedy=Remedy.APOLOGY)


def filed(database: Database, now: datetime) -> str:
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id=None, language=Language.ZH, now=now)
        return service.file(session, conversation, STATEMENT, key=f"message:{now}", now=now).number


def states(database: Database, number: str) -> set:
    with database.reading() as session:
        return {clock.state for clock in queries.by_number(session, number).deadlines if clock.kind != "acknowledge"}


def test_a_round_marks_what_was_missed_and_nothing_else(database: Database, caplog: pytest.LogCaptureFixture):
    late, early = filed(database, LONG_AGO), filed(database, FAR_AHEAD)
    run_once(database)
    assert (states(database, late), states(database, early)) == ({"breached"}, {"pending"})
    assert "2 complaint deadlines were missed" in caplog.text


def test_a_second_round_finds_nothing_new(database: Database, caplog: pytest.LogCaptureFixture):
    number = filed(database, LONG_AGO)
    run_once(database)
    caplog.clear()
    run_once(database)
    assert caplog.text == ""
    with database.reading() as session:
        assert [e.kind for e in queries.by_number(session, number).events].count("deadline_breached") == 2


def test_a_round_sweeps_expired_tokens_away_and_leaves_the_others(database: Database):
    with database.transaction() as session:
        conversation = open_conversation(session, customer_id=None, language=Language.ZH, now=LONG_AGO)
        old, new = (access.sign_in(session, conversation.id, now=then, until=then + HOUR, minutes=15).token for then in (LONG_AGO, FAR_AHEAD))
    run_once(database)
    with database.reading() as session:
        assert access.holder(session, old, now=LONG_AGO) is None
        assert access.holder(session, new, now=FAR_AHEAD) is not None


def test_the_worker_goes_on_after_a_failing_round_and_stops_when_told(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}  # without tables every round fails
    worker = subprocess.Popen([sys.executable, "-m", "bot", "worker"], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        for line in worker.stderr:
            if "a round of the worker failed" in line:
                break
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=10)
    finally:
        worker.kill()
    assert worker.returncode == 0
