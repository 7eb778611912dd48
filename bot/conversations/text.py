"""What a customer typed, made safe and uniform before anything else sees it."""
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, FrozenSet

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e01ef]")
_CHINESE_PUNCTUATION = frozenset("，！？；：（）～")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
# A keycap, or a line struck through each digit of a card number.
_MARKED_DIGIT = re.compile("(?<=[0-9])[\u0300-\u036f\u20d0-\u20ff\ufe0f]+")


def clean(text: str) -> str:
    """The message as it is stored and shown: visible characters only, never a bot command.

    Width and look-alike forms are folded (NFKC), digits of every script become 0 to 9, Chinese punctuation stays as it was typed;
    control, zero-width and direction marks go; leading slashes go, because the dialogue engine
    reads `/restart` as an order.
    """
    visible = _MARKED_DIGIT.sub("", _INVISIBLE.sub("", "".join(map(_fold, text))))
    plain = "".join(c if c == "\n" or not _is_control(c) else " " for c in visible)
    lines = (_BLANKS.sub(" ", line).strip() for line in plain.split("\n"))
    return _without_order(_MANY_LINES.sub("\n\n", "\n".join(lines))).strip()


def simplify(text: str) -> str:
    """The same words for the model to read: simplified script and lower case."""
    plain = unicodedata.normalize("NFKC", text)
    return (plain if _traditional().isdisjoint(plain) else _simplifier().convert(plain)).lower()


def has_words(text: str) -> bool:
    """Whether there is anything to understand, or only emoji and punctuation."""
    return any(character.isalnum() for character in text)


def _fold(character: str) -> str:
    if character in _CHINESE_PUNCTUATION:
        return character
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def _without_order(text: str) -> str:
    # Marks without width of their own (an emoji's variation selector) hide no slash behind them.
    start = 0
    while start < len(text) and (text[start] in "/ \n" or unicodedata.category(text[start]) in {"Mn", "Me", "Cf"}):
        start += 1
    return text[start:]


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Co"}


@cache
def _traditional() -> FrozenSet[str]:
    """Every character of what OpenCC's rules change. Most text holds none, and to convert it takes a hundred times as long as to see that."""
    import opencc

    rules = (line.split("\t") for name in ("TSPhrases", "TSCharacters")
             for line in (Path(opencc.__file__).parent / "dictionary" / f"{name}.txt").read_text("utf-8").splitlines() if "\t" in line)
    return frozenset("".join(written for written, simple in rules if simple.split()[0] != written))


@cache
def _simplifier() -> Any:
    from opencc import OpenCC  # reads its dictionaries, so not at import

    return OpenCC("t2s")
