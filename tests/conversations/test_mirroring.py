"""How far Rasa's tracker follows a conversation, and what it lacks."""
import threading
import time
from datetime import datetime, timezone

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot.conversations import handoffs, mirroring, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Author, Message
from bot.conversations.ownership import locked
from bot.conversations.service import Reply
from bot.conversations.speaking import say_as_agent
from bot.db import Database
from tests.conversations.agents import hired
from tests.conversations.test_guard import opened
from tests.conversations.test_service import sent

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")  # as its transaction began


def answered(session: Session, conversation_id: str, text: str, key: str) -> Message:
    """A message that Rasa handled."""
    message, _ = sent(session, conversation_id, text, key)
    service.answer(session, message.id, [Reply("好", response="utter_x")], understood={"intent": "greet"}, now=NOW)
    return message


def lacks(session: Session, message: Message) -> bool:
    place = {"conversation": message.conversation_id, "sequence": message.sequence}
    return any(session.execute(select(*mirroring.LACKS), place).one())


def texts(session: Session, conversation_id: str) -> list:
    return [heard.message.text for heard in mirroring.unheard(session, conversation_id).messages]


def somebody_waits(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.execute(WAITING).scalar())


def test_what_rasa_handled_is_kept_with_the_message_and_lacks_nothing(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        message = answered(session, conversation_id, "你好", "c1")
        assert session.get(Message, message.id).understood == {"intent": "greet"}
        assert texts(session, conversation_id) == [] and mirroring.behind(session) == []
        assert not lacks(session, sent(session, conversation_id, "在吗", "c2")[0])


def test_what_people_say_is_lacking_until_it_is_noted(database: Database):
    actor = hired(database)
    with database.transaction() as session:
        conversation_id = opened(session)
        asking = answered(session, conversation_id, "转人工", "c1")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asking.id, now=NOW)
        hers, _ = sent(session, conversation_id, "在吗", "c2")
        handoffs.take(session, conversation_id, actor=actor, now=NOW)
        say_as_agent(session, conversation_id, actor=actor, text="我来了", client_message_id="a1", now=NOW)
        assert mirroring.behind(session) == [conversation_id]
        found = mirroring.unheard(session, conversation_id)
        assert [heard.message.author for heard in found.messages] == ["customer", "system", "agent"]
        assert found.messages[-1].agent_name == actor.name and found.should_pause
        mirroring.note(session, conversation_id, found, {hers.id: {"intent": "inform"}})
        assert session.get(Message, hers.id).understood == {"intent": "inform"}
        assert texts(session, conversation_id) == [] and mirroring.behind(session) == []


def test_a_conversation_is_followed_until_the_bot_has_it_again_and_knows_all(database: Database):
    actor = hired(database)
    with database.transaction() as session:
        conversation_id = opened(session)
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        handoffs.take(session, conversation_id, actor=actor, now=NOW)
        mirroring.note(session, conversation_id, mirroring.unheard(session, conversation_id), {})
        handoffs.give_back(session, conversation_id, actor=actor, now=NOW)
        assert mirroring.behind(session) == [conversation_id]
        back = mirroring.unheard(session, conversation_id)
        assert not back.should_pause and len(back.messages) == 1
        next_one, _ = sent(session, conversation_id, "谢谢", "c3")
        assert lacks(session, next_one)
        mirroring.note(session, conversation_id, back, {})
        assert mirroring.behind(session) == [] and not lacks(session, next_one)


def test_what_was_said_between_looking_and_noting_is_looked_for_again(database: Database):
    actor = hired(database)
    with database.transaction() as session:
        conversation_id = opened(session)
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        handoffs.take(session, conversation_id, actor=actor, now=NOW)
        before = mirroring.unheard(session, conversation_id)
        handoffs.give_back(session, conversation_id, actor=actor, now=NOW)
        mirroring.note(session, conversation_id, before, {})
        assert mirroring.behind(session) == [conversation_id]


def test_before_the_announcement_is_said_the_tracker_does_not_stand_paused(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        asking, _ = sent(session, conversation_id, "转人工", "c1")
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, message_id=asking.id, now=NOW)
        found = mirroring.unheard(session, conversation_id)
        assert (found.messages, found.should_pause) == ([], False)


def test_a_notice_while_the_bot_has_her_is_lacking_too(database: Database):
    with database.transaction() as session:
        conversation_id = opened(session)
        answered(session, conversation_id, "你好", "c1")
        service.say(session, conversation_id, "您的投诉有回复了", author=Author.SYSTEM, now=NOW)
        assert lacks(session, sent(session, conversation_id, "什么回复", "c2")[0])
        assert texts(session, conversation_id) == ["您的投诉有回复了"]


def test_what_is_noted_waits_for_its_conversation_before_it_holds_a_message(postgresql_url: str):
    database = Database(postgresql_url)
    with database.transaction() as session:
        conversation_id = opened(session)
        message_id = sent(session, conversation_id, "在吗", "c1")[0].id
        found = mirroring.unheard(session, conversation_id)

    def note() -> None:
        with database.transaction() as session:
            mirroring.note(session, conversation_id, found, {message_id: {"intent": "inform"}})

    noting = threading.Thread(target=note)
    with database.transaction() as session:
        locked(session, conversation_id)
        noting.start()
        while not somebody_waits(database):
            time.sleep(0.02)
        session.execute(update(Message).where(Message.id == message_id).values(unhandled=None))  # as handoffs do
    noting.join(30)
    with database.reading() as session:
        message = session.get(Message, message_id)
        assert (message.unhandled, message.understood) == (None, {"intent": "inform"})
    database.engine.dispose()
