"""More time: proposed with a reason, approved by somebody else, told to the customer."""
from datetime import timedelta

import pytest

from bot.agents.roles import Role
from bot.complaints import extensions, service
from bot.complaints.view import described
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from tests.complaints.people import DAY, NOW, OPERATOR, conversation, file, hire, kinds, said, states
from tests.complaints.test_service import _while_another_writes as while_another_writes

UNTIL = NOW + 25 * DAY


def proposed(session, until=UNTIL, now=NOW + DAY):
    amy, lead = hire(session), hire(session, "主管", Role.SUPERVISOR)
    complaint = file(session)
    extensions.propose(session, complaint.number, until, "银行还没回复", actor=amy, now=now)
    return complaint, amy, lead


def test_an_approved_extension_replaces_the_clock_and_tells_reason_and_date(database: Database):
    with database.transaction() as session:
        complaint, _, lead = proposed(session)
        assert said(session, complaint) == []
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 2 * DAY)
        assert states(complaint) == {"acknowledge": "met", "first_reply": "pending", "final_reply": "extended", "extension": "pending"}
        clock = next(clock for clock in complaint.deadlines if clock.kind == "extension")
        assert (clock.due_at, clock.started_at) == (UNTIL, NOW + 2 * DAY)
        assert "银行还没回复" in said(session, complaint)[0] and "11月28日 16:00" in said(session, complaint)[0]
        assert kinds(complaint)[-2:] == ["extension_proposed", "complaint_extended"]
        step = described(complaint, Language.ZH).timeline[-1]
        assert (step.label, step.words) == ("我们延长了处理时间", "银行还没回复")


def test_nobody_approves_her_own(database: Database):
    with database.transaction() as session:
        lead = hire(session, "主管", Role.SUPERVISOR)
        number = file(session).number
        extensions.propose(session, number, UNTIL, "等银行", actor=lead, now=NOW)
        with pytest.raises(NotAllowed, match="own_proposal"):
            extensions.approve(session, number, actor=lead, now=NOW)


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
def test_only_a_supervisor_approves_or_declines(database: Database, role: Role):
    with database.transaction() as session:
        complaint, _, _ = proposed(session)
        other = hire(session, "别人", role)
        for act in (extensions.approve, extensions.decline):
            with pytest.raises(NotAllowed, match="not_your_role"):
                act(session, complaint.number, actor=other, now=NOW)


def test_declined_the_deadline_stays_and_the_customer_reads_nothing(database: Database):
    with database.transaction() as session:
        complaint, amy, lead = proposed(session)
        extensions.decline(session, complaint.number, actor=lead, now=NOW)
        assert states(complaint)["final_reply"] == "pending" and said(session, complaint) == []
        assert "银行还没回复" not in repr(described(complaint, Language.ZH))
        with pytest.raises(NotFound, match="unknown_extension"):
            extensions.approve(session, complaint.number, actor=lead, now=NOW)
        extensions.propose(session, complaint.number, UNTIL, "真的要等", actor=amy, now=NOW)


@pytest.mark.parametrize("until", [NOW, NOW + 15 * DAY, NOW + 45 * DAY + timedelta(seconds=1)])
def test_a_date_that_is_no_extension_or_too_late_is_refused(database: Database, until):
    with database.transaction() as session, pytest.raises(InvalidInput, match="extension_date"):
        proposed(session, until)


def test_one_proposal_waits_at_a_time(database: Database):
    with database.transaction() as session:
        complaint, amy, _ = proposed(session)
        with pytest.raises(NotAllowed, match="extension_pending"):
            extensions.propose(session, complaint.number, UNTIL, "再等", actor=amy, now=NOW)


def test_a_second_extension_moves_the_same_clock(database: Database):
    with database.transaction() as session:
        complaint, amy, lead = proposed(session)
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 2 * DAY)
        extensions.propose(session, complaint.number, UNTIL + 30 * DAY, "还要等", actor=amy, now=NOW + 20 * DAY)
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 20 * DAY)
        assert [clock.due_at for clock in complaint.deadlines if clock.kind == "extension"] == [UNTIL + 30 * DAY]


def test_an_extension_does_not_undo_a_breach(database: Database):
    with database.transaction() as session:
        complaint, _, lead = proposed(session)
        service.breach_overdue(session, now=NOW + 16 * DAY)
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 16 * DAY)
        assert states(complaint)["final_reply"] == "breached" and states(complaint)["extension"] == "pending"
        assert service.breach_overdue(session, now=NOW + 26 * DAY) == 1


def test_a_result_meets_the_extended_clock(database: Database):
    with database.transaction() as session:
        complaint, _, lead = proposed(session)
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 2 * DAY)
        service.resolve(session, complaint.number, "好了", operator="amy", now=NOW + 20 * DAY)
        assert states(complaint)["extension"] == "met" and states(complaint)["final_reply"] == "extended"


def test_what_waited_when_the_complaint_ended_waits_no_more(database: Database):
    with database.transaction() as session:
        complaint, amy, lead = proposed(session)
        service.withdraw(session, conversation(session), complaint.number, now=NOW + DAY)
        with pytest.raises(NotFound):
            extensions.approve(session, complaint.number, actor=lead, now=NOW + DAY)
        service.reopen(session, conversation(session), complaint.number, now=NOW + 2 * DAY)
        with pytest.raises(NotFound):
            extensions.approve(session, complaint.number, actor=lead, now=NOW + 2 * DAY)
        extensions.propose(session, complaint.number, NOW + 30 * DAY, "等银行", actor=amy, now=NOW + 2 * DAY)


def test_reopened_after_an_extension_the_ordinary_clocks_run(database: Database):
    with database.transaction() as session:
        complaint, _, lead = proposed(session)
        extensions.approve(session, complaint.number, actor=lead, now=NOW + 2 * DAY)
        service.withdraw(session, conversation(session), complaint.number, now=NOW + 3 * DAY)
        service.reopen(session, conversation(session), complaint.number, now=NOW + 4 * DAY)
        assert states(complaint) == {"acknowledge": "met", "first_reply": "pending", "final_reply": "pending", "extension": "void"}


def test_approved_by_two_at_once_it_is_told_once(database: Database):
    with database.transaction() as session:
        complaint, _, lead = proposed(session)
    act = lambda session: extensions.approve(session, complaint.number, actor=lead, now=NOW + DAY)  # noqa: E731
    assert [error.code for error in while_another_writes(database, act, act)] == ["unknown_extension"]
    with database.reading() as session:
        assert len(said(session, complaint)) == 1


def test_proposed_by_two_at_once_one_waits(database: Database):
    with database.transaction() as session:
        number = file(session).number
    act = lambda session: extensions.propose(session, number, UNTIL, "等", actor=OPERATOR, now=NOW)  # noqa: E731
    assert [error.code for error in while_another_writes(database, act, act)] == ["extension_pending"]
