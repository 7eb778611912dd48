"""Hours in a message, to be set on a day: 下午三点, 晚上9点一刻, 15:30, at 9 pm."""
import re
from dataclasses import dataclass
from typing import List, Match, Optional, Tuple

from bot.entities.numerals import HAN_DIGIT, HAN_NUMBER, han_number
from bot.entities.places import Places


@dataclass(frozen=True)
class Clock:
    """An hour at a place of the text; `digits` is where its number begins, behind 下午 or "at"."""

    start: int
    digits: int
    end: int
    hour: int
    minute: int
    part: str


_AFTERNOON = {"下午", "傍晚", "afternoon", "evening"}
_NIGHT = {"晚上", "昨晚", "今晚", "夜里", "昨夜", "night"}
_PARTS = "凌晨|早上|早晨|上午|今早|中午|下午|傍晚|晚上|夜里|半夜|昨晚|今晚|昨夜"
_PART = rf"(?P<part>{_PARTS})?\s?"
_UNITS = "元块万亿毛千百十"
_NOT_A_POINT = r"(?!都|也|儿|不|没|建议|问题|意见|要求|积分|钱)"  # 有一点慢, 两点建议
_NOT_DECIMAL = rf"(?(part)|(?(day)|(?![{HAN_DIGIT}]+[元块万亿])))"  # 花了三点五元

_PATTERNS = (
    re.compile(r"(?:\bat\s+)?(?<![\d.:])(?P<h>\d{1,2})(?::(?P<m>\d{2}))?\s*(?P<ap>[ap])\.?m\b\.?"),
    re.compile(rf"{_PART}(?<![\d:])(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?(?![\da-z:])"),
    re.compile(rf"{_PART}(?P<day>(?<=[天号日]))?(?<![\d.有差第])(?P<h>\d{{1,2}}|{HAN_NUMBER})\s?[点时]{_NOT_A_POINT}{_NOT_DECIMAL}(?:钟|整)?\s?"
               rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>\d{{1,2}}|{HAN_NUMBER})(?:分|(?![\d.零一二两三四五六七八九{_UNITS}])))?"),
    re.compile(r"\bat\s+(?P<h>\d{1,2})(?![\d:/%]|[.,]\d|\s?(?:yuan|rmb|cny|usd|dollars?|bucks|k)\b)"
               r"|(?<!\d)(?P<h2>\d{1,2})\s?o'?clock\b"),
)
_ENGLISH_BEFORE = re.compile(r"\b(morning|afternoon|evening|night)\s+(?:at\s+|around\s+|about\s+)*$")
_ENGLISH_AFTER = re.compile(r"\s+(?:in the|at)\s+(morning|afternoon|evening|night)\b")


def find_clocks(text: str) -> List[Clock]:
    """Every hour a folded text names, in its order."""
    places = Places(text)
    read = (_read(match) for pattern in _PATTERNS for match in pattern.finditer(text))
    return sorted((clock for clock in read if clock and places.take(clock.start, clock.end)), key=lambda clock: clock.start)


def hour_of(clock: Clock, day: str) -> Tuple[int, int]:
    """Days after the named day and hour: 昨晚12点 and "last night at 2" lie behind its midnight."""
    hour, part = clock.hour, clock.part or _part_of_day(day)
    if part in {"am", "pm"}:
        return 0, hour % 12 + (12 if part == "pm" else 0)
    if part in _NIGHT and (hour < 5 or hour == 12) or part == "半夜" and hour == 12 or hour == 24:
        return 1, hour % 12
    if part in _NIGHT | _AFTERNOON or part == "半夜" and hour > 9 or part == "中午" and hour < 10:
        return 0, hour + 12 if hour < 12 else hour
    return 0, 0 if part == "凌晨" and hour == 12 else hour


def _part_of_day(day: str) -> str:
    if day in {"昨晚", "今晚", "昨夜"}:
        return day
    return next((part for part in ("afternoon", "evening", "night") if day.endswith(part)), "")


def _read(match: Match[str]) -> Optional[Clock]:
    group = match.groupdict()
    name = "h" if group["h"] else "h2"
    hour = _number(group[name])
    minute = 30 if group.get("half") else 15 * _number(group["quarter"]) if group.get("quarter") else _number(group.get("m") or "0")
    if not 0 <= hour <= 24 or not 0 <= minute < 60 or (hour == 24 and minute):
        return None
    part = group["ap"] + "m" if group.get("ap") else group.get("part") or ""
    start, end = match.end() - len(match[0].lstrip()), match.start() + len(match[0].rstrip())
    if not part:
        part, end = _english_part(match, end)
    return Clock(start, match.start(name), end, hour, minute, part)


def _english_part(match: Match[str], end: int) -> Tuple[str, int]:
    """"at 3 in the afternoon", "yesterday evening at 9"."""
    after = _ENGLISH_AFTER.match(match.string, end)
    if after:
        return after.group(1), after.end()
    before = _ENGLISH_BEFORE.search(match.string[max(0, match.start() - 30):match.start()])
    return (before.group(1) if before else ""), end


def _number(text: str) -> int:
    value = int(text) if text.isdecimal() else han_number(text)
    return -1 if value is None else int(value)
