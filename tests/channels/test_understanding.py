"""What a turn's replies look like once Rasa has said them."""
from bot.channels.rasa_turn import reply_of
from bot.channels.understanding import noted

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
