"""A message's turn is known where it is stored, if it is the next one."""
from typing import Optional

from sqlalchemy.orm import Session

from bot.channels import before_turn
from bot.channels.before_turn import Waiting
from bot.channels.rating_answers import Place
from bot.conversations import handoffs, service
from bot.conversations.handoffs import Reason
from bot.conversations.ownership import locked
from bot.conversations.service import Reply
from bot.db import Database
from tests.conversations.agents import hired
from tests.conversations.test_service import NOW, opened


def stored(session: Session, conversation_id: str, text: str) -> Optional[Waiting]:
    conversation = locked(session, conversation_id)
    message, _ = service.receive_in(session, conversation, client_message_id=text, text=text, now=NOW)
    return before_turn.stored_now(session, message, conversation, None)


def test_what_is_known_where_it_is_stored_is_what_would_be_read(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        found = stored(session, conversation_id, "my payment failed")
    with database.reading() as session:
        read = before_turn.next_of(session, conversation_id)
    assert found.known == read.known == (False, None, Place.ELSEWHERE, 0)
    assert found.message.id == read.message.id and found.message.attachments == read.message.attachments == []
    assert found.conversation.language is read.conversation.language and found.conversation.language.value == "en"


def test_only_the_next_one_is_told(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        first = stored(session, conversation_id, "一")
        assert stored(session, conversation_id, "二") is None
    with database.transaction() as session:
        service.answer(session, first.message.id, [Reply("好")], now=NOW)
    with database.reading() as session:
        assert before_turn.next_of(session, conversation_id).message.text == "二"


def test_no_turn_follows_where_a_person_has_her_and_then_something_is_lacking(database: Database):
    conversation_id, actor = opened(database), hired(database)
    with database.transaction() as session:
        asked = stored(session, conversation_id, "转人工").message
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asked.id, now=NOW)
        service.answer(session, asked.id, [Reply("好")], now=NOW, understood={"intent": "human_agent"})
        handoffs.take(session, conversation_id, actor=actor, now=NOW)
        assert stored(session, conversation_id, "在吗") is None
        handoffs.give_back(session, conversation_id, actor=actor, now=NOW)
        assert stored(session, conversation_id, "余额").known.lacks
