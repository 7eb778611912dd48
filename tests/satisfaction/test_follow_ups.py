"""Tasks after low ratings and calls after resolutions: opened once, done once, by whom they are for."""
import pytest

import bot.settings
from bot.agents import audit
from bot.agents.roles import Actor, Role
from bot.complaints import queries as complaints
from bot.complaints import service as complaint_service
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.satisfaction import follow_up_queries as queries
from bot.satisfaction import follow_ups
from bot.satisfaction.follow_ups import chosen, drop_calls
from bot.satisfaction.kinds import Kind, Outcome, State
from bot.satisfaction.models import FollowUp
from tests.complaints.people import DAY, HOUR, NOW, conversation, hired
from tests.complaints.test_service import _while_another_writes as while_another_writes
from tests.satisfaction import asked
from tests.satisfaction.asked import ask, handed_off, last, low, resolved, say

NUMBERS = [f"C20261103{index:06d}" for index in range(4000)]


@pytest.fixture()
def everybody_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOW_UP_SHARE", "100")
    bot.settings.settings.cache_clear()


def called(database: Database) -> "tuple[str, int]":
    """A complaint with a planned call; its number and the call's id."""
    number = resolved(database)
    ask(database)
    return number, asked.follow_ups(database)[-1].id


def supervisor(database: Database, name: str = "唐主管") -> Actor:
    return hired(database, name, Role.SUPERVISOR)


def kept(database: Database, follow_up_id: int) -> FollowUp:
    return next(one for one in asked.follow_ups(database) if one.id == follow_up_id)


def complete(database: Database, follow_up_id: int, outcome: Outcome, words: str, actor: Actor) -> None:
    with database.transaction() as session:
        follow_ups.complete(session, follow_up_id, outcome, words, actor=actor, now=NOW + HOUR)


def test_the_share_is_about_what_the_setting_says_and_every_run_chooses_the_same():
    first = [number for number in NUMBERS if chosen(number, 10)]
    assert 320 < len(first) < 480 and first == [number for number in NUMBERS if chosen(number, 10)]
    assert not any(chosen(number, 0) for number in NUMBERS) and all(chosen(number, 100) for number in NUMBERS)


def test_who_is_in_a_small_share_is_in_every_larger_one():
    assert all(chosen(number, 50) for number in NUMBERS if chosen(number, 10))


def test_a_supervisor_ends_a_task_with_what_came_of_it_and_it_is_on_record(database: Database):
    _, task = low(database)
    lead = supervisor(database)
    complete(database, task, Outcome.MADE_GOOD, "道歉并补退手续费，密码是 abc12345", lead)
    found = kept(database, task)
    assert (found.state, found.outcome, found.agent_id, found.done_at) == ("done", "made_good", lead.agent_id, NOW + HOUR)
    assert "道歉" in found.words and "abc12345" not in found.words
    with database.reading() as session:
        [event] = audit.listed(session, subject=f"follow_up:{task}")
        assert (event.kind, event.agent_id, event.details) == ("follow_up_done", lead.agent_id, {"outcome": "made_good"})


def test_what_is_done_is_done(database: Database):
    _, task = low(database)
    lead = supervisor(database)
    complete(database, task, Outcome.EXPLAINED, "谈过了", lead)
    with pytest.raises(NotAllowed, match="follow_up_done"):
        complete(database, task, Outcome.MADE_GOOD, "又谈了", lead)
    assert kept(database, task).outcome == "explained"


def test_of_two_supervisors_at_once_one_ends_it(database: Database):
    _, task = low(database)
    leads = [supervisor(database, name) for name in ("唐主管", "周主管")]
    failed = while_another_writes(database, *(
        lambda session, lead=lead: follow_ups.complete(session, task, Outcome.EXPLAINED, "谈过了", actor=lead, now=NOW) for lead in leads))
    assert [error.code for error in failed] == ["follow_up_done"] and kept(database, task).agent_id == leads[0].agent_id


def test_a_task_is_not_for_agents_and_they_cannot_learn_of_it(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FOLLOW_UP_SHARE", "0")  # else one complaint in ten is chosen by its number for a call, which is for agents
    bot.settings.settings.cache_clear()
    _, task = low(database)
    agent = hired(database)
    with pytest.raises(NotFound, match="unknown_follow_up"):
        complete(database, task, Outcome.EXPLAINED, "谈过了", agent)
    with database.reading() as session:
        assert queries.page(session, agent, state=State.OPEN, kind=None, due_by=None, after=None, limit=9) == []


@pytest.mark.parametrize("outcome, words, code", [
    (Outcome.CONTENT, "好", "outcome"), (Outcome.NOT_CONTENT, "不好", "outcome"), (Outcome.REOPENED, "重新处理", "outcome"), (Outcome.EXPLAINED, "  ", "needs_words"),
    (Outcome.MADE_GOOD, "", "needs_words")])
def test_a_task_ends_only_as_a_task_can_and_with_a_word_on_it(database: Database, outcome: Outcome, words: str, code: str):
    _, task = low(database)
    with pytest.raises(InvalidInput, match=code):
        complete(database, task, outcome, words, supervisor(database))
    assert kept(database, task).state == "open"


def test_a_task_is_taken_by_one_and_may_be_ended_by_another(database: Database):
    _, task = low(database)
    lead, other = supervisor(database), supervisor(database, "周主管")
    with database.transaction() as session:
        for _ in range(2):
            follow_ups.take(session, task, actor=lead, now=NOW)
    with pytest.raises(NotAllowed, match="taken") as refused, database.transaction() as session:
        follow_ups.take(session, task, actor=other, now=NOW)
    assert refused.value.values["by"] == "唐主管"
    complete(database, task, Outcome.EXPLAINED, "谈过了", other)
    assert kept(database, task).agent_id == other.agent_id


def test_from_a_task_the_complaint_is_taken_up_again_and_the_customer_reads_why(database: Database):
    number, task = low(database)
    with database.transaction() as session:
        follow_ups.reopen(session, task, "我们重新核对一遍", actor=supervisor(database), now=NOW + HOUR)
    assert (kept(database, task).state, kept(database, task).outcome) == ("done", "reopened")
    with database.reading() as session:
        complaint = complaints.by_number(session, number)
        assert complaint.status == "reopened" and "我们重新核对一遍" in last(session, complaint.conversation_id).text


def test_where_the_complaint_cannot_be_taken_up_the_task_stays_open(database: Database):
    number, task = low(database)
    lead = supervisor(database)
    with database.transaction() as session:
        complaint_service.reopen(session, conversation(session), number, now=NOW)
    with pytest.raises(NotAllowed, match="not_now"), database.transaction() as session:
        follow_ups.reopen(session, task, "再看看", actor=lead, now=NOW)
    assert kept(database, task).state == "open"


def test_a_task_about_a_handoff_has_nothing_to_reopen(database: Database):
    handed_off(database)
    say(database, ask(database)[0].conversation_id, "", press=2)
    [task] = asked.follow_ups(database)
    with pytest.raises(NotAllowed, match="nothing_to_reopen"), database.transaction() as session:
        follow_ups.reopen(session, task.id, "再看看", actor=supervisor(database), now=NOW)


def test_a_call_is_made_by_any_agent_and_its_outcome_kept(database: Database, everybody_is_called: None):
    _, call = called(database)
    agent = hired(database)
    complete(database, call, Outcome.CONTENT, "", agent)
    assert (kept(database, call).state, kept(database, call).outcome, kept(database, call).words) == ("done", "content", None)
    assert len(asked.follow_ups(database)) == 1


def test_a_customer_who_is_not_content_on_the_phone_opens_a_task(database: Database, everybody_is_called: None):
    number, call = called(database)
    complete(database, call, Outcome.NOT_CONTENT, "说钱还没到", hired(database))
    task = asked.follow_ups(database)[-1]
    assert (task.kind, task.state, task.complaint_id) == ("task", "open", kept(database, call).complaint_id)
    with database.reading() as session:
        assert complaints.by_number(session, number).status == "resolved"


def test_who_was_not_reached_reads_that_it_was_really_us(database: Database, everybody_is_called: None):
    number, call = called(database)
    complete(database, call, Outcome.NOT_REACHED, "", hired(database))
    with database.reading() as session:
        said = last(session, kept(database, call).conversation_id)
        assert number in said.text and "没有联系上" in said.text and said.author == "system"
    assert len(asked.follow_ups(database)) == 1


@pytest.mark.parametrize("outcome", [Outcome.EXPLAINED, Outcome.MADE_GOOD, Outcome.REOPENED])
def test_a_call_does_not_end_like_a_task(database: Database, everybody_is_called: None, outcome: Outcome):
    _, call = called(database)
    with pytest.raises(InvalidInput, match="outcome"):
        complete(database, call, outcome, "谈过了", supervisor(database))


def test_a_reopened_complaint_is_not_called_about_and_its_next_resolution_is(database: Database, everybody_is_called: None):
    number, call = called(database)
    _, other = called_of_another(database)
    with database.transaction() as session:
        complaint_service.reopen(session, conversation(session), number, now=NOW)
        assert drop_calls(session) == 1
    assert (kept(database, call).state, kept(database, other).state) == ("void", "open")
    with database.transaction() as session:
        complaint_service.resolve(session, number, "这次好了", operator="amy", now=NOW + DAY)
    ask(database, NOW + DAY)
    again = asked.follow_ups(database)[-1]
    assert (again.state, again.due_at) == ("open", NOW + 4 * DAY) and again.id != call


def called_of_another(database: Database) -> "tuple[str, int]":
    number = resolved(database, key="message:2", customer="demo-wang")
    ask(database)
    return number, asked.follow_ups(database)[-1].id


def test_lists_show_what_is_open_in_order_and_what_is_due(database: Database, everybody_is_called: None):
    _, first = called(database)
    _, second = called_of_another(database)
    lead = supervisor(database)

    def ids(**kwargs: object) -> list:
        wanted = {"state": State.OPEN, "kind": None, "due_by": None, "after": None, "limit": 9, **kwargs}
        with database.reading() as session:
            return [one.id for one in queries.page(session, lead, **wanted)]

    assert ids() == [first, second] and ids(limit=1) == [first] and ids(after=first) == [second]
    assert ids(due_by=NOW) == [] and ids(due_by=NOW + 3 * DAY) == [first, second] and ids(kind=Kind.TASK) == []
    complete(database, first, Outcome.CONTENT, "", lead)
    complete(database, second, Outcome.CONTENT, "", lead)
    assert ids(state=State.DONE) == ids(state=None) == [second, first] and ids(state=State.DONE, after=second) == [first]
