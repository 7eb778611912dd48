"""`python -m bot review` and `python -m bot learn FILE`: the loop by which an operator makes understanding better.

review writes the doubtful messages of the running system as lines of mark, text, intent; she corrects the intents, marks
with `x` what is right, and learn adds the marked lines, trains, and shows the development set before and after.
"""
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Set, Tuple

import yaml

from bot.conversations.review import Doubt
from bot.conversations.text import clean, simplify
from bot.errors import SettingError

DEVELOPMENT = ("tests/nlu/dev.zh.tsv", "tests/nlu/dev.en.tsv")
APPROVED = "x"
_LEARNED = Path("learned")
_BREAKS = str.maketrans("\t\n\r[]{}", "   ()()")  # a mark of Rasa's in a customer's words would become an entity


def sheet(doubts: Iterable[Doubt]) -> str:
    """The lines to be labelled: an empty mark, the text, and the intent to be confirmed or corrected."""
    heading = f"# mark with {APPROVED}\ttext\tintent\n"
    return heading + "".join(f"\t{doubt.text.translate(_BREAKS)}\t{doubt.correction or doubt.guess}\n" for doubt in doubts)


def approved(path: Path, intents: Set[str]) -> List[Tuple[str, str]]:
    """The marked lines as text and intent; SettingError naming the line that is wrong."""
    if not path.exists():
        raise SettingError("setting", variable="FILE", reason=f"{path} does not exist")
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        parts = line.split("\t")
        if line.startswith("#") or parts[0].strip().lower() != APPROVED:
            continue
        if len(parts) != 3 or not parts[1].strip() or parts[2].strip().partition("/")[0] not in intents:
            raise SettingError("setting", variable="FILE", reason=f"{path}, line {number}: not mark, text and one of our intents")
        found.append((parts[1].translate(_BREAKS).strip().lstrip("/- "), parts[2].strip()))
    return found


def add(lines: Iterable[Tuple[str, str]], data: Path) -> int:
    """Add lines that the training data does not hold yet, a file for each intent; how many were new."""
    known = {_key(example) for path in data.rglob("*.yml") for _, examples in _blocks(path) for example in examples}
    new: Dict[str, List[str]] = defaultdict(list)
    for text, intent in lines:
        if _key(text) and _key(text) not in known:
            known.add(_key(text))
            new[intent].append(text)
    for intent, texts in new.items():
        path = data / _LEARNED / f"{intent.replace('/', '.')}.yml"
        path.parent.mkdir(exist_ok=True)
        held = [example for _, examples in _blocks(path) for example in examples] if path.exists() else []
        path.write_text(_document(intent, [*held, *texts]), "utf-8")
    return sum(map(len, new.values()))


def compared(before: Dict[str, Dict[str, Any]], after: Dict[str, Dict[str, Any]]) -> str:
    """The chief figures of each file, before -> after."""
    shown = ("accuracy", "macro_f1", "answered", "accuracy_answered")
    return "\n".join(f"{file}: " + ", ".join(f"{key} {before[file][key]:.1%} -> {after[file][key]:.1%}" for key in shown) for file in before)


def intents_of(domain: Path) -> Set[str]:
    """The intents that a domain names."""
    return set(yaml.safe_load(domain.read_text("utf-8"))["intents"])


def _document(intent: str, texts: List[str]) -> str:
    return "\n".join(['version: "3.1"', "nlu:", f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts), ""])


def _blocks(path: Path) -> List[Tuple[str, List[str]]]:
    read = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return [(block["intent"], [line.strip()[2:] for line in block["examples"].splitlines() if line.strip()]) for block in read]


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", simplify(clean(text)))
