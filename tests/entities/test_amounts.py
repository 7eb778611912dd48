"""Sums of money, the way customers write them."""
from decimal import Decimal
from typing import List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.amounts import find_amounts, find_bare_numbers

FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
PIECES = [
    "元", "块", "毛", "万", "千", "百", "十", "亿", "两", "三", "半", "零", "多", "来", "几", "点", "1", "25", "007", ".", ",", "-",
    "¥", "$", "k", "w", " ", "yuan", "two", "hundred", "and", "rmb", "bucks", "1e9", "年", "个", "号", "分", "角", "负", "％", "😀",
    "\u200b", "٣", "½", "①", "İ", "ſ", "㎏",
]


def sums(text: str) -> List[Tuple[str, Decimal, str]]:
    return [(text[a.start:a.end], a.value, a.currency) for a in find_amounts(text)]


def yuan(text: str) -> List[Decimal]:
    assert all(a.currency == "CNY" for a in find_amounts(text))
    return [a.value for a in find_amounts(text)]


@pytest.mark.parametrize("text, value", [
    ("扣了100元", "100"), ("12.50元", "12.50"), ("0.01元", "0.01"), ("¥12.50", "12.50"), ("￥12", "12"), ("12￥", "12"),
    ("1,200.50元", "1200.50"), ("¥1,234,567", "1234567"),
    ("RMB 300", "300"), ("300RMB", "300"), ("cny20", "20"), ("人民币500", "500"), ("100块钱", "100"), ("50块大洋不见了", "50"),
    ("100 元", "100"), ("100　元", "100"),
    ("一百二十块", "120"), ("十块", "10"), ("两千三", "2300"), ("三百五十六块七", "356.7"), ("一万二千三百四十五元", "12345"),
    ("一亿两千万元", "120000000"),
    ("扣了我两百", "200"), ("二百五", "250"), ("壹佰元整", "100"), ("三点五万", "35000"), ("花了三点五元", "3.5"),
    ("3千", "3000"), ("1.2万", "12000"), ("1万2", "12000"), ("1万2000元", "12000"), ("2万3千元", "23000"), ("1千5百", "1500"), ("6千6", "6600"),
    ("1亿", "100000000"),
    ("2k", "2000"), ("2w5", "25000"), ("3W块", "30000"), ("12块5", "12.5"), ("12块5毛", "12.5"), ("三块半", "3.5"), ("一块五", "1.5"),
    ("两块三毛", "2.3"), ("2块3毛5", "2.35"),
    ("3元2角5分", "3.25"), ("3元5分", "3.05"), ("一百块零五毛", "100.5"), ("三毛", "0.3"), ("5毛钱", "0.5"),
    ("五百来块", "500"), ("500多块", "500"), ("百来块钱", "100"), ("三十多万", "300000"), ("十几万", "100000"), ("一千多", "1000"), ("七八百", "800"),
    ("兩千塊", "2000"), ("１２元", "12"), ("¥１２．５０", "12.50"), ("２千５", "2500"),
    ("two hundred yuan", "200"), ("two hundred and fifty yuan", "250"), ("a thousand yuan", "1000"), ("1 yuan", "1"), ("5 kuai", "5"),
    ("5 THOUSAND yuan", "5000"),
    ("-5元", "-5"), ("¥-5", "-5"), ("-¥5", "-5"), ("余额-20元", "-20"), ("－５元", "-5"), ("负二十元", "-20"), ("minus 20 yuan", "-20"),
])
def test_reads_a_sum_in_yuan(text: str, value: str) -> None:
    assert yuan(text) == [Decimal(value)]


@pytest.mark.parametrize("text, value, currency", [
    ("$20", "20", "USD"), ("$1.5k", "1500", "USD"), ("20$ 3 times", "20", "USD"), ("twenty bucks", "20", "USD"), ("a buck", "1", "USD"),
    ("a hundred bucks", "100", "USD"),
    ("fifty-five dollars", "55", "USD"), ("2 million dollars", "2000000", "USD"), ("10 usd", "10", "USD"), ("100美元", "100", "USD"),
    ("五刀", "5", "USD"),
    ("HK$50", "50", "HKD"), ("50港币", "50", "HKD"), ("20€", "20", "EUR"), ("20 € fee", "20", "EUR"), ("£5", "5", "GBP"),
    ("ten quid", "10", "GBP"), ("NT$300", "300", "TWD"),
])
def test_reads_a_sum_in_its_own_currency(text: str, value: str, currency: str) -> None:
    assert [(a.value, a.currency) for a in find_amounts(text)] == [(Decimal(value), currency)]


@pytest.mark.parametrize("text, found", [
    ("50元3次", ["50元"]), ("50元一直没退", ["50元"]), ("100元1月3号", ["100元"]), ("12块5个人分", ["12块"]), ("5元5点扣的", ["5元"]),
    ("300 rmb 3 times", ["300 rmb"]),
    ("100元-200元", ["100元", "200元"]), ("50 yuan - 60 yuan", ["50 yuan", "60 yuan"]), ("先扣12块5，又扣三块半", ["12块5", "三块半"]),
    ("转了1万2，手续费5毛", ["1万2", "5毛"]),
    ("paid $5 then ¥6", ["$5", "¥6"]), ("昨天下午三点五百块没了", ["五百块"]), ("下午三点五万块没了", ["五万块"]), ("100块去哪了", ["100块"]),
])
def test_a_sum_ends_where_it_ends(text: str, found: List[str]) -> None:
    assert [part for part, _, _ in sums(text)] == found


@pytest.mark.parametrize("text", [
    "", "元", "块", "NaN", "NaN元", "Infinity", "1e12", "万一", "万一出错", "千万别", "百度", "三千年", "一个人", "一千个人", "一万多人",
    "百分之五十", "5%", "2026年", "错误码 5001",
    "error 404", "E1002", "订单号 20261103", "T2026110312345678", "13800138000", "2026-11-03", "11/3", "11月3号", "昨天下午三点", "3 days ago",
    "两次", "一遍", "5kg", "v3.2.1",
    "几百块", "好几千块", "几十块", "数百元", "a few hundred yuan", "several hundred yuan", "三角形", "五角星", "有1个毛病", "2026元旦",
    "我们一块去吃饭", "一块儿", "3圆通快递",
    "chauffeur 5", "一直", "十分满意", "一点都不快", "三人", "two of them", "hundred", "5.5.5元", "一百分", "八千米", "一千零一夜", "1e999999元",
])
def test_what_only_looks_like_a_sum_is_none(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize("text, value", [
    ("500", "500"), ("大概500吧", "500"), ("1,200.50", "1200.50"), ("-5", "-5"), ("１２．５", "12.5"), ("五十", "50"), ("两千三", "2300"),
    ("应该是三百五吧", "350"), ("1e3", "1000"), ("it was 35", "35"),
])
def test_a_bare_number_answers_the_question_how_much(text: str, value: str) -> None:
    assert [a.value for a in find_bare_numbers(text)] == [Decimal(value)]


@pytest.mark.parametrize("text", [
    "", "NaN", "万一", "星期一", "第一", "唯一", "百分之五十", "5%", "2026年", "11月3号", "3天", "3次", "3 times", "E1002", "5.5.5", "12:30",
    "11/3", "v3", "2026-11-03", "T2026110312345678", "1e999999999",
])
def test_a_number_that_counts_something_else_is_no_answer(text: str) -> None:
    assert find_bare_numbers(text) == []


MONEY = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
FRAMES = st.sampled_from(["{}", "我被扣了{}没到账", "昨天 {}，怎么回事", "i was charged {} twice", "（{}）", "😀{}😀"])
FORMATS = ["{}元", "{}块", "{} yuan", "¥{}", "￥ {}", "RMB {}", "{}rmb", "{} CNY", "人民币{}元"]


@settings(max_examples=200, deadline=None)
@given(MONEY, st.sampled_from(FORMATS), FRAMES, st.booleans(), st.booleans())
def test_any_sum_reads_back_as_itself_however_it_is_written(value: Decimal, form: str, frame: str, grouped: bool, wide: bool) -> None:
    written = form.format(f"{value:,}" if grouped else str(value))
    text = frame.format(written.translate(FULL_WIDTH) if wide else written)
    assert [(a.value, a.currency) for a in find_amounts(text)] == [(value, "CNY")]


@settings(max_examples=100, deadline=None)
@given(MONEY, FRAMES)
def test_a_sum_below_zero_keeps_its_sign(value: Decimal, frame: str) -> None:
    assert [a.value for a in find_amounts(frame.format(f" -{value}元"))] == [-value]


ANY_TEXT = st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_read_and_every_sum_is_a_true_slice_of_it(text: str) -> None:
    for find in (find_amounts, find_bare_numbers):
        found = find(text)
        assert all(0 <= a.start < a.end <= len(text) and a.value.is_finite() for a in found)
        assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))
