"""The training lines: enough of them in each language, none twice, none under two intents."""
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from bot.conversations.text import clean, simplify

ROOT = Path(__file__).parent.parent.parent
SMALL_TALK = {"greet", "goodbye", "thanks", "affirm", "deny", "cancel", "inform", "bot_challenge", "capabilities", "switch_language", "abuse"}
WITHOUT_WORDS = {"attachment", "follow_up"}  # given by the channel, not read from the text alone
LINES = [(block["intent"].partition("/")[0], line.strip()[2:]) for path in sorted((ROOT / "data" / "nlu").rglob("*.yml"))
         for block in yaml.safe_load(path.read_text("utf-8"))["nlu"] for line in block["examples"].splitlines() if line.strip()]
INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]


def is_chinese(line: str) -> bool:
    return re.search(r"[\u3400-\u9fff]", line) is not None


@pytest.mark.parametrize("intent", [name for name in INTENTS if name not in SMALL_TALK | WITHOUT_WORDS])
def test_a_support_intent_has_sixty_chinese_and_forty_five_english_lines(intent: str):
    of_it = Counter(is_chinese(line) for name, line in LINES if name == intent)
    assert of_it[True] >= 60 and of_it[False] >= 45


def test_every_line_belongs_to_an_intent_of_the_domain():
    assert {name for name, _ in LINES} == set(INTENTS) - WITHOUT_WORDS


def test_no_line_stands_twice():
    places = defaultdict(list)
    for name, line in LINES:
        places[re.sub(r"[\W_]+", "", simplify(clean(line)))].append((name, line))
    assert [found for key, found in places.items() if key and len(found) > 1] == []


def test_no_line_holds_entity_markup_or_a_command():
    assert [line for _, line in LINES if re.search(r"[\[\]{}]|^/", line)] == []
