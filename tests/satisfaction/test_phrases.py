"""A rating that is typed: only where a message says nothing else."""
import pytest

from bot.satisfaction.phrases import stars_in


@pytest.mark.parametrize("words, stars", [
    ("5", 5), ("4", 4), (" 3 ", 3), ("2。", 2), ("1", 1), ("5分", 5), ("4 分", 4), ("五星", 5), ("四颗星", 4), ("三分", 3), ("两分", 2), ("一星", 1), ("五", 5),
    ("给5分", 5), ("我给4分吧", 4), ("打3分", 3), ("五星好评", 5), ("评5星", 5), ("5/5", 5), ("4 stars", 4), ("five stars", 5), ("I give 3 stars", 3),
    ("i'd give it a 4", 4), ("3 out of 5", 3), ("rating: 5", 5), ("two", 2), ("⭐⭐⭐⭐", 4), ("★★★★★", 5), ("非常满意", 5), ("很满意", 5), ("很满意！", 5), ("满分", 5),
    ("特别好", 5), ("满意", 4), ("比较满意", 4), ("挺好的", 4), ("一般", 3), ("一般般", 3), ("还行吧", 3), ("不满意", 2), ("不太满意", 2), ("不好", 2), ("非常不满意", 1), ("很不满意", 1),
    ("一点都不满意", 1), ("太差了", 1), ("差评", 1), ("Very satisfied", 5), ("excellent!", 5), ("satisfied", 4), ("good", 4), ("so-so", 3), ("Not satisfied", 2), ("unhappy", 2),
    ("very dissatisfied", 1), ("not at all satisfied", 1), ("terrible", 1), ("5 · 非常满意".split(" · ")[1], 5),
])
def test_a_bare_rating_is_read(words: str, stars: int):
    assert stars_in(words) == stars


@pytest.mark.parametrize("words", [
    "", "0", "6", "10", "45", "5000", "4个红包没到账", "5月3日", "第5个", "不", "好的", "好", "ok", "okay", "嗯", "谢谢", "转人工", "4块钱", "5元", "扣了5分钱", "3天了", "五天没到账",
    "满意度调查在哪", "你们满意吗", "不满意怎么投诉", "一般多久到账", "不好意思", "good morning", "bad idea to charge me", "how good are you", "five days", "⭐⭐⭐⭐⭐⭐", "3.5", "4-5", "1 2",
    "差评怎么删", "great, and where is my refund",
])
def test_nothing_else_is_taken_for_a_rating(words: str):
    assert stars_in(words) is None
