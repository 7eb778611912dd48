"""What a talk is about, and what can be asked back there."""
import pytest

from bot.conversations import queries, service
from bot.conversations.topics import GROUPS, Kind, is_asked_of, topic
from bot.db import Database
from bot.language import Language
from tests.conversations.agents import NOW


@pytest.mark.parametrize(("intents", "about"), [
    ([], None), (["thanks", "follow_up", "fraud", "greet"], "fraud"), (["affirm", "freeze_request", "account_compromised"], "account_compromised"),
    (["nlu_fallback", "out_of_scope"], None), (["enable_2fa", "fraud"], "enable_2fa"), (["", "failed_payment"], "failed_payment")])
def test_the_latest_that_tells_anything_is_the_topic(intents: list, about: str):
    assert topic(intents) == about


def test_fear_is_heard_always_and_time_and_reason_only_of_a_trouble():
    assert all(is_asked_of(kind, about) for kind in Kind for about in GROUPS)
    assert [kind for kind in Kind if is_asked_of(kind, "enable_2fa")] == [Kind.NEXT, Kind.STUCK, Kind.DISTRESS]
    assert [kind for kind in Kind if is_asked_of(kind, None)] == [Kind.DISTRESS]


def test_her_latest_intents_are_read_newest_first_and_what_was_not_understood_is_left_out(database: Database):
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        for number, intent in enumerate(("greet", "fraud", None, "thanks")):
            message, _ = service.receive(session, conversation.id, client_message_id=f"c{number}", text=f"第{number}句", now=NOW)
            if intent:
                service.answer(session, message.id, [], now=NOW, understood={"intent": intent})
        assert queries.latest_intents(session, conversation.id, before=message.sequence, limit=6) == ["fraud", "greet"]
        assert queries.latest_intents(session, conversation.id, before=99, limit=2) == ["thanks"]
