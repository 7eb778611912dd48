"""What words mean in a wallet, whatever their form or language: `senses.yml` read and applied. Pure but for reading it."""
import re
from functools import cache
from pathlib import Path
from typing import Dict, List, Tuple

import yaml

from bot.nlu.words import split

_ENDING = re.compile(r"(?:ing|ed|es|s|d|er)$")
_EMPTY = frozenset(
    "i my the a an to is it was of in on for have has do am be this that and me you so from with at been are but if there as or by just your them they he she "
    "的 了 吗 呢 啊 我 你 是 就 都 也 在 个 这 那 吧 呀 么 有 和 , . ! ? ， 。 ！ ？ 、 …".split())
Phrase = Tuple[str, ...]


def senses(text: str) -> List[str]:
    """The senses of a normalised text in capitals, and between them the words that have none, without their endings.

    The longest phrase wins; words that carry nothing by themselves are left out.
    """
    words, found, place = [stem(word) for word in split(text.replace("-", " "))], [], 0
    table, longest = _table()
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            names = table.get(tuple(words[place:place + length]))
            if names:
                found += names
                place += length
                break
        else:
            if words[place] not in _EMPTY:
                found.append(words[place])
            place += 1
    return found


def stem(word: str) -> str:
    """An English word without its ending; rough, but the same for all forms of a word."""
    if len(word) <= 3 or "'" in word or not word.isascii():
        return word
    cut = _ENDING.sub("", word)
    cut = cut if len(cut) >= 3 else word
    if len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "sl":
        cut = cut[:-1]
    return cut.rstrip("e") if len(cut) > 3 else cut


@cache
def _table() -> Tuple[Dict[Phrase, List[str]], int]:
    table: Dict[Phrase, List[str]] = {}
    read = yaml.safe_load(Path(__file__).with_name("senses.yml").read_text("utf-8"))
    for sense, words in read.items():
        for phrase in words.split(", "):
            key = tuple(stem(word) for word in split(phrase.replace("-", " ")))
            names = table.setdefault(key, [])
            if sense.upper() not in names:
                names.append(sense.upper())
    return table, max(map(len, table))
