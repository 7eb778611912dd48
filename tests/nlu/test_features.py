"""The views of a text: what stays the same however it is written."""
import random

import pytest

from bot.nlu.features import Features, meanings, sounds
from bot.nlu.noise import NOISES
from bot.nlu.normaliser import normal
from bot.nlu.senses import senses, stem
from bot.nlu.sounds import spelled, syllables

LINES = ["我的账户被冻结了怎么办", "my payment failed twice", "转账一直没到账"]


@pytest.mark.parametrize(("text", "found"), [
    ("我妈的钱转账一直没到账", ["RELATIVE", "CASH", "TRANSFER", "AGAIN", "MISSING"]),
    ("i can't top up with my visa", ["FAIL", "TOPUP", "CARD"]), ("", [])])
def test_words_are_read_by_what_they_mean_in_either_language(text: str, found: list):
    assert senses(text) == found


def test_the_longest_phrase_wins():
    assert senses("信用卡") == ["CARD"] and "FREEZE" not in senses("unfreeze")


@pytest.mark.parametrize("forms", [("topped", "topping"), ("transfers", "transferred", "transferring"), ("charge", "charged", "charging")])
def test_all_forms_of_a_word_have_one_stem(forms: tuple):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("word", "parts"), [("dongjie", ("dong", "jie")), ("zhanghu", ("zhang", "hu")), ("payment", None), ("wo", ("wo",))])
def test_pinyin_falls_into_syllables_and_english_does_not(word: str, parts: tuple):
    assert spelled(word) == parts


def test_pinyin_and_homophones_sound_like_the_right_characters():
    assert sounds("我的账户被冻结了") == sounds("wo de zhanghu bei dongjie le") == sounds("我的帐户被冻洁了")
    assert syllables("my payment failed") == []


def test_one_line_has_the_features_it_has_among_others():
    features, matrix = Features.learn(LINES, rare=1)
    columns, values = features.row(LINES[1])
    assert dict(zip(columns, values, strict=True)) == dict(zip(matrix[1].indices, matrix[1].data, strict=True))


def test_a_rare_term_is_left_out():
    features, _ = Features.learn(["付款失败", "付款超时"], rare=2)
    assert "付 款" in features.terms[0] and "失 败" not in features.terms[0]


def test_meanings_stand_together_whatever_their_order():
    assert set(meanings("转账 没到账")) == set(meanings("没到账 转账"))


def test_the_meanings_of_a_long_text_grow_with_its_length_and_not_with_its_square():
    long, longer = ("".join(chr(0x4E00 + 7 * place) for place in range(length)) for length in (500, 1000))
    assert len(meanings(longer)) - len(meanings(long)) <= 500


@pytest.mark.parametrize("name", ["spaced", "traditional", "full_width", "emoji", "upper", "lower"])
@pytest.mark.parametrize("line", LINES)
def test_what_carries_no_meaning_is_gone_before_the_model_reads(name: str, line: str):
    assert normal(NOISES[name](line, random.Random(3))) == normal(line)


@pytest.mark.parametrize("name", NOISES)
def test_noise_is_the_same_each_time_and_changes_something_somewhere(name: str):
    made = [NOISES[name](line, random.Random(5)) for line in [*LINES, "Pay"]]
    assert made == [NOISES[name](line, random.Random(5)) for line in [*LINES, "Pay"]] and made != [*LINES, "Pay"]


@pytest.mark.parametrize("text", ["👍", "❤️", "???"])
def test_a_message_of_pictures_alone_keeps_them(text: str):
    assert normal(text) == text
