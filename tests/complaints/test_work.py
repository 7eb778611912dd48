"""What the company's people do with a complaint, and who may."""
from typing import Any, Callable

import pytest

from bot.agents.roles import Role
from bot.complaints import assignment, decisions, queries, service, work
from bot.complaints.kinds import Outcome
from bot.complaints.view import described
from bot.conversations.queries import messages_after
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, file, filed, hire, kinds, said, states
from tests.complaints.test_service import _while_another_writes as while_another_writes

ACTS = {
    "take_up": lambda session, number, actor, **how: work.take_up(session, number, actor=actor, now=NOW, **how),
    "reply": lambda session, number, actor, **how: work.reply(session, number, "在查了", actor=actor, now=NOW, **how),
    "ask": lambda session, number, actor, **how: work.ask(session, number, "哪一天？", actor=actor, now=NOW, **how),
    "decide": lambda session, number, actor, **how: decisions.decide(session, number, Outcome.UPHELD, "已退", actor=actor, now=NOW, **how),
    "resolve": lambda session, number, actor, **how: decisions.resolve(session, number, Outcome.PARTLY, "已退", actor=actor, now=NOW, **how),
}
each_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def test_taking_up_is_told_and_meets_no_clock(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        work.take_up(session, complaint.number, actor=OPERATOR, now=NOW + HOUR)
        assert complaint.status == "investigating" and states(complaint)["first_reply"] == "pending"
        assert "已经开始核查" in said(session, complaint)[0]


def test_a_question_waits_for_the_customer_and_her_answer_leads_on(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        work.ask(session, complaint.number, "是哪一天付的？", actor=OPERATOR, now=NOW + HOUR)
        assert complaint.status == "waiting" and states(complaint)["first_reply"] == "pending"
        assert "是哪一天付的？" in said(session, complaint)[0]
        assert "请补充我们问到的信息" in described(complaint, Language.ZH).next_step
        service.supplement(session, conversation(session), complaint.number, "昨天", key="message:2", now=NOW + 2 * HOUR)
        assert complaint.status == "investigating"


def test_an_internal_note_is_kept_redacted_and_never_reaches_the_customer(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        note = work.add_note(session, complaint.number, "卡号 6222021234567890128 像是盗刷", actor=OPERATOR, now=NOW)
        assert note.internal and "6222021234567890128" not in note.text and "盗刷" in note.text
        assert said(session, complaint) == [] and "盗刷" not in repr(described(complaint, Language.ZH))
        assert complaint.status == "acknowledged"


def test_a_card_number_in_an_agents_answer_is_neither_stored_nor_sent(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        work.reply(session, complaint.number, "您的卡 6222021234567890128 已核实", actor=OPERATOR, now=NOW)
        assert "6222021234567890128" not in said(session, complaint)[0] + complaint.events[-1].note.text


@each_act
def test_words_are_signed_with_who_wrote_them(database: Database, act: Callable):
    with database.transaction() as session:
        amy, complaint = hire(session), file(session)
        act(session, complaint.number, amy)
        event = complaint.events[-1]
        assert (event.actor, event.actor_name, event.agent_id) == ("operator", "小周", amy.agent_id)


@each_act
def test_an_auditor_changes_nothing(database: Database, act: Callable):
    with database.transaction() as session:
        complaint, auditor = file(session), hire(session, "审计", Role.AUDITOR)
        number = complaint.number
    with pytest.raises(NotAllowed, match="not_your_role"), database.transaction() as session:
        act(session, number, auditor)
    with database.reading() as session:
        assert len(kinds(queries.by_number(session, number))) == 2


@each_act
def test_an_agent_touches_nothing_she_may_not_read(database: Database, act: Callable):
    with database.transaction() as session:
        amy, eve = hire(session, team="pay"), hire(session, "小伊", team="risk")
        number = file(session).number
        assignment.assign(session, number, amy, actor=OPERATOR, now=NOW)
        with pytest.raises(NotFound):
            act(session, number, eve)


@each_act
def test_who_has_not_seen_the_newest_is_told_to_look_again(database: Database, act: Callable):
    with database.transaction() as session:
        complaint = file(session)
        seen = complaint.version
        service.supplement(session, conversation(session), complaint.number, "还有", key="message:2", now=NOW)
        with pytest.raises(NotAllowed, match="changed_meanwhile"):
            act(session, complaint.number, OPERATOR, version=seen)
        act(session, complaint.number, OPERATOR, version=complaint.version)


def test_a_missed_clock_is_no_change_that_an_agent_must_look_at(database: Database):
    with database.transaction() as session:
        complaint = file(session)
        seen = complaint.version
        service.breach_overdue(session, now=NOW + 3 * DAY)
        assert complaint.version == seen
        work.reply(session, complaint.number, "在查了", actor=OPERATOR, now=NOW + 3 * DAY, version=seen)


@pytest.mark.parametrize("words", ["", "  \n"])
@pytest.mark.parametrize("act", [work.reply, work.ask, work.add_note])
def test_no_words_are_refused(database: Database, act: Any, words: str):
    with database.transaction() as session, pytest.raises(InvalidInput, match="needs_words"):
        act(session, file(session).number, words, actor=OPERATOR, now=NOW)


@each_act
def test_of_two_who_act_on_what_both_have_seen_one_wins_and_the_customer_reads_one(database: Database, act: Callable):
    number = filed(database)
    with database.reading() as session:
        seen = queries.by_number(session, number).version
    failed = while_another_writes(database, lambda session: act(session, number, OPERATOR, version=seen),
                                  lambda session: act(session, number, OPERATOR, version=seen))
    assert [error.code for error in failed] == ["changed_meanwhile"]
    with database.reading() as session:
        assert len(messages_after(session, queries.by_number(session, number).conversation_id, 0, 9)) == 1


def test_a_decision_on_what_another_has_just_ended_is_refused_and_nothing_is_lost(database: Database):
    number = filed(database)
    failed = while_another_writes(
        database, lambda session: decisions.resolve(session, number, Outcome.UPHELD, "已退款", actor=OPERATOR, now=NOW),
        lambda session: decisions.decide(session, number, Outcome.REJECTED, "不退", actor=OPERATOR, now=NOW + HOUR))
    assert [error.code for error in failed] == ["not_now"]
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        assert (complaint.status, complaint.outcome, complaint.closed_at) == ("resolved", "upheld", NOW)
        assert [event.sequence for event in complaint.events] == [1, 2, 3]


def test_a_supervisor_reopens_what_was_closed_long_ago_and_says_why(database: Database):
    with database.transaction() as session:
        complaint, amy = file(session), hire(session)
        decisions.decide(session, complaint.number, Outcome.REJECTED, "不退", actor=OPERATOR, now=NOW)
        service.close_expired(session, now=NOW + 31 * DAY)
        with pytest.raises(NotAllowed, match="not_your_role"):
            work.reopen(session, complaint.number, "查错了", actor=amy, now=NOW + 40 * DAY)
        work.reopen(session, complaint.number, "我们查错了", actor=OPERATOR, now=NOW + 40 * DAY)
        assert (complaint.status, complaint.outcome, complaint.closed_at) == ("reopened", None, None)
        assert "我们查错了" in said(session, complaint)[-1]
        assert [step.label for step in described(complaint, Language.ZH).timeline][-1] == "我们重新处理"
        assert next(clock.due_at for clock in complaint.deadlines if clock.kind == "first_reply") == NOW + 42 * DAY


def test_many_hands_at_once_leave_one_chain_without_a_gap(database: Database):
    import threading

    from bot.complaints import verification
    number, failed = filed(database), []

    def write(name: str) -> None:
        try:
            for _ in range(5):
                with database.transaction() as session:
                    work.add_note(session, number, name, actor=OPERATOR, now=NOW)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(f"note {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with database.reading() as session:
        assert [problems for _, problems in verification.verify(session)] == [[]]
        assert queries.by_number(session, number).event_count == 22
