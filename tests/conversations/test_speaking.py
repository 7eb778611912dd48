"""An agent's words, typing and reading: only from who has the conversation, once, redacted, heard of on the other side."""
from datetime import timedelta

import pytest

from bot.conversations import handoffs, notes, queries, service, speaking
from bot.conversations.live import Watch
from bot.conversations.models import Author
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed
from tests.conversations.agents import NOW, hired, state, taken
from tests.conversations.together import together

SECOND = timedelta(seconds=1)


def say(database: Database, conversation_id: str, actor, text: str = "您好", client_id: str = "1", now=NOW):
    with database.transaction() as session:
        return speaking.say_as_agent(session, conversation_id, actor=actor, text=text, client_message_id=client_id, now=now)


def lines(database: Database, conversation_id: str) -> list:
    with database.reading() as session:
        return [message.text for message in queries.messages_after(session, conversation_id, 0, 999) if message.author == Author.AGENT.value]


def test_an_agents_words_are_stored_redacted_under_her_name(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    message, is_new = say(database, conversation_id, zhou, "您的验证码是 384756 吗")
    assert is_new and (message.author, message.agent_id) == ("agent", zhou.agent_id) and "384756" not in message.text


def test_the_same_message_again_is_one_even_after_the_conversation_moved_on(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    first, _ = say(database, conversation_id, zhou)
    with database.transaction() as session:
        handoffs.give_back(session, conversation_id, actor=zhou, now=NOW)
    again, is_new = say(database, conversation_id, zhou)
    assert (again.id, is_new) == (first.id, False) and lines(database, conversation_id) == ["您好"]


def test_the_same_message_from_many_threads_is_one(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    together(*[lambda: say(database, conversation_id, zhou)] * 5)
    assert lines(database, conversation_id) == ["您好"]


def test_two_agents_messages_and_a_customers_with_the_same_id_are_three(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        service.receive(session, conversation_id, client_message_id="1", text="在吗", now=NOW)
    assert say(database, conversation_id, zhou)[1]
    other = hired(database, "小李")
    with pytest.raises(InvalidInput, match="invalid_field"):
        say(database, conversation_id, other)


def test_who_does_not_have_it_cannot_speak(database: Database):
    conversation_id = taken(database, hired(database))
    with pytest.raises(NotAllowed, match="not_yours"):
        say(database, conversation_id, hired(database, "小李"))
    assert lines(database, conversation_id) == []


def test_speaking_while_she_is_lost_ends_in_one_of_both_and_never_in_words_of_nobody(database: Database):
    late = NOW + timedelta(minutes=5)
    for _ in range(10):
        zhou = hired(database)
        conversation_id, refused = taken(database, zhou), []

        def lose() -> None:
            with database.transaction() as session:
                handoffs.lose_silent(session, now=late, limit=99)

        def speak(conversation_id=conversation_id, zhou=zhou, refused=refused) -> None:
            try:
                say(database, conversation_id, zhou, now=late)
            except NotAllowed as error:
                refused.append(error.code)

        together(lose, speak)
        owner = state(database, conversation_id).owner
        assert (owner, lines(database, conversation_id), refused) in [("agent", ["您好"], []), ("queue", [], ["not_yours"]), ("queue", ["您好"], [])]


# Typing and reading

def test_typing_is_shown_for_a_while_and_not_told_for_every_key(database: Database):
    conversation_id, watch = taken(database, hired(database)), Watch(database)
    watch.start()
    for seconds in (0, 1, 2, 3):
        with database.transaction() as session:
            speaking.typing(session, conversation_id, author=Author.CUSTOMER, now=NOW + seconds * SECOND)
    assert [news.kind for news in watch.poll()] == ["conversation"] * 2  # at 0 and at 3
    at = state(database, conversation_id).customer_typing_at
    assert speaking.is_typing(at, NOW + 8 * SECOND) and not speaking.is_typing(at, NOW + 9 * SECOND) and not speaking.is_typing(None, NOW)
    assert state(database, conversation_id).agent_typing_at is None


def test_who_has_spoken_types_no_more(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        speaking.typing(session, conversation_id, author=Author.AGENT, now=NOW)
    say(database, conversation_id, zhou)
    assert state(database, conversation_id).agent_typing_at is None


def test_reading_never_goes_back_nor_past_what_was_said(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        for number in range(5):
            service.receive(session, conversation_id, client_message_id=str(number), text="在吗", now=NOW)
    last = state(database, conversation_id).last_sequence
    for sequence, expected in ((3, 3), (2, 3), (99, last), (0, last)):
        with database.transaction() as session:
            speaking.read(session, conversation_id, author=Author.AGENT, sequence=sequence, now=NOW)
        assert state(database, conversation_id).agent_read == expected
    assert state(database, conversation_id).customer_read == 0


def test_what_the_agent_has_not_seen_is_counted(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        for number in range(3):
            service.receive(session, conversation_id, client_message_id=str(number), text="在吗", now=NOW)
        speaking.read(session, conversation_id, author=Author.AGENT, sequence=2, now=NOW)
    with database.reading() as session:
        assert speaking.unread(session, [conversation_id]) == {conversation_id: 2}


# Notes

def test_a_note_is_redacted_and_in_no_message(database: Database):
    zhou = hired(database)
    conversation_id = taken(database, zhou)
    with database.transaction() as session:
        notes.add(session, conversation_id, "密码是 abc12345，像诈骗", actor=zhou, now=NOW)
        [note] = notes.of(session, conversation_id)
        assert "abc12345" not in note.text and note.agent_id == zhou.agent_id
        assert "像诈骗" not in queries.transcript(session, conversation_id)
        with pytest.raises(InvalidInput, match="needs_words"):
            notes.add(session, conversation_id, " ", actor=zhou, now=NOW)
