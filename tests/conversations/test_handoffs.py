"""A person is asked for, waited for and left again; who owns the conversation at each step."""
from datetime import datetime, timedelta, timezone
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError

from bot.conversations import handoffs, queries
from bot.conversations.handoffs import Reason
from bot.conversations.models import Conversation, Handoff
from bot.conversations.ownership import MOVES, Owner, Step, move
from bot.db import Database
from bot.errors import NotAllowed, NotFound
from tests.conversations.test_service import messages, opened, sent
from tests.conversations.together import together

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def test_a_person_is_asked_for_once_while_nobody_has_answered(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        sent(session, conversation_id, "转人工")
        first = handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        again = handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW + timedelta(hours=1))
        assert first.id == again.id and (first.sequence, first.created_at) == (1, NOW)


def test_two_requests_at_once_are_one(database: Database):
    conversation_id = opened(database)

    def ask() -> None:
        with database.transaction() as session:
            handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)

    together(*[ask] * 4)
    with database.reading() as session:
        assert len(queries.open_handoffs(session)) == 1


def test_a_persons_words_reach_the_customer_and_close_the_request(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        request = handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        handoffs.answer(session, request.id, "我来了", now=NOW + timedelta(minutes=5))
        assert request.ended_at == NOW + timedelta(minutes=5)
        assert queries.open_handoffs(session) == []
    assert [(m.author, m.text) for m in messages(database, conversation_id)] == [("agent", "我来了")]


def test_after_an_answer_a_person_can_be_asked_for_again(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        first = handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        handoffs.answer(session, first.id, "我来了", now=NOW)
        assert handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW).id != first.id


def test_an_unknown_request_cannot_be_answered(database: Database):
    with pytest.raises(NotFound, match="unknown_handoff"), database.transaction() as session:
        handoffs.answer(session, 99, "x", now=NOW)


# Who owns it

def owned_by(database: Database, owner: Owner) -> str:
    conversation_id = opened(database)
    with database.transaction() as session:
        session.get(Conversation, conversation_id).owner = owner.value
    return conversation_id


@pytest.mark.parametrize(("step", "owner"), product(Step, Owner))
def test_only_the_table_decides_what_may_follow(database: Database, step: Step, owner: Owner):
    conversation_id = owned_by(database, owner)
    with database.transaction() as session:
        if owner in MOVES[step].before:
            assert move(session, conversation_id, step, now=NOW).owner == MOVES[step].after.value
        else:
            with pytest.raises(NotAllowed, match="ownership"):
                move(session, conversation_id, step, now=NOW)
    with database.reading() as session:
        expected = MOVES[step].after if owner in MOVES[step].before else owner
        assert queries.conversation(session, conversation_id).owner == expected.value


def test_a_request_moves_the_conversation_into_the_queue(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
    with database.reading() as session:
        conversation = queries.conversation(session, conversation_id)
        assert (conversation.owner, conversation.owner_since) == ("queue", NOW)


def test_going_back_to_the_bot_ends_the_request_and_says_so(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        handoffs.request(session, conversation_id, reason=Reason.ASKED_FOR, now=NOW)
        handoffs.withdraw(session, conversation_id, now=NOW)
        assert queries.open_handoffs(session) == []
        assert queries.conversation(session, conversation_id).owner == "bot"
    assert [m.author for m in messages(database, conversation_id)] == ["system"]


def test_going_back_to_the_bot_that_has_her_already_changes_nothing(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        assert handoffs.withdraw(session, conversation_id, now=NOW) is None
    assert messages(database, conversation_id) == []


def test_the_database_itself_allows_no_second_open_request(database: Database):
    conversation_id = opened(database)
    with pytest.raises(IntegrityError), database.transaction() as session:
        for _ in range(2):
            session.add(Handoff(conversation_id=conversation_id, reason=Reason.ASKED_FOR, sequence=0, created_at=NOW))


def test_the_database_itself_allows_no_unknown_owner(database: Database):
    conversation_id = opened(database)
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.get(Conversation, conversation_id).owner = "nobody"
