"""Nobody waits on silence: the choices after two minutes, callbacks and their promise, devices, canned answers, the worker's round."""
from datetime import timedelta

import pytest

import bot.settings
from bot.agents.roles import Role
from bot.conversations import callbacks, canned, devices, handoffs, patience, queries, risks, rounds, service
from bot.conversations.desk_models import CannedAnswer, Change
from bot.conversations.models import Conversation
from bot.conversations.reasons import Risk
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from tests.conversations.agents import NOW, audited, hired, open_handoff, state, taken, told, waiting
from tests.conversations.together import together

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TWO_MINUTES = 2 * MINUTE


def offer(database: Database, now) -> int:
    with database.transaction() as session:
        return patience.offer_due(session, now=now, limit=10)


def call_back(database: Database, conversation_id: str, key: str = "message:1", contact: str = "+8613812345678", now=NOW):
    with database.transaction() as session:
        return callbacks.request_callback(session, session.get(Conversation, conversation_id), contact=contact, words="请回电，卡号 6222021234567890123", key=key, now=now)


# The choices after two minutes

def test_after_two_minutes_she_is_asked_once_and_can_choose(database: Database):
    hired(database, on_duty=NOW + TWO_MINUTES)
    conversation_id = waiting(database)
    assert offer(database, NOW + TWO_MINUTES - timedelta(seconds=1)) == 0
    assert [offer(database, NOW + TWO_MINUTES) for _ in range(3)] == [1, 0, 0]
    assert told(database, conversation_id) == ["让您久等了，对不起。您现在排在第 1 位。您可以继续等，也可以留言让同事联系您，或者先投诉登记下来。"]
    with database.reading() as session:
        message = queries.messages_after(session, conversation_id, 0, 9)[-1]
        assert [(choice.title, choice.payload["intent"], choice.payload["aspect"]) for choice in message.choices] == [
            ("继续等", "human_agent", "wait"), ("留言，等联系", "human_agent", "message"), ("我要投诉", "file_complaint", None)]


def test_the_choices_say_how_long_it_takes_where_that_is_known(database: Database):
    zhou = hired(database, on_duty=NOW + 10 * MINUTE)
    conversation_id = waiting(database)
    with database.transaction() as session:
        handoffs.take(session, conversation_id, actor=zhou, now=NOW + 7 * MINUTE)
    second = waiting(database, now=NOW + 6 * MINUTE, language=Language.EN)
    assert offer(database, NOW + 8 * MINUTE) == 1
    assert told(database, second)[0].startswith("Sorry that this takes so long. You are number 1 in the queue, about 7 min.")


@pytest.mark.parametrize("now, words", [(NOW, "现在还没有同事有空"), (NOW + 8 * HOUR, "同事现在已经下班，11月4日 09:00上班")])
def test_with_nobody_there_she_is_told_so_and_when_somebody_is(database: Database, now, words: str):
    conversation_id = waiting(database, now=now)
    assert offer(database, now + TWO_MINUTES) == 1
    assert words in told(database, conversation_id)[0].replace("日9:00", "日 09:00").replace("日 9:00", "日 09:00")


def test_who_was_taken_meanwhile_is_not_asked(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    assert offer(database, NOW + HOUR) == 0 and len(told(database, conversation_id)) == 1


def test_after_a_loss_she_is_asked_anew(database: Database):
    conversation_id = taken(database, hired(database))
    with database.transaction() as session:
        handoffs.lose_silent(session, now=NOW + 10 * MINUTE)
    assert offer(database, NOW + 11 * MINUTE) == 0 and offer(database, NOW + 12 * MINUTE) == 1
    assert len(told(database, conversation_id)) == 3


def test_workers_that_look_at_once_ask_once(database: Database):
    for _ in range(10):
        conversation_id = waiting(database)
        together(*[lambda: offer(database, NOW + TWO_MINUTES)] * 3)
        assert len(told(database, conversation_id)) == 1


def test_patience_is_a_setting(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUEUE_PATIENCE_SECONDS", "30")
    bot.settings.settings.cache_clear()
    waiting(database)
    assert offer(database, NOW + timedelta(seconds=29)) == 0 and offer(database, NOW + timedelta(seconds=30)) == 1


# Callbacks

def test_a_callback_has_a_number_and_a_time_in_opening_hours_and_she_waits_no_more(database: Database):
    conversation_id = waiting(database)
    made = call_back(database, conversation_id, now=NOW + 3 * HOUR)  # 19:00, closed at 21:00
    assert made.number.startswith("B20261103") and made.due_at == NOW + 19 * HOUR  # 11:00 the next day
    assert made.state == "open" and "6222021234567890123" not in made.words and made.reason == "asked_for"
    assert state(database, conversation_id).owner == "bot" and open_handoff(database, conversation_id) is None


def test_the_same_request_is_one_promise(database: Database):
    conversation_id = waiting(database)
    assert call_back(database, conversation_id).number == call_back(database, conversation_id, now=NOW + HOUR).number
    assert call_back(database, conversation_id, key="message:2").number != call_back(database, conversation_id).number
    numbers = []
    together(*[lambda: numbers.append(call_back(database, conversation_id, key="message:3").number)] * 4)
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("contact", ["", "  ", "x" * 255])
def test_a_callback_needs_a_way_to_reach_her(database: Database, contact: str):
    conversation_id = waiting(database)
    with pytest.raises(InvalidInput, match="needs_contact"):
        call_back(database, conversation_id, contact=contact)
    assert state(database, conversation_id).owner == "queue"


def test_a_missed_promise_is_told_once_and_still_owed(database: Database):
    conversation_id = waiting(database)
    made = call_back(database, conversation_id)
    for now, missed in ((made.due_at, 0), (made.due_at + MINUTE, 1), (made.due_at + HOUR, 0)):
        with database.transaction() as session:
            assert callbacks.miss_due(session, now=now) == missed
    assert told(database, conversation_id)[-1].startswith(f"对不起，您的回电 {made.number} 说好") and len(told(database, conversation_id)) == 1
    with database.reading() as session:
        assert callbacks.owed(session, conversation_id).state == "missed"


def test_what_came_of_it_is_written_down_once_and_audited(database: Database):
    zhou, li, auditor = hired(database), hired(database, "小李"), hired(database, "赵审计", Role.AUDITOR)
    conversation_id = waiting(database)
    number = call_back(database, conversation_id).number
    done = []

    def complete(actor) -> None:
        try:
            with database.transaction() as session:
                callbacks.complete(session, number, actor=actor, outcome="已解决", now=NOW + HOUR)
            done.append(actor.name)
        except NotAllowed as error:
            assert error.code == "callback_done"

    with pytest.raises(NotAllowed, match="not_your_role"), database.transaction() as session:
        callbacks.complete(session, number, actor=auditor, outcome="x", now=NOW)
    together(lambda: complete(zhou), lambda: complete(li))
    assert len(done) == 1 and audited(database, conversation_id)[-1] == ("callback_completed", done[0])
    with database.transaction() as session:
        assert callbacks.owed(session, conversation_id) is None and callbacks.miss_due(session, now=NOW + 99 * HOUR) == 0


def test_an_unknown_callback_is_unknown(database: Database):
    zhou = hired(database)
    with pytest.raises(NotFound, match="unknown_callback"), database.transaction() as session:
        callbacks.complete(session, "B20261103AAAAAA", actor=zhou, outcome="x", now=NOW)


def test_the_most_urgent_comes_first_and_pages_do_not_overlap(database: Database):
    conversation_id = waiting(database)
    made = [call_back(database, conversation_id, key=str(number), now=NOW + number * HOUR) for number in (5, 1, 3)]
    with database.reading() as session:
        first = callbacks.listed(session, limit=2)
        rest = callbacks.listed(session, after=first[-1].id, limit=2)
        assert [each.number for each in [*first, *rest]] == [made[1].number, made[2].number, made[0].number]


# Devices

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36"


def see(database: Database, conversation_id: str, user_agent: str, now) -> None:
    with database.transaction() as session:
        devices.see(session, conversation_id, user_agent, now=now)


def is_new(database: Database, conversation_id: str, now) -> bool:
    with database.reading() as session:
        return devices.is_new(session, conversation_id, now=now)


def test_a_first_device_is_not_new_a_second_one_is_for_a_week(database: Database):
    conversation_id, later = waiting(database), NOW + timedelta(days=30)
    see(database, conversation_id, IPHONE, NOW)
    assert not is_new(database, conversation_id, NOW)
    see(database, conversation_id, IPHONE.replace("17_1", "18_0_2").replace("15E148", "16E200"), later)  # an update
    assert not is_new(database, conversation_id, later)
    see(database, conversation_id, WINDOWS, later + MINUTE)
    assert is_new(database, conversation_id, later + MINUTE) and not is_new(database, conversation_id, later + timedelta(days=8))
    see(database, conversation_id, IPHONE, later + HOUR)  # back on the old one
    assert not is_new(database, conversation_id, later + HOUR)


def test_a_new_device_is_a_risk_of_the_request(database: Database):
    conversation_id = waiting(database)
    see(database, conversation_id, IPHONE, NOW - timedelta(days=30))
    see(database, conversation_id, WINDOWS, NOW)
    with database.reading() as session:
        assert risks.of(session, session.get(Conversation, conversation_id), now=NOW) == [Risk.NEW_DEVICE]


@pytest.mark.parametrize("text, found", [
    ("我被骗了", {Risk.FRAUD_WORDS}), ("有个客服让我共享屏幕", {Risk.FRAUD_WORDS}), ("钱被盗刷了 12000 元", {Risk.FRAUD_WORDS, Risk.LARGE_AMOUNT}), ("not me, somebody hacked it", {Risk.FRAUD_WORDS}),
    ("I was scammed out of $9000", {Risk.FRAUD_WORDS, Risk.LARGE_AMOUNT}), ("你们都是骗子", set()), ("转账 4999 元没到", set()), ("转账 5000 元没到", {Risk.LARGE_AMOUNT}), ("怎么改密码", set()),
    ("是不是我操作错了", set()), ("it's not my birthday", set())])
def test_words_and_sums_show_risks(text: str, found: set):
    assert risks.in_words(text) == found


# Canned answers

def test_a_new_desk_has_a_dozen_answers_in_both_languages_with_known_placeholders(database: Database):
    zhou = hired(database)
    with database.reading() as session:
        answers = canned.listed(session, zhou)
        assert len(answers) == 12
        for answer in answers:
            for language in Language:
                assert canned.filled(answer, language, agent="小周", customer="陈静", number="C1").missing == []


def test_placeholders_are_filled_and_braces_in_values_left_alone():
    answer = CannedAnswer(title="x", zh="{customer}您好，我是{agent}，{number}", en="{agent}")
    assert canned.filled(answer, Language.ZH, agent="{number}", customer=None, number="C1").text == "顾客您好，我是{number}，C1"
    assert canned.filled(answer, Language.ZH, agent="小周", customer="陈静") == canned.Filled("陈静您好，我是小周，{number}", ["number"])


# The worker's round

def test_a_round_does_each_job_and_a_second_one_nothing(database: Database):
    zhou = hired(database)
    lost, asked = taken(database, zhou), waiting(database, now=NOW)
    promised = call_back(database, waiting(database), now=NOW - timedelta(days=2))
    for _ in range(2):
        rounds.run(database, now=NOW + 3 * MINUTE)
    assert state(database, lost).owner == "queue" and len(told(database, lost)) == 2
    assert len(told(database, asked)) == 1 and len(told(database, promised.conversation_id)) == 1
    rounds.tidy(database, now=NOW + timedelta(days=2))
    with database.reading() as session:
        assert session.query(Change).count() == 0


def test_a_round_that_is_stopped_in_the_middle_goes_on_where_it_was(database: Database, monkeypatch: pytest.MonkeyPatch):
    conversations = [waiting(database) for _ in range(3)]
    say, calls = service.say, []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return say(*args, **kwargs)

    monkeypatch.setattr(service, "say", dies)
    with pytest.raises(KeyboardInterrupt):
        rounds.run(database, now=NOW + 3 * MINUTE)
    rounds.run(database, now=NOW + 3 * MINUTE)
    assert [len(told(database, each)) for each in conversations] == [1, 1, 1]


def test_a_job_that_fails_leaves_the_others_their_turn_and_is_logged(database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    def lose_silent(session, *, now):
        raise RuntimeError("broken")

    monkeypatch.setattr(rounds, "_JOBS", (lose_silent, patience.offer_due))
    conversation_id = waiting(database)
    rounds.run(database, now=NOW + 3 * MINUTE)
    assert len(told(database, conversation_id)) == 1 and "a job for conversations failed: lose_silent" in caplog.text
