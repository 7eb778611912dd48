"""How Chinese sounds, without tones: what homophones and pinyin typed for characters have in common with the right words. Pure."""
import re
import unicodedata
from functools import cache, lru_cache
from typing import Dict, FrozenSet, List, Optional, Tuple

_PIECE = re.compile(r"[\u3400-\u9fff]|[a-z]+")
_LATIN = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 120  # letters without a space; nobody writes a longer sentence so, and each costs a step inwards
_MOSTLY = 0.8  # share of the letters that must read as pinyin; English hardly ever does


def syllables(text: str) -> List[str]:
    """A syllable for each Han character; a text without any gives those of its words, if nearly all of it is pinyin."""
    if _HAN.search(text):
        return [sound(piece) for piece in _PIECE.findall(text) if not piece.isascii()]
    words = _LATIN.findall(text)
    read = [(word, spelled(word) if len(word) <= _LONGEST else None) for word in words]
    letters = sum(map(len, words))
    if not letters or sum(len(word) for word, parts in read if parts) < _MOSTLY * letters:
        return []
    return [part for _, parts in read for part in parts or ()]


def sound(character: str) -> str:
    """The commonest syllable of a Han character; itself where it has none."""
    return _sounds().get(character, character)


@lru_cache(4096)
def spelled(word: str) -> Optional[Tuple[str, ...]]:
    """The syllables that a Latin word is spelled of, longest first; None if it is no pinyin."""
    if not word:
        return ()
    for length in range(min(6, len(word)), 0, -1):
        if word[:length] in _known():
            rest = spelled(word[length:])
            if rest is not None:
                return (word[:length], *rest)
    return None


@cache
def _sounds() -> Dict[str, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # a large table: only where it is used
    return {chr(code): _plain(readings.split(",")[0]) for code, readings in pinyin_dict.items()}


@cache
def _known() -> FrozenSet[str]:
    return frozenset(s for s in _sounds().values() if re.fullmatch(r"[a-z]*[aeiouv][a-z]*", s))


def _plain(syllable: str) -> str:
    marked = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in marked if c.isascii() and c.isalpha())
