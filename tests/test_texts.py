"""Every short text is there in both languages, and every one that the code asks for exists."""
import ast
import re
import string
from pathlib import Path
from typing import Iterator, Set

import pytest
import yaml

from bot.channels.problems import _STATUS
from bot.complaints.kinds import Alert, Category, Deadline, Event, Outcome, Priority, Remedy, Status
from bot.language import Language
from bot.texts import has, text
from bot.wallet import seeds
from bot.wallet.orders import Payment
from bot.wallet.protocol import Kind, State

TOPICS = [path.stem for path in sorted(Path("bot/texts").glob("*.yml"))]
EVERY = [f"{topic}.{name}" for topic in TOPICS for name in yaml.safe_load(Path(f"bot/texts/{topic}.yml").read_text("utf-8"))]
CODE = [path for folder in ("bot", "actions") for path in sorted(Path(folder).rglob("*.py"))]
SMALL_TALK = {"greet", "goodbye", "thanks", "affirm", "deny", "cancel", "inform", "bot_challenge", "switch_language", "abuse", "out_of_scope", "attachment", "follow_up"}


def intents() -> Set[str]:
    return set(yaml.safe_load(Path("domain.yml").read_text("utf-8"))["intents"])


def placeholders(template: str) -> Set[str]:
    return {"month" if name == "month_name" else name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_there_are_texts_to_check():
    assert {"errors", "labels", "notices"} <= set(TOPICS) and len(EVERY) > 100


@pytest.mark.parametrize("key", EVERY)
def test_a_text_is_there_in_both_languages_with_the_same_placeholders(key: str):
    chinese, english = (text(key, language) for language in (Language.ZH, Language.EN))
    assert chinese.strip() and english.strip() and chinese != english
    assert placeholders(chinese) == placeholders(english)
    assert not re.search(r"[\u4e00-\u9fff]", english) and re.search(r"[\u4e00-\u9fff]|^\{", chinese)


@pytest.mark.parametrize("topic", TOPICS)
def test_no_key_stands_twice_in_a_file(topic: str):
    lines = Path(f"bot/texts/{topic}.yml").read_text("utf-8").splitlines()
    names = [line.partition(":")[0] for line in lines if re.match(r"[a-z]", line)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("prefix, kinds", [
    ("category", Category), ("remedy", Remedy), ("status", Status), ("deadline", Deadline), ("event", Event), ("kind", Kind), ("state", State), ("outcome", Outcome), ("alert", Alert), ("payment", Payment),
])
def test_every_kind_of_thing_has_a_label_and_every_label_a_thing(prefix: str, kinds: type):
    labelled = {key.removeprefix(f"labels.{prefix}_") for key in EVERY if key.startswith(f"labels.{prefix}_")}
    assert labelled == {kind.value for kind in kinds}


def test_every_priority_has_a_label_and_every_outcome_its_notice():
    assert all(has(f"labels.priority_{priority.name.lower()}") for priority in Priority)
    assert all(has(f"notices.complaint_decided_{outcome.value}") for outcome in Outcome)


def test_every_error_that_complaints_raise_has_its_words():
    raised = {node.args[0].value for path in CODE if path.parts[:2] in {("bot", "complaints"), ("bot", "satisfaction"), ("bot", "suggestions")} for node in ast.walk(ast.parse(path.read_text("utf-8")))
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"NotAllowed", "NotFound", "InvalidInput"}
              and node.args and isinstance(node.args[0], ast.Constant)}
    assert {"not_now", "own_proposal", "extension_date"} <= raised
    assert {code for code in raised | {"needs_outcome"} if not has(f"errors.{code}")} == set()


def test_every_reason_in_the_demo_data_has_a_label():
    reasons = {row[6] for row in seeds._TRANSACTIONS if row[6]}
    assert reasons and {reason for reason in reasons if not has(f"labels.reason_{reason}")} == set()


def test_every_intent_the_bot_may_guess_aloud_has_a_label_and_no_label_is_of_an_unknown_intent():
    labelled = {key.removeprefix("labels.intent_") for key in EVERY if key.startswith("labels.intent_")}
    assert labelled == intents() - SMALL_TALK


def asked_for() -> Iterator[str]:
    """Each key that the code names as a plain string."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            for argument in node.args:
                if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                    continue
                if argument is node.args[0] and name in {"button", "label"}:
                    yield f"labels.{'button_' if name == 'button' else ''}{argument.value}"
                elif name == "tell":
                    yield f"notices.{argument.value}"
                elif re.fullmatch(rf"(?:{'|'.join(TOPICS)})\.[a-z_]+", argument.value):
                    yield argument.value


def test_every_text_that_the_code_names_exists():
    keys = set(asked_for())
    assert {"labels.button_human", "labels.expected_by", "notices.back_to_bot", "labels.nothing_due"} <= keys
    assert {key for key in keys if not has(key)} == set()


def test_every_field_that_can_be_changed_has_its_button_and_every_line_of_the_summary_its_name():
    for name in ("category", "description", "remedy", "amount", "time", "contact"):
        assert has(f"labels.button_change_{name}")
    for name in ("category", "transaction", "amount", "time", "description", "remedy", "contact"):
        assert text(f"labels.line_{name}", Language.ZH, value="x").endswith("x")


def test_every_code_of_an_error_that_reaches_the_api_has_its_words():
    for code in (*_STATUS, "internal", "not_found", "unauthorised", "unknown_choice", "unknown_complaint", "wallet_token", "invalid_json"):
        assert has(f"errors.{code}")


def test_values_are_filled_in_and_a_key_that_does_not_exist_is_an_error():
    assert text("labels.next_deadline", Language.EN, label="First reply", when="2 May") == "First reply by 2 May at the latest."
    assert not has("labels.nonsense")
    with pytest.raises(KeyError):
        text("labels.nonsense", Language.ZH)
    with pytest.raises(KeyError):
        text("labels.next_deadline", Language.ZH, label="首次答复")


def test_braces_in_a_value_are_left_alone():
    assert text("notices.complaint_reply", Language.EN, number="C1", words="{x}").endswith("{x}")
