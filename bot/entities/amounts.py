"""Sums of money in a message: ¥12.50, 一百二十块, 3千, 1.2万, $20, two hundred yuan."""
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Dict, Iterator, List, Match, Optional

from bot.entities.folding import fold
from bot.entities.numerals import HAN_DIGIT, HAN_NUMBER, WORD_NUMBER, han_number, word_number
from bot.entities.places import Places


@dataclass(frozen=True)
class Amount:
    """A sum at a place of the text, in a currency (ISO 4217); below zero where the customer wrote so."""

    start: int
    end: int
    value: Decimal
    currency: str


_SYMBOLS = {"¥": "CNY", "$": "USD", "us$": "USD", "hk$": "HKD", "nt$": "TWD", "€": "EUR", "£": "GBP"}
_CODES = {"人民币": "CNY", "cny": "CNY", "rmb": "CNY", "美元": "USD", "美金": "USD", "usd": "USD", "港币": "HKD", "hkd": "HKD",
          "欧元": "EUR", "eur": "EUR", "英镑": "GBP", "gbp": "GBP"}
_NAMES = {
    "元": "CNY", "块钱": "CNY", "块": "CNY", "圆": "CNY", "大洋": "CNY", "yuan": "CNY", "kuai": "CNY", "renminbi": "CNY",
    "毛": "CNY", "角": "CNY", "刀": "USD", "美刀": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD", "buck": "USD",
    "港元": "HKD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "pound": "GBP", "quid": "GBP", **_CODES,
}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "w": 10_000, "k": 1000, "亿": 100_000_000,
           "million": 1_000_000, "thousand": 1000}
# Words that only begin like a unit: 元旦, 三角形, 毛病, 圆通, 区块链.
_OTHER_WORDS = {"元": "旦宵素件", "块": "儿链", "毛": "病巾衣", "角": "形度色星落", "圆": "通满形圈"}


def _one_of(names: Dict[str, str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name) + (f"(?![{_OTHER_WORDS[name]}])" if name in _OTHER_WORDS else "") for name in longest_first)


_HAN = f"{HAN_DIGIT}十拾百佰千仟万亿"
_NUMBER = r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e\+?\d{1,3})?)"
_TAIL = r"(?P<tail>(?:\d{1,4}[万千百十]){0,5}(?:\d{1,4}(?![\d.]))?)"  # 1万2, 2万3千5, 1万2000
_UNIT = rf"(?:\s?[多来]?(?P<scale>百|千|万|亿|k|w|million|thousand)(?![a-z]){_TAIL})"
_BEGINS = r"(?<![a-z0-9_.])"
# A dash is a minus at its number, not between two numbers (100元-200元) and not as a pause ("50 yuan - 60 yuan").
_MINUS = r"(?P<minus>(?<![a-z0-9)元块钱角毛])[-−]|(?<![\w)])(?<![\w)]\s)[-−]\s|负|minus\s)?"
_COUNTED = (r"(?!\s*[多几来]?\s*(?:个|次|遍|天|年|人|条|米|公里|分(?!钱)|点|号|位|岁|里|步|倍|名|家|秒|小时|月|日|周|笔|单|份|张|件|晚|夜|火急"
            r"|times\b|days?\b|hours?\b))")
_JIAO = (rf"(?:(?<=[元块圆])零?(?P<jiao>[\d{HAN_DIGIT}半])"
         rf"(?:[毛角](?:(?P<fen>[\d{HAN_DIGIT}])分?(?![\d.]))?|(?P<cents>分)(?!钟)"
         rf"|(?<!一)(?![\d{_HAN}.:/-]){_COUNTED}|(?<=一)(?=$|[\s,。!?;的吧呢了左就没])))?")
# 几百块 names no sum, nobody means the end of a numeral, and 下午三点五万块 begins with an hour.
_NOT_VAGUE = rf"(?<![几数{_HAN}])(?!(?<=[午上晨晚夜天号])[{_HAN}]{{1,4}}点)"
_VAGUE = r"(?:[多来几](?P<scale>[万亿]))?[多来]?"

_PATTERNS = [re.compile(pattern) for pattern in (
    rf"{_MINUS}(?<!\d)(?P<sign>{_one_of(_SYMBOLS)})\s?(?P<minus2>[-−])?{_NUMBER}{_UNIT}?",
    rf"{_MINUS}{_BEGINS}{_NUMBER}{_UNIT}?(?:\s?[多来]?\s?(?P<name>{_one_of(_NAMES)}){_JIAO}(?![a-z])|(?P<symbol>[¥$€£](?!\d)|\s[¥$€£](?!\s?\d)))",
    rf"{_MINUS}{_NOT_VAGUE}(?!一块[去吃玩走])(?P<han>{HAN_NUMBER}){_VAGUE}(?P<name>{_one_of(_NAMES)}){_JIAO}(?![a-z])",
    rf"{_MINUS}(?<!few )(?<!several )(?<!couple )(?<!couple of )\b(?P<words>{WORD_NUMBER})\s+(?:chinese\s+)?(?P<name>{_one_of(_NAMES)})\b",
    rf"{_MINUS}(?<![a-z0-9])(?P<sign>{_one_of(_CODES)})\s?(?P<minus2>[-−])?{_NUMBER}{_UNIT}?",
    rf"{_MINUS}{_BEGINS}{_NUMBER}{_UNIT}{_COUNTED}",
    rf"{_NOT_VAGUE}(?P<han>[{HAN_DIGIT}十][{_HAN}]{{0,12}})[多来几](?P<scale>[万亿])(?![{_HAN}]){_COUNTED}",
    rf"{_NOT_VAGUE}(?P<han>[{HAN_DIGIT}十][{HAN_DIGIT}十]?(?:[百千万亿](?:{HAN_NUMBER})?|点[{HAN_DIGIT}]+[万亿]))(?![{_HAN}]){_COUNTED}",
)]
_NOT_A_SUM = r"(?!\s*(?:%|年|月|日|号|天|次|个|点|时|小时|分钟|位|条|遍|周|岁)|\s?(?:percent|days?|hours?|minutes?|weeks?|months?|years?|times)\b)"
_BARE = re.compile(rf"(?<![a-z0-9_.,:/第-])(?P<minus>[-−]\s?)?{_NUMBER}(?![a-z0-9_:/-]|\.\d|,\d){_NOT_A_SUM}")
_BARE_HAN = re.compile(rf"(?<![{_HAN}点第周期拜之统唯单专0-9])(?P<han>{HAN_NUMBER})(?=$|[\s,。.!?吧呀啊])")


def find_amounts(text: str) -> List[Amount]:
    """Every sum of money a text names, in its order; overlapping readings give the longest first found."""
    folded = fold(text)
    return _distinct(folded, (match for pattern in _PATTERNS for match in pattern.finditer(folded)))


def find_bare_numbers(text: str) -> List[Amount]:
    """Numbers that name no currency and count nothing else, for an answer to "how much was it?"; read as yuan."""
    folded = fold(text)
    return _distinct(folded, (match for pattern in (_BARE, _BARE_HAN) for match in pattern.finditer(folded)))


def _distinct(text: str, matches: Iterator[Match[str]]) -> List[Amount]:
    places = Places(text)
    found = [amount for amount in map(_read, matches) if amount and places.take(amount.start, amount.end)]
    return sorted(found, key=lambda amount: amount.start)


def _read(match: Match[str]) -> Optional[Amount]:
    part = {name: text or "" for name, text in match.groupdict().items()}
    try:
        value = _value(part)
    except InvalidOperation:
        return None
    if value is None:
        return None
    if part.get("minus") or part.get("minus2"):
        value = -value
    sign = part.get("sign") or part.get("symbol", "").strip()
    currency = _SYMBOLS.get(sign) or _NAMES.get(sign or part.get("name", ""), "CNY")
    return Amount(match.start(), match.end(), value, currency)


def _value(part: Dict[str, str]) -> Optional[Decimal]:
    if part.get("number"):
        value: Optional[Decimal] = Decimal(part["number"].replace(",", ""))
    elif part.get("words"):
        value = word_number(part["words"])
    else:
        value = han_number(part["han"])
    if value is None:
        return None
    scale = _SCALES.get(part.get("scale", ""), 1)
    value = value * scale + _tail(part.get("tail", ""), Decimal(scale))
    return value / 10 if part.get("name") in {"毛", "角"} else value + _small_change(part)


def _tail(text: str, scale: Decimal) -> Decimal:
    """What follows 1万: a single last digit counts in tenths of the scale before it (1万2), more digits as they stand."""
    total = Decimal(0)
    for digits, unit in re.findall(r"(\d+)([万千百十]?)", text):
        scale = Decimal(_SCALES[unit]) if unit else scale
        total += Decimal(digits) * (scale if unit else scale / 10 if len(digits) == 1 else 1)
    return total


def _small_change(part: Dict[str, str]) -> Decimal:
    """12块5, 三块半, 2块3毛5, 3元5分: the digits after the unit, in yuan."""
    jiao, fen = _digit(part.get("jiao", "")), _digit(part.get("fen", ""))
    return (jiao / 100 if part.get("cents") else jiao / 10) + fen / 100


def _digit(text: str) -> Decimal:
    if text == "半":
        return Decimal(5)
    return Decimal(text) if text.isdecimal() else (text and han_number(text)) or Decimal(0)
