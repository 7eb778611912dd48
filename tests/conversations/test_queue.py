"""The queue's order, one's place in it, how long it takes, and whether somebody is there."""
from datetime import datetime, timedelta

import pytest

import bot.settings
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.conversations import handoffs, presence, queue, service
from bot.conversations.handoffs import Reason
from bot.conversations.queue import Availability, Staffing
from bot.conversations.reasons import Risk, priority
from bot.db import Database
from tests.conversations.agents import NOW, hired, open_handoff, state, taken, waiting
from tests.conversations.together import together

MINUTE = timedelta(minutes=1)
EVENING = NOW + timedelta(hours=8)  # midnight in Shanghai


def order(database: Database, actor) -> list:
    with database.reading() as session:
        return [handoff.conversation_id for handoff in queue.waiting(session, actor)]


def place(database: Database, conversation_id: str) -> int:
    with database.reading() as session:
        return queue.place(session, conversation_id)


def there(database: Database, now: datetime = NOW) -> Availability:
    with database.reading() as session:
        return queue.availability(session, now=now)


# Order and place

@pytest.mark.parametrize("reason, risks, expected", [
    (Reason.ASKED_FOR, [], 2), (Reason.FALLBACK_TWICE, [], 2), (Reason.ANGER, [], 1), (Reason.FAILED_ACTION, [], 1), (Reason.FRAUD, [], 0), (Reason.COMPROMISED, [], 0),
    (Reason.ASKED_FOR, [Risk.FRAUD_WORDS], 0), (Reason.ASKED_FOR, [Risk.LARGE_AMOUNT], 1), (Reason.ANGER, [Risk.NEW_DEVICE, Risk.FRAUD_WORDS], 0), (Reason.FRAUD, [Risk.LARGE_AMOUNT], 0)])
def test_reason_and_risks_say_how_urgent_it_is(reason: Reason, risks: list, expected: int):
    assert priority(reason, risks) == expected


def test_who_was_lost_comes_first_then_the_urgent_then_by_time(database: Database):
    zhou = hired(database)
    early, angry, late, fraud = (waiting(database, reason=reason, now=NOW + number * MINUTE)
                                 for number, reason in enumerate((Reason.ASKED_FOR, Reason.ANGER, Reason.ASKED_FOR, Reason.FRAUD)))
    lost = taken(database, hired(database, "小李"), NOW)
    with database.transaction() as session:
        assert handoffs.lose_silent(session, now=NOW + 5 * MINUTE) == 1
    expected = [lost, fraud, angry, early, late]
    assert order(database, zhou) == expected
    assert [place(database, each) for each in expected] == [1, 2, 3, 4, 5]


def test_who_does_not_wait_has_no_place(database: Database):
    assert place(database, taken(database, hired(database))) == 0 and place(database, "nobody") == 0


def test_only_those_count_before_her_whom_the_same_people_take(database: Database):
    others, mine, for_all = (waiting(database, team=team, now=NOW + number * MINUTE) for number, team in enumerate(("payments", "risk", None)))
    assert (place(database, others), place(database, mine), place(database, for_all)) == (1, 1, 3)


def test_what_she_writes_while_she_waits_may_move_her_up(database: Database):
    first, second = waiting(database), waiting(database, now=NOW + MINUTE)
    with database.transaction() as session:
        service.receive(session, second, client_message_id="1", text="我被骗了 8000 元", now=NOW + MINUTE)
    assert order(database, hired(database)) == [second, first]
    assert open_handoff(database, second).risk == ["fraud_words", "large_amount"]


def test_a_request_knows_the_risks_of_what_was_said_before_it(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        handoffs.withdraw(session, conversation_id, now=NOW)
        service.receive(session, conversation_id, client_message_id="1", text="有人冒充客服让我共享屏幕", now=NOW)
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW + MINUTE)
    assert (open_handoff(database, conversation_id).risk, open_handoff(database, conversation_id).priority) == (["fraud_words"], 0)


def test_what_she_said_days_ago_is_no_risk_of_today(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        service.receive(session, conversation_id, client_message_id="1", text="我被骗了", now=NOW)
        handoffs.withdraw(session, conversation_id, now=NOW)
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW + timedelta(days=2))
    assert open_handoff(database, conversation_id).risk == []


# How long it takes

def test_the_expected_wait_is_the_median_of_the_last_fifty_pick_ups(database: Database):
    zhou = hired(database)
    with database.reading() as session:
        assert queue.expected_wait(session) is None
    for number, minutes in enumerate([600] * 5 + [1] * 20 + [3] * 11 + [30] * 19):  # the first five are the fifty-first and older
        start = NOW + number * timedelta(hours=12)
        conversation_id = waiting(database, now=start)
        with database.transaction() as session:
            handoffs.take(session, conversation_id, actor=zhou, now=start + minutes * MINUTE)
    with database.reading() as session:
        assert queue.expected_wait(session) == 3 * MINUTE


def test_stepping_in_without_a_wait_does_not_count(database: Database):
    lead = hired(database, "王主管", Role.SUPERVISOR)
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=None, language=service.Language.ZH, now=NOW)
        handoffs.take_over(session, conversation.id, actor=lead, now=NOW)
        assert queue.expected_wait(session) is None


# Whether somebody is there

def test_nobody_on_duty_is_unstaffed_in_opening_hours_and_closed_after_them(database: Database):
    assert there(database) == Availability(Staffing.UNSTAFFED)
    assert there(database, EVENING) == Availability(Staffing.CLOSED, NOW + timedelta(hours=17))


@pytest.mark.parametrize("now", [NOW, EVENING])
def test_who_is_on_duty_is_there_at_any_hour(database: Database, now: datetime):
    hired(database, on_duty=now)
    assert there(database, now).kind is Staffing.STAFFED


@pytest.mark.parametrize("facts, seen", [
    ({}, NOW - 3 * MINUTE), ({"active": False}, NOW), ({"role": Role.AUDITOR}, NOW)])
def test_who_is_silent_gone_or_an_auditor_is_not_on_duty(database: Database, facts: dict, seen: datetime):
    hired(database, on_duty=seen, **facts)
    with database.reading() as session:
        assert presence.on_duty(session, now=NOW) == []


def test_who_takes_nothing_now_is_not_on_duty_and_keeps_what_she_has(database: Database):
    zhou = hired(database, on_duty=NOW, team="risk", languages=["en"])
    with database.reading() as session:
        assert presence.on_duty(session, now=NOW) == [zhou] and zhou.languages == ("en",)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        presence.set_available(session, zhou.agent_id, False, now=NOW)
        assert presence.on_duty(session, now=NOW) == []
    assert state(database, conversation_id).agent_id == zhou.agent_id


def test_a_beat_alone_does_not_put_her_on_duty(database: Database):
    zhou = hired(database)
    with database.transaction() as session:
        presence.beat(session, zhou.agent_id, now=NOW)
        assert not presence.is_available(session, zhou.agent_id) and presence.on_duty(session, now=NOW) == []


def test_two_windows_that_beat_first_at_once_are_one_presence(database: Database):
    zhou = hired(database)

    def beat() -> None:
        with database.transaction() as session:
            presence.beat(session, zhou.agent_id, now=NOW)

    together(*[beat] * 4)
    with database.reading() as session:
        assert session.query(presence.Presence).count() == 1


def test_silence_is_a_setting(database: Database, monkeypatch: pytest.MonkeyPatch):
    hired(database, on_duty=NOW)
    monkeypatch.setenv("AGENT_SILENCE_SECONDS", "30")
    bot.settings.settings.cache_clear()
    assert there(database, NOW + timedelta(seconds=30)).kind is Staffing.STAFFED
    assert there(database, NOW + timedelta(seconds=31)).kind is Staffing.UNSTAFFED
    with database.reading() as session:
        assert session.query(Agent).count() == 1
