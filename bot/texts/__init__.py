"""Short texts that the code puts together: labels, notices, errors, in both languages.

Whole answers of the bot live in data/responses. The files beside this one hold, for each key,
`{zh: ..., en: ...}`; `{name}` in a text is filled from the keyword arguments.
"""
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict

import yaml

from bot.language import Language

_FOLDER = Path(__file__).parent


def load() -> None:
    """Read all of them now, and not each topic when it is asked for first."""
    for path in _FOLDER.glob("*.yml"):
        _topic(path.stem)


@lru_cache(maxsize=None)
def _topic(name: str) -> Dict[str, Dict[str, str]]:
    return yaml.load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def text(key: str, language: Language, /, **values: Any) -> str:
    """The text of `topic.key` in a language; KeyError if no file holds it."""
    topic, _, name = key.partition(".")
    template = _topic(topic)[name][language.value]
    return template.format(**values) if values else template


def has(key: str) -> bool:
    """Whether a text of that key exists."""
    topic, _, name = key.partition(".")
    return name in _topic(topic)
