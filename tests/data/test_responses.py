"""What the bot says: both languages, no secret asked for, buttons that lead somewhere, nothing unused."""
import json
import re
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Tuple

import pytest
import yaml

from actions.follow_ups import responses
from bot.channels.understanding import parse_payload
from bot.complaints.kinds import Category
from bot.conversations.topics import GROUPS, Kind

ROOT = Path(__file__).parent.parent.parent
RESPONSES: Dict[str, Any] = {}
for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
    RESPONSES.update(yaml.safe_load(path.read_text("utf-8"))["responses"])
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
TEXTS = [(name, v["metadata"]["language"], v) for name, variations in RESPONSES.items() for v in variations]


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_is_there_once_in_each_language(name: str):
    assert sorted(v["metadata"]["language"] for v in RESPONSES[name]) == ["en", "zh"]


@pytest.mark.parametrize("name", RESPONSES)
def test_both_languages_offer_the_same_buttons_and_use_the_same_values(name: str):
    first, second = RESPONSES[name]
    assert [b["payload"] for b in first.get("buttons", [])] == [b["payload"] for b in second.get("buttons", [])]
    assert set(re.findall(r"\{(\w+)\}", first["text"])) == set(re.findall(r"\{(\w+)\}", second["text"]))


def _payloads() -> Iterator[Tuple[str, str]]:
    for name, _, variation in TEXTS:
        for button in variation.get("buttons", []):
            yield name, button["payload"]


@pytest.mark.parametrize(("name", "payload"), sorted(set(_payloads())))
def test_every_button_leads_to_an_intent_the_bot_knows(name: str, payload: str):
    meaning = parse_payload(payload)
    assert meaning["intent"] in DOMAIN["intents"]
    assert set(meaning["entities"]) <= set(DOMAIN["entities"])
    if meaning["aspect"]:
        assert f"utter_{meaning['intent']}/{meaning['aspect']}" in RESPONSES
    if "category" in meaning["entities"]:
        assert meaning["entities"]["category"] in {c.value for c in Category}


SECRET = r"(?:密码|口令|验证码|动态码|安全码|CVV|卡号|password|passcode|verification code|one-time code|\bcodes?\b|CVV|card number)"
ASKING_ZH = re.compile(r"(?:请|麻烦)(?:您)?(?:把|将)?[^。；\n，,]{0,12}?(?:发|告诉|提供|输入|填写|报)[^。；\n]{0,12}?" + SECRET + r"|把[^。；\n，]{0,6}" + SECRET
                       + r"[^。；\n，]{0,4}(?:发|告诉|给)(?:我|我们)", re.I)
ASKING_EN = re.compile(r"(?:please )?(?:send|tell|give|provide|share|type|enter)(?: us| me)?[^.;\n]{0,25}" + SECRET, re.I)
REFUSING = re.compile(r"不要|不会|从不|别|勿|绝不|不索|不需要|never|don'?t|do not|no code|without|leave out|share no|no one|nobody|already", re.I)


def asks_for_a_secret(text: str) -> bool:
    """Whether a sentence asks the customer to hand over a secret here."""
    for sentence in re.split(r"(?<=[。！？!?\n])|(?<=[.;])\s", text):
        if (ASKING_ZH.search(sentence) or ASKING_EN.search(sentence)) and not REFUSING.search(sentence):
            return True
    return False


@pytest.mark.parametrize(("name", "language", "variation"), TEXTS, ids=[f"{name}-{language}" for name, language, _ in TEXTS])
def test_no_response_asks_for_a_secret(name: str, language: str, variation: Dict[str, Any]):
    assert not asks_for_a_secret(variation["text"])
    assert not any(re.search(SECRET, button["title"], re.I) and re.search(r"发|send|give", button["title"], re.I) for button in variation.get("buttons", []))


@pytest.mark.parametrize("text", ["请把验证码发给我。", "请提供您的完整卡号", "Please send us your password.", "Tell me the verification code you got"])
def test_the_check_for_secrets_would_find_one(text: str):
    assert asks_for_a_secret(text)


@pytest.mark.parametrize("name", ["utter_fraud/victim", "utter_account_compromised", "utter_official_message_check", "utter_freeze_done"])
def test_where_swindlers_ask_the_bot_says_that_we_never_do(name: str):
    for variation in RESPONSES[name]:
        assert re.search(r"从不|绝不|不会(?:向您)?(?:索|要)|never", variation["text"])


@pytest.mark.parametrize(("name", "words"), [
    ("utter_fraud/victim", ["冻结", "密码", "110", "96110"]), ("utter_account_compromised", ["冻结", "密码", "双重验证"]),
    ("utter_freeze_request", ["冻结"])])
def test_urgent_guidance_names_what_stops_the_loss_first(name: str, words: list):
    text = next(v["text"] for v in RESPONSES[name] if v["metadata"]["language"] == "zh")
    assert all(word in text for word in words)
    assert "冻结" in text.splitlines()[0] or "停" in text.splitlines()[0]


def test_every_support_intent_has_guidance():
    with_aspects = {name.removeprefix("utter_").partition("/")[0] for name in RESPONSES}
    by_code = {"complaint_progress", "supplement_complaint", "withdraw_complaint", "human_agent", "inform", "affirm", "follow_up"}
    assert set(DOMAIN["intents"]) - by_code <= with_aspects


ASKED_BACK = {(kind, topic): list(responses(kind, topic)) for kind in Kind for topic in (*GROUPS, "login_problem", None)}


@pytest.mark.parametrize(("kind", "topic"), ASKED_BACK)
def test_whatever_is_asked_back_has_an_answer(kind: Kind, topic: Optional[str]):
    assert any(name in RESPONSES for name in ASKED_BACK[kind, topic])


def test_every_response_is_used_somewhere():
    rules = "".join(path.read_text("utf-8") for path in (ROOT / "data" / "rules").glob("*.yml"))
    code = rules + "".join(path.read_text("utf-8") for folder in ("actions", "bot") for path in (ROOT / folder).rglob("*.py"))
    problems = set(re.findall(r'"((?:wrong|category|transaction|time|description|remedy|confirm)_\w+)"', code))
    aspects = {path.stem for path in (ROOT / "data" / "nlu").rglob("*.yml")}
    unused = [name for name in RESPONSES
              if name not in code and not any(name in names for names in ASKED_BACK.values()) and not name.startswith(("utter_ask_", "utter_transaction_", "utter_frozen_"))
              and name.removeprefix("utter_") not in problems and name.removeprefix("utter_").partition("/")[0] not in aspects]
    assert unused == []


def test_payloads_in_templates_are_json():
    for _, payload in _payloads():
        if "{" in payload:
            json.loads(payload[payload.index("{"):])
