"""Which messages are laid before a person to label."""
from datetime import datetime, timezone
from typing import Any, Dict

from sqlalchemy.orm import Session

from bot.conversations import service
from bot.conversations.models import Message
from bot.conversations.review import Doubt, doubts
from bot.conversations.service import Option, Reply
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
GUESSES = Reply("which?", (Option("退款", {"intent": "refund_status", "aspect": None, "entities": {}}),), "utter_fallback_guess")


def opened(session: Session) -> str:
    return service.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def heard(session: Session, conversation_id: str, text: str, intent: str, confidence: float, *replies: Reply) -> Message:
    message = service.receive(session, conversation_id, client_message_id=text, text=text, now=NOW)[0]
    understood: Dict[str, Any] = {"intent": intent, "confidence": confidence, "entities": []}
    service.answer(session, message.id, replies or [Reply("ok")], now=NOW, understood=understood)
    return message


def press(session: Session, conversation_id: str) -> None:
    shown = session.query(Message).filter_by(conversation_id=conversation_id).order_by(Message.sequence.desc()).first()
    service.receive(session, conversation_id, client_message_id="press", text=shown.choices[0].title, choice=shown.choices[0], now=NOW)


def test_what_was_read_surely_is_left_alone_and_the_rest_comes_newest_first(database: Database):
    with database.transaction() as session:
        one = opened(session)
        heard(session, one, "sure", "greet", 0.95)
        heard(session, one, "unsure", "greet", 0.4)
        heard(session, one, "not at all", "nlu_fallback", 0.8)
        assert doubts(session, below=0.7) == [Doubt("not at all", "nlu_fallback", 0.8, None), Doubt("unsure", "greet", 0.4, None)]


def test_a_guess_that_she_pressed_corrects_what_was_read(database: Database):
    with database.transaction() as session:
        one = opened(session)
        heard(session, one, "my money?", "nlu_fallback", 0.5, GUESSES)
        press(session, one)
        assert doubts(session, below=0.0) == [Doubt("my money?", "nlu_fallback", 0.5, "refund_status")]


def test_the_same_words_are_laid_before_her_once(database: Database):
    with database.transaction() as session:
        for conversation in (opened(session), opened(session)):
            heard(session, conversation, "what", "greet", 0.2)
        assert len(doubts(session, below=0.7)) == 1


def test_no_more_than_asked_for(database: Database):
    with database.transaction() as session:
        one = opened(session)
        for number in range(3):
            heard(session, one, f"what {number}", "greet", 0.2)
        assert [doubt.text for doubt in doubts(session, below=0.7, limit=2)] == ["what 2", "what 1"]
