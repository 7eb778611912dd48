"""Reads: what waits, what is new, who waits for a person, and the readable copy."""
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from bot.conversations import handoffs, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Author
from bot.conversations.redaction import Before
from bot.db import Database
from bot.errors import NotFound
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def opened(session: Session) -> str:
    return service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def say(session: Session, conversation_id: str, *texts: str) -> list:
    return [service.say(session, conversation_id, text, author=Author.BOT, now=NOW) for text in texts]


def sent(session: Session, conversation_id: str, text: str):
    return service.receive(session, conversation_id, client_message_id=text, text=text, now=NOW)[0]


def test_messages_come_oldest_first_past_a_sequence_and_no_more_than_asked_for(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        say(session, one, "1", "2", "3", "4")
        say(session, two, "foreign")
        assert [m.text for m in queries.messages_after(session, one, 1, 2)] == ["2", "3"]
        assert queries.messages_after(session, one, 4, 10) == []


def test_what_was_sent_under_a_client_id_is_found_in_its_conversation_only(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        message = sent(session, one, "你好")
        assert queries.by_client_id(session, one, "你好").id == message.id
        assert queries.by_client_id(session, two, "你好") is None


def test_the_last_buttons_are_those_under_what_the_bot_said_last(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        assert queries.last_choices(session, one) == []
        option = service.Option("立即冻结", {"intent": "freeze_request", "entities": {"confirmed": "yes"}})
        service.say(session, one, "确认冻结吗？", author=Author.BOT, options=[option], now=NOW)
        service.say(session, one, "投诉有进展", author=Author.SYSTEM, now=NOW)
        sent(session, one, "等等")
        assert [choice.title for choice in queries.last_choices(session, one)] == ["立即冻结"]
        assert queries.last_choices(session, two) == []
        say(session, one, "好的")
        assert queries.last_choices(session, one) == []


def test_the_oldest_unanswered_message_is_next(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        first, second = sent(session, one, "一"), sent(session, one, "二")
        assert queries.next_unhandled(session, one).id == first.id
        service.answer(session, first.id, [], now=NOW)
        assert queries.next_unhandled(session, one).id == second.id
        assert queries.next_unhandled(session, two) is None


def test_unanswered_messages_are_each_named_with_their_conversation(database: Database):
    with database.transaction() as session:
        one, two, three = (opened(session) for _ in range(3))
        sent(session, one, "一")
        sent(session, one, "二")
        sent(session, two, "三")
        say(session, three, "notice")
        assert sorted(conversation for _, conversation in queries.waiting_messages(session, before=NOW + timedelta(seconds=1))) == sorted([one, one, two])
        assert queries.waiting_messages(session, before=NOW) == []


def test_requests_for_a_person_wait_in_the_order_they_came(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        first = handoffs.request(session, one, reason=Reason.ASKED_FOR, now=NOW)
        second = handoffs.request(session, two, reason=Reason.ASKED_FOR, now=NOW + timedelta(minutes=1))
        assert [request.id for request in queries.open_handoffs(session)] == [first.id, second.id]
        handoffs.answer(session, first.id, "我来了", now=NOW)
        assert [request.id for request in queries.open_handoffs(session)] == [second.id]


def test_how_long_a_conversation_waits_counts_from_its_open_request(database: Database):
    with database.transaction() as session:
        one = opened(session)
        assert queries.waiting_since(session, one) is None
        request = handoffs.request(session, one, reason=Reason.ASKED_FOR, now=NOW)
        assert queries.waiting_since(session, one) == NOW
        assert queries.handoff(session, request.id) is request
        handoffs.answer(session, request.id, "我来了", now=NOW)
        assert queries.waiting_since(session, one) is None


def test_a_request_that_does_not_exist_is_not_found(database: Database):
    with database.reading() as session, pytest.raises(NotFound, match="unknown_handoff"):
        queries.handoff(session, 7)


def test_the_transcript_has_a_line_for_each_message_without_its_secrets(database: Database):
    with database.transaction() as session:
        one = opened(session)
        sent(session, one, "验证码 482913")
        say(session, one, "请不要发验证码", "再见")
        whole = queries.transcript(session, one).splitlines()
        assert [line[:16] for line in whole] == ["2026-11-03 08:00"] * 3
        assert "482913" not in whole[0] and whole[1].endswith("bot: 请不要发验证码")
        assert queries.transcript(session, one, up_to=2).splitlines() == whole[:2]


def test_the_transcript_shows_contacts_masked_and_the_messages_keep_them(database: Database):
    with database.transaction() as session:
        one = opened(session)
        sent(session, one, "我的手机 +86 138-0013-8000，邮箱 wei@example.com")
        assert queries.transcript(session, one).endswith("customer: 我的手机 138****8000，邮箱 w***@example.com")
        assert "138-0013-8000" in queries.messages_after(session, one, 0, 1)[0].text


def test_what_was_said_before_is_her_last_message_and_our_last_one(database: Database):
    with database.transaction() as session:
        one, two = opened(session), opened(session)
        assert queries.arrival(session, one, "x") == (None, Before("", ""))
        sent(session, one, "一")
        say(session, one, "请问", "多少钱？")
        sent(session, one, "二")
        sent(session, two, "三")
        assert queries.arrival(session, one, "x") == (None, Before("二", "多少钱？"))
