"""Moments, read against Thursday 12 November 2026, half past three in the afternoon."""
from datetime import date, datetime, time, timedelta, timezone
from typing import List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.dates import find_moments

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 12, 15, 30, tzinfo=ZONE)


def moments(text: str, now: datetime = NOW) -> List[str]:
    """`2026-11-03` for a day, `2026-11-03 15:00` where an hour was named."""
    return [m.at.strftime("%Y-%m-%d %H:%M" if m.exact else "%Y-%m-%d") for m in find_moments(text, now)]


@pytest.mark.parametrize("text, day", [
    ("今天", "2026-11-12"), ("昨天", "2026-11-11"), ("前天", "2026-11-10"), ("大前天", "2026-11-09"), ("明天", "2026-11-13"),
    ("大后天", "2026-11-15"), ("昨晚", "2026-11-11"),
    ("yesterday", "2026-11-11"), ("the day before yesterday", "2026-11-10"), ("last night", "2026-11-11"), ("Today", "2026-11-12"),
    ("11月3号", "2026-11-03"), ("11月3日", "2026-11-03"), ("11月3", "2026-11-03"), ("十一月三号", "2026-11-03"), ("１１月３号", "2026-11-03"),
    ("11月3號", "2026-11-03"),
    ("12月30号", "2025-12-30"), ("十二月二十五号", "2025-12-25"), ("11月12号", "2026-11-12"), ("11月13号", "2025-11-13"), ("2月29号", "2024-02-29"),
    ("2026年11月3日", "2026-11-03"), ("26年11月3号", "2026-11-03"), ("二〇二六年十一月三日", "2026-11-03"), ("去年12月25号", "2025-12-25"),
    ("去年的11月3号", "2025-11-03"), ("前年1月1号", "2024-01-01"),
    ("今年3月8日", "2026-03-08"), ("上个月5号", "2026-10-05"), ("上月五号", "2026-10-05"), ("上个月31号", "2026-10-31"),
    ("2026-11-03", "2026-11-03"), ("2026/11/3", "2026-11-03"), ("2026.11.03", "2026-11-03"), ("11/3", "2026-11-03"), ("13/11", "2025-11-13"),
    ("11/3/2025", "2025-11-03"), ("11/3/25", "2025-11-03"),
    ("nov 3rd", "2026-11-03"), ("November 3", "2026-11-03"), ("Nov 3, 2025", "2025-11-03"), ("3rd of November", "2026-11-03"),
    ("3 Nov 2025", "2025-11-03"), ("sept. 9", "2026-09-09"),
    ("上周三", "2026-11-04"), ("上个星期三", "2026-11-04"), ("上礼拜天", "2026-11-08"), ("上上周五", "2026-10-30"), ("这周一", "2026-11-09"),
    ("周三", "2026-11-11"), ("周五", "2026-11-06"), ("上周末", "2026-11-07"),
    ("下周三", "2026-11-18"), ("last monday", "2026-11-09"), ("on friday", "2026-11-06"), ("last thursday", "2026-11-05"),
    ("三天前", "2026-11-09"), ("3天之前", "2026-11-09"), ("两周前", "2026-10-29"), ("一个月前", "2026-10-13"), ("半个月前", "2026-10-28"),
    ("3 days ago", "2026-11-09"), ("a week ago", "2026-11-05"),
    ("two weeks ago", "2026-10-29"), ("a couple of days ago", "2026-11-10"), ("couple days ago", "2026-11-10"), ("a few days ago", "2026-11-09"),
])
def test_reads_a_day(text: str, day: str) -> None:
    assert moments(text) == [day]


@pytest.mark.parametrize("text, moment", [
    ("昨天下午三点", "2026-11-11 15:00"), ("昨天下午3点半", "2026-11-11 15:30"), ("今天早上8点一刻", "2026-11-12 08:15"),
    ("前天晚上9点多", "2026-11-10 21:00"), ("昨晚九点半", "2026-11-11 21:30"),
    ("昨天下午三点五十", "2026-11-11 15:50"), ("昨天下午三点五百块没了", "2026-11-11 15:00"), ("昨天下午3点500块没了", "2026-11-11 15:00"),
    ("昨天上午10时30分", "2026-11-11 10:30"),
    ("昨天中午12点", "2026-11-11 12:00"), ("昨天中午1点", "2026-11-11 13:00"), ("昨天凌晨2点", "2026-11-11 02:00"),
    ("昨天凌晨12点", "2026-11-11 00:00"), ("昨天3点", "2026-11-11 03:00"),
    ("昨天晚上十二点", "2026-11-12 00:00"), ("昨天半夜12点", "2026-11-12 00:00"), ("昨晚两点", "2026-11-12 02:00"),
    ("昨天24点", "2026-11-12 00:00"), ("昨天半夜11点", "2026-11-11 23:00"),
    ("11月3号 15:30:22", "2026-11-03 15:30"), ("2026-11-03T15:30:00", "2026-11-03 15:30"), ("昨天15：30", "2026-11-11 15:30"),
    ("昨天下午3:05", "2026-11-11 15:05"), ("15:30 yesterday", "2026-11-11 15:30"),
    ("last night at 9", "2026-11-11 21:00"), ("last night at 2", "2026-11-12 02:00"), ("last night 11pm", "2026-11-11 23:00"),
    ("nov 3rd around 3pm", "2026-11-03 15:00"), ("yesterday at 3pm", "2026-11-11 15:00"),
    ("at 9 pm yesterday", "2026-11-11 21:00"), ("3 p.m. yesterday", "2026-11-11 15:00"), ("12am yesterday", "2026-11-11 00:00"),
    ("yesterday at 12 pm", "2026-11-11 12:00"), ("yesterday at 15:30", "2026-11-11 15:30"),
    ("yesterday evening at 9", "2026-11-11 21:00"), ("yesterday at 3 in the afternoon", "2026-11-11 15:00"),
    ("this morning at 8", "2026-11-12 08:00"), ("yesterday 3 o'clock", "2026-11-11 03:00"),
    ("两个小时前", "2026-11-12 13:30"), ("半小时前", "2026-11-12 15:00"), ("半个小时前", "2026-11-12 15:00"),
    ("一个半小时前", "2026-11-12 14:00"), ("10分钟前", "2026-11-12 15:20"),
    ("an hour ago", "2026-11-12 14:30"), ("half an hour ago", "2026-11-12 15:00"), ("20 mins ago", "2026-11-12 15:10"),
    ("刚才", "2026-11-12 15:30"), ("just now", "2026-11-12 15:30"),
])
def test_reads_an_hour_with_its_day(text: str, moment: str) -> None:
    assert moments(text) == [moment]


@pytest.mark.parametrize("text, found", [
    ("昨天转的，今天下午3点还没到", ["2026-11-11", "2026-11-12 15:00"]),
    ("3pm yesterday and 5pm today", ["2026-11-11 15:00", "2026-11-12 17:00"]), ("昨天。3点又扣了", ["2026-11-11"]),
    ("上周三点的外卖", ["2026-11-04"]), ("昨天有一点慢", ["2026-11-11"]), ("昨天提了两点建议", ["2026-11-11"]),
    ("昨天送了100点积分", ["2026-11-11"]), ("昨天花了三点五元", ["2026-11-11"]),
    ("yesterday at 25:99", ["2026-11-11"]), ("yesterday at 20 yuan each", ["2026-11-11"]), ("11月3号和11月5号", ["2026-11-03", "2026-11-05"]),
])
def test_an_hour_belongs_to_the_day_it_stands_by(text: str, found: List[str]) -> None:
    assert moments(text) == found


@pytest.mark.parametrize("text", [
    "", "2月31号", "二月三十号", "2026年2月30日", "31/2", "2026-13-01", "0月0号", "13月1号", "11月", "上个月", "3号", "march", "monday",
    "下午三点", "99999天前", "几天前", "几十天前", "2.5",
    "11月20元手续费", "十一月三百块", "三月五次", "in june 20 yuan was taken", "in june 5,000 was taken", "i may 5 times", "the 2 may be wrong",
    "24/7 support", "7/24小时客服", "50/50", "一周三次", "三个星期一直没到",
    "每周三", "以前天天都能用", "今日头条", "T2026110312345678", "订单20261103", "192.168.1.1", "5001", "3.5万", "1e12", "NaN",
])
def test_what_names_no_day_is_left_out(text: str) -> None:
    assert moments(text) == []


def test_before_two_in_the_night_last_night_at_two_is_the_night_before() -> None:
    assert moments("昨晚2点", NOW.replace(hour=1)) == ["2026-11-11 02:00"]


def test_a_moment_is_told_in_the_time_zone_of_now() -> None:
    assert find_moments("昨天下午三点", NOW)[0].at.isoformat() == "2026-11-11T15:00:00+08:00"


def test_the_place_of_a_moment_holds_its_hour_and_no_blank() -> None:
    text = "İ 是 昨天下午 三点 扣的"
    moment = find_moments(text, NOW)[0]
    assert text[moment.start:moment.end] == "昨天下午 三点"


DAYS = st.dates(date(2001, 1, 1), date(2026, 12, 31))
WITH_YEAR = [
    "{:%Y-%m-%d}", "{:%Y/%m/%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}年{0.month}月{0.day}号", "{:%b} {0.day}, {0.year}",
    "{:%B} {0.day} {0.year}", "{0.day} {0:%b} {0.year}",
]
WITHOUT_YEAR = ["{0.month}月{0.day}号", "{0.month}月{0.day}日", "{0.month}/{0.day}", "{0:%b} {0.day}", "{0.day} {0:%B}"]


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(WITH_YEAR), st.times())
def test_a_full_date_reads_back_as_itself_with_or_without_its_hour(day: date, form: str, clock: time) -> None:
    written = form.replace("{:", "{0:").format(day)
    assert moments(f"我在 {written} 转的") == [day.isoformat()]
    assert moments(f"{written} {clock:%H:%M}") == [f"{day.isoformat()} {clock:%H:%M}"]


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(WITHOUT_YEAR), st.dates(date(2008, 3, 1), date(2040, 1, 1)))
def test_a_day_without_a_year_is_the_latest_one_and_never_after_today(day: date, form: str, today: date) -> None:
    now = datetime.combine(today, time(9), ZONE)
    [found] = find_moments(form.format(day), now)
    assert (found.at.month, found.at.day) in {(day.month, day.day), (day.day, day.month)}
    assert found.at.date() <= today
    assert today - found.at.date() < timedelta(days=366 if (day.month, day.day) != (2, 29) else 4 * 366)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(["{}天前", "{} 天之前", "{} days ago"]))
def test_days_ago_are_counted_back_from_today(count: int, form: str) -> None:
    assert moments(form.format(count)) == [(NOW.date() - timedelta(days=count)).isoformat()]


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), st.sampled_from(["周", "上周", "星期", "上个礼拜"]), st.sampled_from("一二三四五六日末"))
def test_a_weekday_is_never_after_today(now: datetime, week: str, day: str) -> None:
    assert all(m.at.date() <= now.date() for m in find_moments(week + day, now.replace(tzinfo=ZONE)))


PIECES = [
    "昨天", "前", "天", "月", "号", "日", "年", "点", "半", "上", "周", "三", "十", "一", "百", "万", "下午", "晚上", "昨晚", "1",
    "31", "2026", "99", "9999", "/", "-", ".", ":", " ", "at", "pm", "nov", "may", "3rd", "ago", "days", "last", "monday",
    "half an hour", "two", "个", "小时", "分钟", "刻", "İ", "٣", "１", "😀", "\n", "。",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)),
       st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)))
def test_any_text_is_read_at_any_time_and_every_moment_is_a_true_slice_of_it(text: str, now: datetime) -> None:
    found = find_moments(text, now.replace(tzinfo=ZONE))
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
