"""Numbers as people write them: 1,200.50, 一百二十, 1万2, two hundred and fifty, 3k."""
import re
from decimal import Decimal
from typing import Optional

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "幺": 1} | {
    c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}

HAN_DIGIT = "零〇一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖"
# Bounded, so that a page of 一一一一 is read in a moment.
HAN_NUMBER = f"[{HAN_DIGIT}十拾百佰千仟万亿]{{1,24}}(?:点[{HAN_DIGIT}]{{1,8}}[万亿]?)?"

_WORDS = {word: value for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split())} | {
    word: 10 * (place + 2) for place, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split())} | {"a": 1, "an": 1, "fourty": 40}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
WORD_NUMBER = rf"(?:{_WORD})(?:(?:\s+and\s+|\s+|-)(?:{_WORD})){{0,12}}"


def han_number(text: str) -> Optional[Decimal]:
    """The value of a Chinese numeral, colloquial tails included (两千三 is 2300); None if it is none."""
    whole, point, fraction = text.partition("点")
    value = _han_digits(whole) if all(c in _DIGITS for c in whole) else _han_whole(whole)
    if value is None or not point:
        return value
    scale = _MYRIADS.get(fraction[-1:], 1)  # 三点五万
    tenths = _han_digits(fraction if scale == 1 else fraction[:-1], "0.")
    return None if tenths is None else (value + tenths) * scale


def _han_digits(text: str, before: str = "") -> Optional[Decimal]:
    if not text or any(c not in _DIGITS for c in text):
        return None
    return Decimal(before + "".join(str(_DIGITS[c]) for c in text))


def _han_whole(text: str) -> Optional[Decimal]:
    total, section, digit, last_unit, after_zero, myriad = 0, 0, None, 1, False, 0
    for c in text:
        if c in _DIGITS:
            after_zero = after_zero or _DIGITS[c] == 0
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[c]
            digit, last_unit, after_zero = None, _UNITS[c], False
        elif c in _MYRIADS:
            section += digit or 0
            if section + total == 0:
                return None
            # 一万亿 multiplies what stands before, 一亿两千万 adds to it.
            total = (total + section) * _MYRIADS[c] if _MYRIADS[c] >= myriad else total + section * _MYRIADS[c]
            section, digit, last_unit, after_zero, myriad = 0, None, _MYRIADS[c], False, _MYRIADS[c]
        else:
            return None
    if digit is not None:
        # 两千三: the bare last digit counts in tenths of the unit before it, unless a zero stands between.
        section += digit * (last_unit // 10 if last_unit >= 100 and not after_zero else 1)
    return Decimal(total + section)


def word_number(text: str) -> Decimal:
    """The value of English number words that match WORD_NUMBER."""
    total, current = 0, 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return Decimal(total + current)
