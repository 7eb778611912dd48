"""What a turn understands, and what its replies look like once Rasa has said them."""
import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import request_ids, texts
from bot.channels import beforehand
from bot.channels.rasa_turn import reply_of
from bot.channels.understanding import noted, understood

PERSON = {"title": "转人工", "payload": "/human_agent"}
WHY = {"title": "转人工", "payload": '/human_agent{"reason": "anger"}'}
OTHER = {"title": "投诉", "payload": "/file_complaint"}


def intents(*buttons: dict) -> list:
    return [(option.payload["intent"], option.payload["entities"]) for option in reply_of("x", list(buttons), "utter_x").options]


def test_of_two_buttons_that_lead_to_a_person_the_one_that_says_why_stays_in_the_place_of_the_first():
    assert intents(PERSON, OTHER, WHY) == [("human_agent", {"reason": "anger"}), ("file_complaint", {})]
    assert intents(OTHER, WHY) == [("file_complaint", {}), ("human_agent", {"reason": "anger"})]
    assert intents(PERSON, OTHER) == [("human_agent", {}), ("file_complaint", {})]


def test_what_was_understood_is_kept_without_what_only_the_model_needs():
    parsed = {"text": "x", "intent": {"name": "fraud", "confidence": 0.98765}, "intent_ranking": [], "entities": [{"entity": "amount", "value": "5", "start": 0}]}
    assert noted(parsed) == {"intent": "fraud", "confidence": 0.988, "entities": [{"entity": "amount", "value": "5"}]}


@pytest.mark.parametrize(("said", "is_beside"), [("付款失败" * 12, False), ("付款失败" * 13, True)])
async def test_a_long_text_is_read_beside_the_event_loop_for_the_same_request(said: str, is_beside: bool):
    came_round = threading.Event()

    async def parse_message(text: str) -> dict:
        waited = came_round.wait(5) if threading.current_thread() is not threading.main_thread() else None
        return {"text": text, "waited": waited, "request": request_ids.current()}

    asked = request_ids.begin()
    asyncio.get_running_loop().call_later(0.01, came_round.set)
    parsed = await understood(SimpleNamespace(parse_message=parse_message), said)
    assert parsed == {"text": said, "waited": True if is_beside else None, "request": asked}


async def test_what_cannot_be_read_fails_its_own_turn():
    async def parse_message(text: str) -> dict:
        raise ValueError(text)

    for said in ("短", "长" * 100):
        with pytest.raises(ValueError, match=said):
            await understood(SimpleNamespace(parse_message=parse_message), said)


async def test_before_there_is_a_customer_every_text_is_read():
    read = []

    async def parse_message(text: str) -> None:
        read.append(text)

    texts._topic.cache_clear()
    await beforehand.make(SimpleNamespace(parse_message=parse_message))
    assert read and texts._topic.cache_info().currsize == len(list(Path(texts.__file__).parent.glob("*.yml"))) > 5
