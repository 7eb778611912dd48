"""After a handoff the bot never speaks, however the moments fall."""
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import handoffs, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Choice
from bot.conversations.service import Option, Reply
from bot.db import Database
from bot.language import Language
from tests.conversations.agents import hired, taken, waiting
from tests.conversations.test_service import messages, sent

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def opened(session: Session) -> str:
    return service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def said(database: Database, conversation_id: str) -> list:
    return [(message.author, message.text) for message in messages(database, conversation_id) if message.author in {"customer", "bot"}]


def test_a_reply_that_comes_after_a_person_was_asked_for_is_not_said(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        first, _ = sent(session, conversation_id, "余额多少", "c1")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        assert not service.answer(session, first.id, [Reply("您的余额")], now=NOW)
    assert said(database, conversation_id) == [("customer", "余额多少")]


def test_the_answer_to_the_message_that_asked_is_said_and_none_after_it(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        asking, _ = sent(session, conversation_id, "转人工", "c1")
        later, _ = sent(session, conversation_id, "快点", "c2")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asking.id, now=NOW)
        service.answer(session, asking.id, [Reply("好的，您排在第 1 位")], now=NOW)
        assert not service.answer(session, later.id, [Reply("请说")], now=NOW)
    assert said(database, conversation_id) == [("customer", "转人工"), ("customer", "快点"), ("bot", "好的，您排在第 1 位")]


def test_once_the_agent_is_there_even_the_announcement_is_not_said(database: Database):
    actor = hired(database)
    with database.transaction() as session:
        conversation_id = opened(session)
        asking, _ = sent(session, conversation_id, "转人工", "c1")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asking.id, now=NOW)
        handoffs.take(session, conversation_id, actor=actor, now=NOW)
        assert not service.answer(session, asking.id, [Reply("您排在第 1 位")], now=NOW)


@pytest.mark.parametrize("owned", ["queue", "agent"])
def test_a_message_to_a_person_waits_for_no_answer_of_the_bot(database: Database, owned: str):
    conversation_id = waiting(database) if owned == "queue" else taken(database, hired(database))
    with database.transaction() as session:
        message, is_new = sent(session, conversation_id, "在吗")
        assert is_new and message.unhandled is None
        assert queries.next_unhandled(session, conversation_id) is None
        assert queries.waiting_messages(session, before=NOW + timedelta(seconds=1)) == []


def test_after_a_crash_only_the_announcement_is_still_to_be_said(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        asking, _ = sent(session, conversation_id, "转人工", "c1")
        sent(session, conversation_id, "快点", "c2")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asking.id, now=NOW)
        assert queries.next_unhandled(session, conversation_id).id == asking.id
        assert [row.id for row in queries.waiting_messages(session, before=NOW + timedelta(seconds=1))] == [asking.id]


def test_back_with_the_bot_its_answers_are_said_again(database: Database):
    actor = hired(database)
    conversation_id = taken(database, actor)
    with database.transaction() as session:
        handoffs.give_back(session, conversation_id, actor=actor, now=NOW)
        message, _ = sent(session, conversation_id, "谢谢")
        service.answer(session, message.id, [Reply("不客气")], now=NOW)
    assert said(database, conversation_id)[-1] == ("bot", "不客气")


# Buttons in the queue

def pressed(session: Session, conversation_id: str, intent: str, aspect: str = None):
    payload = {"intent": intent, "aspect": aspect, "entities": {}}
    service.say(session, conversation_id, "选", author=service.Author.SYSTEM, options=[Option("按钮", payload)], now=NOW)
    choice = session.execute(select(Choice).where(Choice.conversation_id == conversation_id).order_by(Choice.message_id.desc()).limit(1)).scalar_one()
    return service.receive(session, conversation_id, client_message_id=f"{intent}{aspect}", text="按钮", choice=choice, now=NOW)[0]


def test_who_chooses_to_wait_keeps_her_place_and_hears_it(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        assert pressed(session, conversation_id, "human_agent", "wait").unhandled is None
        assert queries.conversation(session, conversation_id).owner == "queue"
    assert "第 1 位" in messages(database, conversation_id)[-1].text


@pytest.mark.parametrize("intent, aspect", [("human_agent", "message"), ("file_complaint", None), ("freeze_request", None)])
def test_who_chooses_anything_else_is_back_with_the_bot_at_once(database: Database, intent: str, aspect: str):
    conversation_id = waiting(database)
    with database.transaction() as session:
        message = pressed(session, conversation_id, intent, aspect)
        assert queries.conversation(session, conversation_id).owner == "bot"
        assert queries.next_unhandled(session, conversation_id).id == message.id
        assert queries.open_handoffs(session) == []


def test_a_button_pressed_while_an_agent_is_there_is_only_words_to_her(database: Database):
    conversation_id = taken(database, hired(database))
    with database.transaction() as session:
        assert pressed(session, conversation_id, "file_complaint").unhandled is None
        assert queries.conversation(session, conversation_id).owner == "agent"
