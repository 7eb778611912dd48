"""How people spell what should stay secret: digits in words, names in pieces. Pure."""
import re

_HAN_VALUES = {**{c: str(n) for n, c in enumerate("零一二三四五六七八九")}, **{c: str(n) for n, c in enumerate("洞壹贰叁肆伍陆柒捌玖")},
               "〇": "0", "○": "0", "两": "2", "幺": "1", "拐": "7", "勾": "9"}
_WORD_VALUES = {"oh": "0", **{word: str(n) for n, word in enumerate("zero one two three four five six seven eight nine".split())}}
_DIGIT_WORD = "(?:" + "|".join(_WORD_VALUES) + ")"
_SPELLED = re.compile(f"[{''.join(_HAN_VALUES)}]|{_DIGIT_WORD}", re.I)

HAN = "".join(_HAN_VALUES)
# Chinese characters count as word characters, so \b would miss the 我的cvv是123 that people type.
BEGIN, END = r"(?<![A-Za-z])", r"(?![A-Za-z])"


def in_pieces(*letters: str) -> str:
    """The pattern of a name that may be written 密 码 or p-a-s-s; each argument holds one letter's forms."""
    return r"[ *._·-]?".join(f"[{forms}]" for forms in letters)


def in_words(least: int, most: int) -> str:
    """The pattern of so many digits in English words: "four eight two", "nine, oh, four"."""
    return rf"{BEGIN}{_DIGIT_WORD}(?:[ ,-]{{1,2}}{_DIGIT_WORD}){{{least - 1},{most - 1}}}{END}"


def digits_of(text: str) -> str:
    """The digits that a text spells in words or characters, an identity number's X among them."""
    plain = _SPELLED.sub(lambda match: _HAN_VALUES.get(match.group(0)) or _WORD_VALUES[match.group(0).lower()], text)
    return re.sub(r"[^\dX]", "", plain.upper())
