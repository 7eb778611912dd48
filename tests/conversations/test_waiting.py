"""What somebody in the queue types or presses, and where it leads her."""
from datetime import datetime, timezone
from typing import Any, Dict, Optional

import pytest

from bot.conversations import queries, queue, urgency
from bot.conversations.models import Conversation
from bot.conversations.reasons import Risk
from bot.conversations.waiting import Wish, wish_of
from bot.db import Database
from tests.conversations.agents import hired, taken, waiting
from tests.conversations.test_guard import opened
from tests.conversations.test_service import messages, sent

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def payload(intent: str, aspect: Optional[str] = None) -> Dict[str, Any]:
    return {"intent": intent, "aspect": aspect, "entities": {}}


@pytest.mark.parametrize(("text", "pressed", "wish"), [
    ("不等了", None, Wish.LEAVE), ("I'll stop waiting", None, Wish.LEAVE), ("不等了，我要投诉", None, Wish.BOT), ("还要等多久", None, Wish.TALK),
    ("继续等", payload("human_agent", "wait"), Wish.STAY), ("转人工", payload("human_agent"), Wish.STAY), ("不等了", payload("human_agent", "leave"), Wish.LEAVE),
    ("留言", payload("human_agent", "message"), Wish.BOT), ("投诉", payload("file_complaint"), Wish.BOT)])
def test_words_and_buttons_say_what_she_wants(text: str, pressed: Optional[Dict[str, Any]], wish: Wish):
    assert wish_of(text, pressed) is wish


def test_who_types_that_she_stops_waiting_is_back_with_the_bot_and_told_so(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "算了，不等了")
        assert message.unhandled is None
        assert session.get(Conversation, conversation_id).owner == "bot" and queries.open_handoffs(session) == []
    assert (messages(database, conversation_id)[-1].author, "不用等同事了" in messages(database, conversation_id)[-1].text) == ("system", True)


def test_what_else_she_says_with_it_the_bot_answers(database: Database):
    conversation_id = waiting(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "不等了，帮我查退款")
        assert session.get(Conversation, conversation_id).owner == "bot"
        assert queries.next_unhandled(session, conversation_id).id == message.id
    assert messages(database, conversation_id)[-1].author == "customer"


def test_the_same_words_to_an_agent_are_only_words(database: Database):
    conversation_id = taken(database, hired(database))
    with database.transaction() as session:
        sent(session, conversation_id, "不等了")
        assert session.get(Conversation, conversation_id).owner == "agent"


def test_who_writes_of_a_loss_while_waiting_comes_first(database: Database):
    earlier, conversation_id = waiting(database), waiting(database)
    with database.transaction() as session:
        for _ in range(2):
            urgency.raise_risk(session, conversation_id, Risk.FRAUD_WORDS, now=NOW)
        handoff = queries.open_handoff(session, conversation_id)
        assert (handoff.priority, handoff.risk) == (0, ["fraud_words"])
        assert [queue.place(session, each) for each in (conversation_id, earlier)] == [1, 2]


def test_nobody_is_made_urgent_who_does_not_wait(database: Database):
    with database.transaction() as session:
        urgency.raise_risk(session, opened(session), Risk.FRAUD_WORDS, now=NOW)
        assert queries.open_handoffs(session) == []
