"""Taking, taking over, passing on, giving back, losing: each once, each by whom it may be, each told to the customer."""
import subprocess
import sys
from datetime import timedelta
from typing import List

import pytest

from bot.agents.roles import Role
from bot.conversations import handoffs, notes, presence, queries, service
from bot.conversations.handoffs import Reason
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from tests.conversations.agents import NOW, audited, hired, open_handoff, state, taken, told, waiting
from tests.conversations.together import together

MINUTE = timedelta(minutes=1)


def take(database: Database, conversation_id: str, actor, now=NOW):
    with database.transaction() as session:
        return handoffs.take(session, conversation_id, actor=actor, now=now)


def refused(database: Database, code: str, kind: type = NotAllowed):
    """The work of a transaction that must fail with this code."""
    from contextlib import contextmanager

    @contextmanager
    def transaction():
        with pytest.raises(kind) as error, database.transaction() as session:
            yield session
        assert error.value.code == code
    return transaction()


# Taking

def test_who_takes_has_it_and_the_customer_hears_her_name(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    assert (state(database, conversation_id).owner, state(database, conversation_id).agent_id) == ("agent", zhou.agent_id)
    assert told(database, conversation_id) == ["小周已加入对话，接下来由小周为您服务。前面聊的都看得到，您不用再说一遍。"]
    assert (open_handoff(database, conversation_id).taken_at, open_handoff(database, conversation_id).agent_id) == (NOW, zhou.agent_id)
    assert audited(database, conversation_id) == [("handoff_requested", None), ("conversation_taken", "小周")]


def test_who_is_slower_is_told_who_was_faster(database: Database):
    zhou, li = hired(database), hired(database, "小李")
    conversation_id = taken(database, zhou)
    with pytest.raises(NotAllowed) as error:
        take(database, conversation_id, li)
    assert (error.value.code, error.value.values) == ("taken", {"by": "小周"})
    assert state(database, conversation_id).agent_id == zhou.agent_id


def test_taking_ones_own_again_changes_nothing(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    take(database, conversation_id, zhou, NOW + MINUTE)
    assert len(told(database, conversation_id)) == 1 and open_handoff(database, conversation_id).taken_at == NOW


def test_a_customer_who_left_the_queue_cannot_be_taken(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        handoffs.withdraw(session, conversation_id, now=NOW)
    with refused(database, "not_waiting") as session:
        handoffs.take(session, conversation_id, actor=hired_in(session), now=NOW)


def hired_in(session):
    from bot.agents.models import Agent
    from bot.agents.queries import actor_of
    person = Agent(name="小王", created_at=NOW)
    session.add(person)
    session.flush()
    return actor_of(person)


def test_an_auditor_takes_nothing(database: Database):
    conversation_id, auditor = waiting(database), hired(database, role=Role.AUDITOR)
    for step in (handoffs.take, handoffs.take_over, handoffs.give_back):
        with pytest.raises(NotAllowed), database.transaction() as session:
            step(session, conversation_id, actor=auditor, now=NOW)
    assert state(database, conversation_id).owner == "queue"


def test_another_teams_queue_and_unknown_conversations_are_alike_to_an_agent(database: Database):
    conversation_id, li = waiting(database, team="risk"), hired(database, "小李", team="payments")
    for wrong in (conversation_id, "0" * 32):
        with refused(database, "unknown_conversation", NotFound) as session:
            handoffs.take(session, wrong, actor=li, now=NOW)
    take(database, conversation_id, hired(database, "小陈", team="risk"))


ROUNDS = 25


@pytest.mark.parametrize("people", [2, 5])
def test_of_several_who_take_at_once_one_gets_it_and_each_other_is_told(database: Database, people: int):
    actors = [hired(database, f"agent {number}") for number in range(people)]
    for _ in range(ROUNDS):
        conversation_id, won, lost = waiting(database), [], []

        def attempt(actor, conversation_id=conversation_id, won=won, lost=lost) -> None:
            try:
                take(database, conversation_id, actor)
                won.append(actor.name)
            except NotAllowed as error:
                assert error.code == "taken"
                lost.append(error.values["by"])

        together(*(lambda actor=actor: attempt(actor) for actor in actors))
        assert len(won) == 1 and lost == won * (people - 1)
        assert [line.partition("已加入")[0] for line in told(database, conversation_id)] == won


_TAKE_ALL = """
import sys
from bot.agents import queries
from bot.conversations import handoffs
from bot.db import Database, utc_now
from bot.errors import NotAllowed
database = Database(sys.argv[1])
with database.reading() as session:
    actor = queries.actor_of(queries.agent(session, int(sys.argv[2])))
print("ready", flush=True)
sys.stdin.readline()
for conversation_id in sys.argv[3:]:
    try:
        with database.transaction() as session:
            handoffs.take(session, conversation_id, actor=actor, now=utc_now())
        print("won", conversation_id)
    except NotAllowed as error:
        print("lost", conversation_id, error.values["by"])
"""


def test_two_processes_that_take_a_whole_queue_share_it_and_lose_nothing(database: Database):
    actors, queue = [hired(database, name) for name in ("A", "B")], [waiting(database) for _ in range(40)]
    url = database.engine.url.render_as_string(hide_password=False)
    desks = [subprocess.Popen([sys.executable, "-c", _TAKE_ALL, url, str(actor.agent_id), *queue], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
             for actor in actors]
    assert [desk.stdout.readline() for desk in desks] == ["ready\n"] * 2
    for desk in desks:
        desk.stdin.write("go\n")
        desk.stdin.flush()
    lines: List[List[str]] = [desk.communicate(timeout=60)[0].split("\n") for desk in desks]
    won = [{line.split()[1] for line in mine if line.startswith("won")} for mine in lines]
    assert won[0] | won[1] == set(queue) and not won[0] & won[1]
    for mine, other in ((0, "B"), (1, "A")):
        assert {line.split()[1] for line in lines[mine] if line.startswith("lost") and line.endswith(other)} == won[1 - mine]
    assert all(len(told(database, conversation_id)) == 1 for conversation_id in queue)


def test_a_customer_who_leaves_while_she_is_taken_is_with_one_of_both(database: Database):
    zhou = hired(database)
    for _ in range(ROUNDS):
        conversation_id, outcomes = waiting(database), []

        def leave(conversation_id=conversation_id) -> None:
            with database.transaction() as session:
                handoffs.withdraw(session, conversation_id, now=NOW)

        def attempt(conversation_id=conversation_id, outcomes=outcomes) -> None:
            try:
                take(database, conversation_id, zhou)
                outcomes.append("taken")
            except NotAllowed as error:
                outcomes.append(error.code)

        together(leave, attempt)
        # Taken first, she went back from the agent; left first, there was nobody to take.
        assert outcomes in (["taken"], ["not_waiting"])
        assert state(database, conversation_id).owner == "bot" and open_handoff(database, conversation_id) is None


# Taking over

def test_a_supervisor_steps_in_for_the_bot_and_for_a_colleague(database: Database):
    zhou, lead = hired(database), hired(database, "王主管", Role.SUPERVISOR)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        handoffs.take_over(session, conversation_id, actor=lead, now=NOW)
        other = service.open_conversation(session, customer_id=None, language=service.Language.ZH, now=NOW).id
        message, _ = service.receive(session, other, client_message_id="c1", text="余额", now=NOW)
        assert handoffs.take_over(session, other, actor=lead, now=NOW).reason == Reason.AGENT_CHOICE.value
        assert not service.answer(session, message.id, [service.Reply("您的余额")], now=NOW)
    assert {state(database, each).agent_id for each in (conversation_id, other)} == {lead.agent_id}
    assert audited(database, conversation_id)[-1] == ("conversation_taken_over", "王主管")


def test_an_agent_does_not_step_in(database: Database):
    conversation_id, li = taken(database, hired(database)), hired(database, "小李")
    with refused(database, "not_your_role") as session:
        handoffs.take_over(session, conversation_id, actor=li, now=NOW)


# Passing on

def test_a_conversation_passed_to_a_colleague_waits_for_her_alone(database: Database):
    zhou, li, chen = hired(database), hired(database, "小李", on_duty=NOW), hired(database, "小陈", on_duty=NOW)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        handoffs.transfer(session, conversation_id, actor=zhou, to_agent_id=li.agent_id, words="她要退款，卡号见截图", now=NOW)
        assert [note.text for note in notes.of(session, conversation_id)] == ["她要退款，卡号见截图"]
    with refused(database, "unknown_conversation", NotFound) as session:
        handoffs.take(session, conversation_id, actor=chen, now=NOW)
    take(database, conversation_id, li)
    assert told(database, conversation_id)[1:] == ["小周把您转给了同事小李，前面的内容一起转过去了，请稍等。",
                                                    "小李已加入对话，接下来由小李为您服务。前面聊的都看得到，您不用再说一遍。"]


def test_what_the_colleague_does_not_take_is_for_everybody_after_a_while(database: Database):
    zhou, li, chen = hired(database), hired(database, "小李", on_duty=NOW), hired(database, "小陈")
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        handoffs.transfer(session, conversation_id, actor=zhou, to_agent_id=li.agent_id, now=NOW)
        assert handoffs.release_unclaimed(session, now=NOW + 2 * MINUTE) == 0
        assert handoffs.release_unclaimed(session, now=NOW + 2 * MINUTE + timedelta(seconds=1)) == 1
    take(database, conversation_id, chen)


def test_nobody_is_passed_to_a_colleague_who_is_away_or_a_team_without_people(database: Database):
    zhou, gone = hired(database), hired(database, "小李", on_duty=NOW - timedelta(hours=1))
    conversation_id = taken(database, zhou)
    with refused(database, "agent_away") as session:
        handoffs.transfer(session, conversation_id, actor=zhou, to_agent_id=gone.agent_id, now=NOW)
    with refused(database, "unknown_team", InvalidInput) as session:
        handoffs.transfer(session, conversation_id, actor=zhou, to_team="risk", now=NOW)
    with refused(database, "invalid_field", InvalidInput) as session:
        handoffs.transfer(session, conversation_id, actor=zhou, now=NOW)
    assert state(database, conversation_id).agent_id == zhou.agent_id


def test_a_team_takes_what_was_passed_to_it(database: Database):
    zhou, li, chen = hired(database), hired(database, "小李", team="risk"), hired(database, "小陈")
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        handoffs.transfer(session, conversation_id, actor=zhou, to_team="risk", now=NOW)
    with refused(database, "unknown_conversation", NotFound) as session:
        handoffs.take(session, conversation_id, actor=chen, now=NOW)
    take(database, conversation_id, li)


@pytest.mark.parametrize("step", ["transfer", "give_back"])
def test_only_its_agent_passes_a_conversation_on_or_back(database: Database, step: str):
    conversation_id, lead = taken(database, hired(database)), hired(database, "王主管", Role.SUPERVISOR, team="risk")
    with refused(database, "not_yours") as session:
        if step == "transfer":
            handoffs.transfer(session, conversation_id, actor=lead, to_team="risk", now=NOW)
        else:
            handoffs.give_back(session, conversation_id, actor=lead, now=NOW)


# What still waited for the bot

def test_what_the_bot_had_not_answered_when_she_came_is_hers_and_no_answer_to_it_comes_after_her(database: Database):
    zhou = hired(database)
    conversation_id, asking = asked(database)
    with database.transaction() as session:
        assert queries.next_unhandled(session, conversation_id).id == asking  # its answer announces her: a crash may have kept it back
        handoffs.take(session, conversation_id, actor=zhou, now=NOW)
        handoffs.give_back(session, conversation_id, actor=zhou, now=NOW)
        assert queries.next_unhandled(session, conversation_id) is None


def test_who_was_answered_by_an_operator_or_left_is_not_told_any_more_that_she_waits(database: Database):
    for ends in (lambda session, it: handoffs.answer(session, queries.open_handoff(session, it).id, "已经处理好了", now=NOW),
                 lambda session, it: handoffs.withdraw(session, it, now=NOW)):
        conversation_id, _ = asked(database)
        with database.transaction() as session:
            ends(session, conversation_id)
            assert queries.next_unhandled(session, conversation_id) is None


def asked(database: Database) -> tuple:
    """A conversation whose last message asked for a person and is not answered yet, and that message's id."""
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        message, _ = service.receive(session, conversation.id, client_message_id="c1", text="转人工", now=NOW)
        handoffs.request(session, conversation.id, reason=Reason.ASKED_FOR, message_id=message.id, now=NOW)
        return conversation.id, message.id


# Giving back

def test_back_to_the_bot_the_customer_is_told_and_may_ask_again(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        handoffs.give_back(session, conversation_id, actor=zhou, now=NOW + MINUTE)
    assert (state(database, conversation_id).owner, state(database, conversation_id).agent_id) == ("bot", None)
    assert told(database, conversation_id)[-1].startswith("小周这边先到这里，接下来由我继续帮您。")
    with database.transaction() as session:
        assert handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW + MINUTE).ended_at is None


# Losing

def lose(database: Database, now) -> int:
    with database.transaction() as session:
        return handoffs.lose_silent(session, now=now, limit=10)


def test_a_desk_that_dies_loses_nothing_its_conversation_goes_to_the_front_and_the_customer_is_told_once(database: Database):
    zhou, li = hired(database), hired(database, "小李")
    conversation_id = taken(database, zhou)
    others = [waiting(database, reason=Reason.FRAUD), waiting(database)]
    assert lose(database, NOW + 2 * MINUTE) == 0
    assert lose(database, NOW + 2 * MINUTE + timedelta(seconds=1)) == 1
    assert lose(database, NOW + 3 * MINUTE) == 0
    with database.reading() as session:
        from bot.conversations import queue
        assert [handoff.conversation_id for handoff in queue.waiting(session, li)] == [conversation_id, *others]
        assert queue.place(session, conversation_id) == 1
    assert told(database, conversation_id)[1:] == ["对不起，同事那边的连接断了。您已经排到最前面，下一位有空的同事马上接着帮您，前面的内容不用重说。"]
    take(database, conversation_id, li, NOW + 3 * MINUTE)
    assert audited(database, conversation_id)[-2:] == [("conversation_lost", None), ("conversation_taken", "小李")]


def test_who_gives_signs_of_life_keeps_her_conversations(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    for minute in range(1, 10):
        with database.transaction() as session:
            presence.beat(session, zhou.agent_id, now=NOW + minute * MINUTE)
        assert lose(database, NOW + minute * MINUTE + timedelta(seconds=59)) == 0
    assert state(database, conversation_id).agent_id == zhou.agent_id


def test_two_workers_that_look_at_once_lose_a_conversation_once(database: Database):
    zhou = hired(database)
    for _ in range(10):
        conversation_id = taken(database, zhou)
        together(*[lambda: lose(database, NOW + 3 * MINUTE)] * 3)
        assert len(told(database, conversation_id)) == 2 and state(database, conversation_id).owner == "queue"
        with database.transaction() as session:
            handoffs.withdraw(session, conversation_id, now=NOW)


def test_an_agent_who_comes_back_is_told_that_the_conversation_has_moved(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    lose(database, NOW + 3 * MINUTE)
    with refused(database, "not_yours") as session:
        handoffs.give_back(session, conversation_id, actor=zhou, now=NOW + 3 * MINUTE)
    with database.reading() as session:
        assert queries.open_handoff(session, conversation_id).agent_id == zhou.agent_id
