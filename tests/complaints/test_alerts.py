"""What the desk hears of running clocks: once each, up the ladder, however many workers run."""
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import bot.settings
from bot.agents.roles import Role
from bot.complaints import alerts, assignment, extensions, service, work
from bot.complaints.models import Complaint, ComplaintAlert
from bot.db import Database
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, filed, hire
from tests.complaints.test_service import _while_another_writes as while_another_writes


def told(session: Session, at: datetime) -> list:
    """The kinds and targets of what is new at a moment."""
    return sorted((alert.kind, alert.target) for alert in alerts.raise_due(session, now=at))


def test_half_four_fifths_and_the_end_of_the_first_clock_are_told_to_the_ladder(database: Database):
    with database.transaction() as session:
        amy = hire(session, team="pay")
        assignment.assign(session, file(session).number, amy, actor=OPERATOR, now=NOW)
        me = f"agent:{amy.agent_id}"
        assert told(session, NOW + 23 * HOUR) == []
        assert told(session, NOW + 24 * HOUR) == [("warned_50", me)]
        assert told(session, NOW + 30 * HOUR) == []
        assert told(session, NOW + 39 * HOUR) == [("escalated_team", "team:pay"), ("warned_80", me)]
        assert told(session, NOW + 48 * HOUR) == []
        assert told(session, NOW + 49 * HOUR) == [("breached", me), ("escalated_supervisor", "supervisors")]
        assert told(session, NOW + 7 * DAY) == []


def test_of_a_complaint_that_is_nobodys_the_supervisors_hear(database: Database):
    with database.transaction() as session:
        file(session)
        assert told(session, NOW + 24 * HOUR) == [("warned_50", "supervisors")]


def test_a_worker_that_slept_tells_the_present_rung_and_not_the_missed_ones(database: Database):
    with database.transaction() as session:
        file(session)
        assert [kind for kind, _ in told(session, NOW + 49 * HOUR)] == ["breached", "escalated_supervisor", "escalated_team"]


def test_waiting_for_the_customer_stops_no_clock(database: Database):
    with database.transaction() as session:
        number = file(session).number
        work.ask(session, number, "哪一天付的？", actor=OPERATOR, now=NOW + HOUR)
        assert [kind for kind, _ in told(session, NOW + 49 * HOUR)] == ["breached", "escalated_supervisor", "escalated_team"]
        assert service.breach_overdue(session, now=NOW + 49 * HOUR) == 1


@pytest.mark.parametrize("end", ["reply", "withdraw"])
def test_of_a_clock_that_has_ended_nothing_is_told(database: Database, end: str):
    with database.transaction() as session:
        number = file(session).number
        if end == "reply":
            work.reply(session, number, "在查了", actor=OPERATOR, now=NOW + HOUR)
        else:
            service.withdraw(session, conversation(session), number, now=NOW + HOUR)
        assert told(session, NOW + 49 * HOUR) == []


def test_a_reopened_complaint_is_warned_of_anew(database: Database):
    with database.transaction() as session:
        number = file(session).number
        told(session, NOW + 24 * HOUR)
        service.withdraw(session, conversation(session), number, now=NOW + 25 * HOUR)
        service.reopen(session, conversation(session), number, now=NOW + 26 * HOUR)
        assert told(session, NOW + 49 * HOUR) == []
        assert [kind for kind, _ in told(session, NOW + 50 * HOUR)] == ["warned_50"]


def test_an_extended_clock_is_warned_of_by_its_new_length(database: Database):
    with database.transaction() as session:
        number = file(session).number
        work.reply(session, number, "在查了", actor=OPERATOR, now=NOW)
        amy, lead = hire(session), hire(session, "主管", Role.SUPERVISOR)
        extensions.propose(session, number, NOW + 30 * DAY, "等银行", actor=amy, now=NOW + DAY)
        extensions.approve(session, number, actor=lead, now=NOW + 10 * DAY)
        assert told(session, NOW + 19 * DAY) == []
        assert [kind for kind, _ in told(session, NOW + 20 * DAY)] == ["warned_50"]


def test_two_workers_at_once_tell_each_alert_once(database: Database):
    filed(database)
    work_ = lambda session: alerts.raise_due(session, now=NOW + 49 * HOUR)  # noqa: E731
    assert while_another_writes(database, work_, work_) == []
    with database.reading() as session:
        assert sorted(session.execute(select(ComplaintAlert.kind)).scalars()) == ["breached", "escalated_supervisor", "escalated_team"]


def test_an_answer_that_comes_while_the_worker_looks_leaves_nothing_to_tell(database: Database):
    number = filed(database)
    assert while_another_writes(
        database, lambda session: work.reply(session, number, "在查了", actor=OPERATOR, now=NOW + 49 * HOUR),
        lambda session: alerts.raise_due(session, now=NOW + 49 * HOUR)) == []
    with database.reading() as session:
        assert session.execute(select(ComplaintAlert)).all() == []


def test_a_worker_stopped_in_the_middle_tells_again_after_its_restart(database: Database):
    filed(database)
    with pytest.raises(RuntimeError), database.transaction() as session:
        alerts.raise_due(session, now=NOW + 49 * HOUR)
        raise RuntimeError
    with database.transaction() as session:
        assert len(told(session, NOW + 49 * HOUR)) == 3


def test_an_agent_hears_hers_and_her_teams_a_supervisor_what_reached_the_top(database: Database):
    with database.transaction() as session:
        amy, bob = hire(session, team="pay"), hire(session, "小李", team="pay")
        lead, auditor = hire(session, "主管", Role.SUPERVISOR), hire(session, "审计", Role.AUDITOR)
        assignment.assign(session, file(session).number, amy, actor=OPERATOR, now=NOW)
        alerts.raise_due(session, now=NOW + 49 * HOUR)
        heard = {name: [alert.kind for alert in alerts.of(session, actor)] for name, actor in
                 (("amy", amy), ("bob", bob), ("lead", lead), ("auditor", auditor))}
        assert heard == {"amy": ["escalated_team", "breached"], "bob": ["escalated_team"], "lead": ["escalated_supervisor"], "auditor": []}


def test_a_clock_that_runs_out_makes_its_complaint_more_urgent(database: Database):
    with database.transaction() as session:
        number = file(session).number
        before = session.execute(select(Complaint.priority).where(Complaint.number == number)).scalar_one()
        alerts.raise_due(session, now=NOW + 49 * HOUR)
        assert session.execute(select(Complaint.priority).where(Complaint.number == number)).scalar_one() < before


def test_the_final_reply_may_count_working_days(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FINAL_REPLY_WORKING_DAYS", "3")
    bot.settings.settings.cache_clear()
    with database.transaction() as session:
        friday = datetime(2026, 11, 6, 8, 0, tzinfo=NOW.tzinfo)
        clock = next(clock for clock in file(session, now=friday).deadlines if clock.kind == "final_reply")
        assert clock.due_at == friday + timedelta(days=5)
