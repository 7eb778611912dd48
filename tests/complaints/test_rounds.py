"""The worker's round over complaints: everything that is due, once, whatever kills it."""
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.complaints import compensations, decisions, rounds, verification
from bot.complaints.kinds import Outcome
from bot.complaints.models import Compensation, Complaint, ComplaintAlert
from bot.db import Database, utc_now
from bot.language import Language
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.sandbox import SandboxWallet
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, file, hire, kinds


def counts(database: Database) -> tuple:
    with database.reading() as session:
        return tuple(session.execute(select(func.count()).select_from(table)).scalar_one() for table in (ComplaintAlert, SandboxTransaction))


def promised(database: Database, how_many: int, now=NOW) -> None:
    """Decided complaints, each with a sum to pay."""
    with database.transaction() as session:
        session.add(SandboxAccount(customer_id="demo-chen", name="陈静", story_zh="", story_en=""))
        amy = hire(session, limit="100")
        for n in range(how_many):
            complaint = file(session, key=f"message:{n}", now=now)
            compensations.propose(session, complaint.number, Decimal(n + 1), "等太久", actor=amy, now=now)
            decisions.decide(session, complaint.number, Outcome.UPHELD, "是我们的错", actor=amy, now=now)


def test_one_round_marks_alerts_closes_and_pays_and_the_next_finds_nothing(database: Database):
    promised(database, 2)
    with database.transaction() as session:
        late, expired = file(session, key="message:late"), file(session, key="message:expired", now=NOW - 40 * DAY)
        decisions.decide(session, expired.number, Outcome.REJECTED, "不退", actor=OPERATOR, now=NOW - 39 * DAY)
    wallet = SandboxWallet(database)
    assert rounds.run(database, wallet, now=NOW + 49 * HOUR) == 1
    assert rounds.run(database, wallet, now=NOW + 49 * HOUR) == 0
    assert counts(database) == (3, 2)
    with database.reading() as session:
        assert kinds(session.get(Complaint, late.id))[-1] == "deadline_breached"
        assert session.get(Complaint, expired.id).status == "closed"


def test_a_wallet_that_fails_for_one_does_not_stop_the_others(database: Database, caplog: pytest.LogCaptureFixture):
    promised(database, 3)
    with database.transaction() as session:
        session.get(Complaint, 2).customer_id = "unknown"
    rounds.run(database, SandboxWallet(database), now=NOW)
    with database.reading() as session:
        assert session.execute(select(Compensation.state).order_by(Compensation.id)).scalars().all() == ["paid", "refused", "paid"]
    assert "compensation 2: refused" in caplog.text and "demo-chen" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("rest", [0.0, 0.05, 0.3])
def test_a_worker_that_is_killed_pays_nothing_twice_and_loses_nothing(database: Database, rest: float):
    promised(database, 12, now=utc_now())
    script = ("from bot.complaints import rounds; from bot.db import database, utc_now; from bot.wallet import wallet; print('ready', flush=True); "
              "rounds.run(database(), wallet(), now=utc_now())")
    for _ in range(2):
        worker = subprocess.Popen([sys.executable, "-c", script], env={**os.environ}, stdout=subprocess.PIPE, text=True)
        worker.stdout.readline()
        time.sleep(rest)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    later = utc_now() + HOUR
    rounds.run(database, SandboxWallet(database), now=later)
    with database.reading() as session:
        offers = session.execute(select(Compensation)).scalars().all()
        assert {offer.state for offer in offers} <= {"paid", "unknown"}
        lost = [(offer.complaint.number, offer.id) for offer in offers if offer.state == "unknown"]
    assert len(lost) <= 2
    for number, offer in lost:
        compensations.retry(database, SandboxWallet(database), number, offer, actor=OPERATOR, now=later)
    with database.reading() as session:
        paid = session.execute(select(SandboxTransaction.amount)).scalars().all()
        assert sorted(paid) == [Decimal(n + 1) for n in range(12)]
        assert [problems for _, problems in verification.verify(session) if problems] == []


def on_duty(session, name, languages, now):
    from bot.agents.models import Agent
    from bot.conversations import presence
    person = Agent(name=name, languages=languages, created_at=now)
    session.add(person)
    session.flush()
    presence.set_available(session, person.id, True, now=now)
    return person.id


def test_what_is_nobodys_is_given_by_load_and_language_to_those_on_duty(database: Database):
    with database.transaction() as session:
        for n in range(5):
            file(session, key=f"message:{n}", customer=f"c{n}")
        file(session, key="message:en", customer="john", language=Language.EN)
    rounds.run(database, SandboxWallet(database), now=NOW)
    with database.reading() as session:
        assert session.execute(select(Complaint.assignee_id)).scalars().all() == [None] * 6  # nobody is there
    with database.transaction() as session:
        amy, bob = on_duty(session, "小周", ["zh"], NOW), on_duty(session, "小李", ["zh", "en"], NOW)
    for _ in range(2):
        rounds.run(database, SandboxWallet(database), now=NOW + timedelta(seconds=60))
    with database.reading() as session:
        given = session.execute(select(Complaint.assignee_id).order_by(Complaint.id)).scalars().all()
        assert given[-1] == bob and sorted(given.count(one) for one in (amy, bob)) == [3, 3]
        assert [kinds(complaint).count("complaint_assigned") for complaint in session.execute(select(Complaint)).scalars()] == [1] * 6


def test_who_has_been_silent_is_given_nothing(database: Database):
    with database.transaction() as session:
        on_duty(session, "小周", ["zh", "en"], NOW - HOUR)
        file(session)
    rounds.run(database, SandboxWallet(database), now=NOW)
    with database.reading() as session:
        assert session.execute(select(Complaint.assignee_id)).scalar() is None
