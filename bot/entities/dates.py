"""Moments in a message: 昨天下午三点, 11月3号, 3 days ago, last night at 9, 2026-11-03."""
import re
from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Callable, List, Match, Optional, Sequence, Tuple

from bot.entities.clocks import Clock, find_clocks, hour_of
from bot.entities.folding import fold
from bot.entities.numerals import HAN_NUMBER, WORD_NUMBER, han_number, word_number
from bot.entities.places import Places


@dataclass(frozen=True)
class Moment:
    """A moment at a place of the text; `exact` where an hour was named, else it is the day's start."""

    start: int
    end: int
    at: datetime
    exact: bool


_N = rf"(?<![\d.几数多])(?P<n>\d{{1,4}}|{HAN_NUMBER})"
_COUNT = rf"(?P<n>\d{{1,4}}|{WORD_NUMBER}|couple(?: of)?|few)"
_MONTHS = {name: place // 2 + 1 for place, name in enumerate(
    "jan january feb february mar march apr april may may jun june jul july aug august sep september "
    "oct october nov november dec december".split())} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_EN_WEEKDAYS = {name: place for place, name in enumerate(
    "monday tuesday wednesday thursday friday saturday sunday".split())} | {
    name: place for place, name in enumerate("mon tue wed thu fri sat sun".split())}
_EN_WEEKDAY = "|".join(sorted(_EN_WEEKDAYS, key=len, reverse=True))
_NAMED_DAYS = {"大前天": -3, "大后天": 3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨儿": -1, "今天": 0, "今日": 0, "今早": 0,
               "今晚": 0, "今儿": 0, "明天": 1, "后天": 2, "the day before yesterday": -2, "yesterday": -1, "last night": -1,
               "today": 0, "this morning": 0, "this afternoon": 0, "tonight": 0, "this evening": 0, "tomorrow": 1}
_NAMED_DAY = "|".join(sorted(_NAMED_DAYS, key=len, reverse=True))


def find_moments(text: str, now: datetime) -> List[Moment]:
    """Every moment a text names, read against `now` and in its time zone.

    A day without a year is the latest one not after today; a month alone names no day and is left out.
    """
    folded = fold(text)
    days, places = [], Places(folded)
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(folded):
            found = _safely(read, match, now)
            if found and places.take(match.start(), match.end()):
                days.append((match.start(), match.end(), *found))
    return _with_clocks(folded, sorted(days, key=lambda day: day[0]), now)


_Day = Tuple[int, int, datetime, bool]
_Found = Optional[Tuple[datetime, bool]]


def _safely(read: Callable[[Match[str], datetime], _Found], match: Match[str], now: datetime) -> _Found:
    try:
        return read(match, now)
    except (ValueError, OverflowError):
        return None  # 31 February and its like name no moment


def _day(day: date, now: datetime) -> Tuple[datetime, bool]:
    return datetime.combine(day, time(), now.tzinfo), False


def _count(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("couple") or text == "few":
        return 3 if text == "few" else 2
    value = han_number(text) if not text.isascii() else word_number(text)
    if value is None:
        raise ValueError(text)
    return int(value)


def _year(text: Optional[str]) -> Optional[int]:
    if not text:
        return None
    year = _count(text)
    return year + 2000 if year < 100 else year


def _calendar_day(year: Optional[int], month: int, day: int, now: datetime) -> Tuple[datetime, bool]:
    if year is not None:
        return _day(date(year, month, day), now)
    for past in range(now.year, max(now.year - 9, 0), -1):  # 29 February comes every fourth year, at worst every eighth
        if _exists(past, month, day) and date(past, month, day) <= now.date():
            return _day(date(past, month, day), now)
    raise ValueError(f"no day {month}-{day}")


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _numeric(match: Match[str], now: datetime) -> _Found:
    return _calendar_day(_year(match["y"]), int(match["m"]), int(match["d"]), now)


def _slashed(match: Match[str], now: datetime) -> _Found:
    first, second = int(match["a"]), int(match["b"])
    month, day = (first, second) if first <= 12 else (second, first)
    return _calendar_day(_year(match["y"]), month, day, now)


def _han_date(match: Match[str], now: datetime) -> _Found:
    if match["lastmonth"]:
        month_end = now.date().replace(day=1) - timedelta(days=1)
        return _day(month_end.replace(day=_count(match["d2"])), now)
    named = {"前年": now.year - 2, "去年": now.year - 1, "今年": None}
    year = named[match["y"]] if match["y"] in named else _year((match["y"] or "").rstrip("年"))
    return _calendar_day(year, _count(match["m"]), _count(match["d"]), now)


def _english_date(match: Match[str], now: datetime) -> _Found:
    return _calendar_day(_year(match["y"]), _MONTHS[match["m"]], int(match["d"]), now)


def _ago(match: Match[str], now: datetime) -> _Found:
    half = 0.5 if match["half"] or match.groupdict().get("half2") else 0
    count, unit = (_count(match["n"]) if match["n"] else 0) + half, match["unit"].rstrip("s").lstrip("个")
    if unit in {"小时", "钟头", "hour", "hr", "h"}:
        return now - timedelta(hours=count), True
    if unit in {"分钟", "minute", "min"}:
        return now - timedelta(minutes=count), True
    days = 7 if unit in {"周", "星期", "礼拜", "week"} else 30 if unit in {"月", "month"} else 1
    return _day(now.date() - timedelta(days=int(days * count)), now)


def _named(match: Match[str], now: datetime) -> _Found:
    return _day(now.date() + timedelta(days=_NAMED_DAYS[match["name"]]), now)


def _just_now(match: Match[str], now: datetime) -> _Found:
    return now, True


def _weekday(match: Match[str], now: datetime) -> _Found:
    wanted = _WEEKDAYS.get(match["day"], _EN_WEEKDAYS.get(match["day"], 0))
    monday = now.date() - timedelta(days=now.weekday())
    day = monday + timedelta(days=wanted)
    weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["last"] or "")
    if weeks:
        day += timedelta(weeks=weeks)
    elif day > now.date() or (match["last"] == "last" and day == now.date()):
        day -= timedelta(weeks=1)
    return _day(day, now)


_HAN_DAY = rf"(?:\d{{1,2}}|{HAN_NUMBER})"
# Without 号 the number is a day only where it counts nothing else: 11月3元, 三月五次.
_NO_UNIT = r"(?![\d.,:/个次笔元块毛角刀天年月周分小倍位人零一二两三四五六七八九十百千万kw])"
_NO_ENGLISH_UNIT = r"(?!\d|[.,]\d|:|\s?(?:times|yuan|rmb|cny|usd|dollars?|bucks|days?|hours?|minutes?|transfers?|k)\b)"
_MAY_DO = r"(?!\s+(?:be|have|not|also|take|need)\b)"

_PATTERNS: Sequence[Tuple["re.Pattern[str]", Callable[[Match[str], datetime], _Found]]] = (
    (re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"), _numeric),
    (re.compile(rf"(?:(?P<y>(?:\d{{2,4}}|[零〇一二三四五六七八九]{{2,4}})年|前年|去年|今年)的?\s*)?(?<!\d)(?P<m>\d{{1,2}}|十?[一二三四五六七八九十])月份?\s*"
                rf"(?P<d>{_HAN_DAY})(?:\s*[号日]|{_NO_UNIT})|(?P<lastmonth>上个?月)的?\s*(?P<d2>{_HAN_DAY})\s*[号日]"), _han_date),
    (re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_NO_ENGLISH_UNIT}(?:,?\s+(?P<y>\d{{4}})(?!\d))?"), _english_date),
    (re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m>{_MONTH})\b{_MAY_DO}(?:,?\s+(?P<y>\d{{4}})(?!\d))?"), _english_date),
    (re.compile(r"(?<![\d/.])(?!24/7|7/24\s?(?:小时|h))(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?(?![\d/])"), _slashed),
    (re.compile(rf"(?:{_N}\s*(?P<half>个半)?|(?P<half2>半))\s*(?P<unit>天|日|个?星期|个?礼拜|周|个月|个?小时|个?钟头|分钟)(?:之|以)?前"), _ago),
    (re.compile(rf"(?:(?P<half>half)\s+an?|(?<![\d.])\b{_COUNT})\s*"
                r"(?P<unit>days?|weeks?|months?|hours?|hrs?|h|minutes?|mins?)\s+(?:ago|back|earlier)\b"), _ago),
    (re.compile(rf"(?<![以之])(?P<name>{_NAMED_DAY})(?!头条)"), _named),  # 以前天天, 今日头条
    (re.compile(r"(?<![一二两三四五六七八九十几每个\d])(?P<last>上上|上|下下|下|这|本)?个?(?:周|星期|礼拜)"
                r"(?P<day>[二三四五六日天末]|一(?![直共样起般]))(?![次回])"), _weekday),
    (re.compile(rf"\b(?:(?P<last>last|this|on)\s+)(?P<day>{_EN_WEEKDAY})\b"), _weekday),
    (re.compile(r"刚刚|刚才|just now|a moment ago"), _just_now),
)
_NEAR = 100  # more than the longest hour with the words between it and its day
_SENTENCE_END = re.compile(r"[。!?;\n]")


def _with_clocks(text: str, days: Sequence[_Day], now: datetime) -> List[Moment]:
    moments: List[Moment] = []
    clocks = find_clocks(text)
    starts = [clock.start for clock in clocks]
    for place, day in enumerate(days):
        # An hour belongs to the day it stands nearest to, and to one day only: 昨天下午三点, "at 9 pm yesterday".
        behind = moments[-1].end if moments else 0
        ahead = days[place + 1][0] if place + 1 < len(days) else len(text)
        around = clocks[bisect_left(starts, max(behind, day[0] - _NEAR)):bisect_left(starts, day[1] + _NEAR)]
        near = [clock for clock in around if clock.end <= ahead and _is_near(text, day, clock)]
        clock = min(near, key=lambda c: max(c.digits - day[1], day[0] - c.end), default=None)
        moments.append(_set_clock(text, day, clock, now) if clock and not day[3] else Moment(*day))
    return moments


def _is_near(text: str, day: _Day, clock: Clock) -> bool:
    start, end = day[:2]
    if clock.digits >= end:
        return clock.start - end <= 14 and not _SENTENCE_END.search(text[end:clock.start])
    return clock.end <= start and start - clock.end <= 8 and not _SENTENCE_END.search(text[clock.end:start])


def _set_clock(text: str, day: _Day, clock: Clock, now: datetime) -> Moment:
    start, end, at, _ = day
    later, hour = hour_of(clock, text[start:end])
    moment = at.replace(hour=hour, minute=clock.minute)
    try:
        # Said before two in the night, 昨晚2点 is the night before.
        if later and not (at.date() < now.date() and moment + timedelta(days=later) > now):
            moment += timedelta(days=later)
    except OverflowError:
        pass  # the calendar's last day has no next one
    return Moment(min(start, clock.start), max(end, clock.end), moment, True)
