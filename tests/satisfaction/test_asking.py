"""Asked once for each resolution and each handoff that an agent ended, and for nothing else."""
from datetime import timedelta

import pytest

from bot.agents.roles import Role
from bot.complaints import decisions, reviews, service
from bot.complaints.kinds import Category, Outcome
from bot.conversations import handoffs
from bot.conversations.ownership import Step, move
from bot.conversations.service import answer, receive
from bot.db import Database
from bot.language import Language
from bot.satisfaction import asking
from bot.satisfaction.kinds import About
from bot.satisfaction.queries import ASKED_WITHIN
from tests.complaints.people import DAY, HOUR, NOW, OPERATOR, conversation, filed, hired
from tests.conversations.together import together
from tests.satisfaction.asked import ask, handed_off, last, ratings, resolved


def test_a_settled_complaint_is_asked_about_in_its_conversation_with_five_buttons(database: Database):
    number = resolved(database)
    [rating] = ask(database)
    with database.reading() as session:
        question = last(session, rating.conversation_id)
        assert (question.author, question.sequence) == ("system", rating.sequence) and number in question.text
        assert [choice.title for choice in question.choices] == ["5 分 · 非常满意", "4 分 · 满意", "3 分 · 一般", "2 分 · 不满意", "1 分 · 非常不满意"]
        assert question.choices[0].payload == {"intent": "feedback", "aspect": "rating", "entities": {"rating": "5", "about": str(rating.id)}}
    assert (rating.about, rating.category, rating.stars, rating.asked_at) == (About.RESOLUTION, "failed_payment", None, NOW)


def test_an_english_customer_is_asked_in_english(database: Database):
    resolved(database, language=Language.EN)
    [rating] = ask(database)
    with database.reading() as session:
        assert "How did we do?" in last(session, rating.conversation_id).text


def test_asked_about_one_resolution_she_is_not_asked_again_and_about_the_next_once_more(database: Database):
    number = resolved(database)
    ask(database)
    assert len(ask(database, NOW + HOUR)) == 1
    with database.transaction() as session:
        service.reopen(session, conversation(session), number, now=NOW + HOUR)
    assert len(ask(database, NOW + HOUR)) == 1
    with database.transaction() as session:
        decisions.resolve(session, number, Outcome.PARTLY, "又看了", actor=OPERATOR, now=NOW + 2 * HOUR)
    assert len(ask(database, NOW + 2 * HOUR)) == len(ask(database, NOW + 3 * HOUR)) == 2


def test_a_decision_is_asked_about_once_its_customer_accepts_it(database: Database):
    person = hired(database)
    number = filed(database)
    with database.transaction() as session:
        decisions.decide(session, number, Outcome.UPHELD, "退款", actor=person, now=NOW)
    assert ask(database) == []
    with database.transaction() as session:
        service.accept(session, conversation(session), number, now=NOW + HOUR)
    [rating] = ask(database, NOW + HOUR)
    assert rating.agent_id == person.agent_id


def test_nobody_is_asked_after_an_automatic_close_or_a_withdrawal(database: Database):
    closed, withdrawn = filed(database), filed(database, key="message:2")
    with database.transaction() as session:
        decisions.decide(session, closed, Outcome.REJECTED, "不是我们", actor=OPERATOR, now=NOW)
        service.withdraw(session, conversation(session), withdrawn, now=NOW)
    with database.transaction() as session:
        assert service.close_expired(session, now=NOW + 31 * DAY) == 1
    assert ask(database, NOW + 31 * DAY) == []


def test_who_is_away_for_long_is_not_asked_about_what_nobody_remembers(database: Database):
    resolved(database)
    handed_off(database, customer="demo-wang")
    assert ask(database, NOW + ASKED_WITHIN) == []


def test_reopened_before_anybody_asked_it_is_not_asked_about(database: Database):
    number = resolved(database)
    with database.transaction() as session:
        service.reopen(session, conversation(session), number, now=NOW)
    assert ask(database) == []


def test_a_review_has_no_customer_here_to_ask(database: Database):
    with database.transaction() as session:
        review, _ = reviews.take_in(session, reviews.Found("app_store", "https://apps.example/1", "差评", NOW), now=NOW)
        assert review.complaint.category == Category.REVIEW.value
        decisions.resolve(session, review.complaint.number, Outcome.UPHELD, "改好了", actor=OPERATOR, now=NOW)
    assert ask(database) == []


def test_a_handoff_is_asked_about_when_an_agent_ended_it(database: Database):
    handed_off(database)
    [rating] = ask(database)
    assert (rating.about, rating.category) == (About.HANDOFF, "asked_for")
    with database.reading() as session:
        assert "刚才同事的服务" in last(session, rating.conversation_id).text
    assert len(ask(database)) == 1


def test_a_customer_who_left_the_queue_is_not_asked(database: Database):
    with database.transaction() as session:
        hers = conversation(session)
        handoffs.request(session, hers.id, reason="asked_for", now=NOW)
        handoffs.withdraw(session, hers.id, now=NOW)
    assert ask(database) == []


def test_while_a_person_speaks_with_her_or_the_bot_owes_an_answer_she_is_not_asked_and_then_she_is(database: Database):
    resolved(database)
    agent = hired(database, "小李", Role.AGENT)
    with database.transaction() as session:
        hers = conversation(session)
        move(session, hers.id, Step.TAKE_OVER, now=NOW, agent_id=agent.agent_id)
    assert ask(database) == []
    with database.transaction() as session:
        move(session, hers.id, Step.RETURN, now=NOW)
        message, _ = receive(session, hers.id, client_message_id="m", text="在吗", now=NOW)
    assert ask(database) == []
    with database.transaction() as session:
        answer(session, message.id, [], now=NOW)
    assert len(ask(database)) == 1


def test_two_workers_at_once_ask_once(database: Database):
    for number in range(4):
        resolved(database, key=f"message:{number}", customer=f"demo-{number}")
        handed_off(database, customer=f"demo-{number}")
    together(*[lambda: asking.ask_due(database, now=NOW)] * 3)
    assert len(ratings(database)) == 8
    with database.reading() as session:
        for rating in ratings(database):
            texts = [m.text for m in last_all(session, rating.conversation_id)]
            assert len([words for words in texts if "点一下就好" in words]) == 2


def last_all(session, conversation_id):
    from bot.conversations.queries import messages_after
    return messages_after(session, conversation_id, 0, 99)


@pytest.mark.parametrize("share, expected", [("0", 0), ("100", 1)])
def test_a_call_is_planned_for_the_share_some_days_after_the_resolution(database: Database, monkeypatch: pytest.MonkeyPatch, share: str, expected: int):
    import bot.settings
    from tests.satisfaction.asked import follow_ups
    monkeypatch.setenv("FOLLOW_UP_SHARE", share)
    monkeypatch.setenv("FOLLOW_UP_DAYS", "5")
    bot.settings.settings.cache_clear()
    resolved(database)
    for later in (timedelta(minutes=1), HOUR):
        ask(database, NOW + later)
    assert [(call.kind, call.state, call.due_at) for call in follow_ups(database)] == [("call", "open", NOW + 5 * DAY)] * expected
