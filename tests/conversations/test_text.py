"""What a customer typed, made safe and uniform."""
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.text import clean, has_words, simplify
from tests.brief import examples


@pytest.mark.parametrize("typed, stored", [
    ("你好", "你好"), ("  hello   there  ", "hello there"), ("１２３４５", "12345"), ("Ｔ２０２６", "T2026"),
    ("扣了１２．５０元", "扣了12.50元"), ("㎏", "kg"), ("ﾃｽﾄ", "テスト"),
    ("为什么？！（急）", "为什么？！（急）"), ("好的，谢谢；", "好的，谢谢；"), ("稍等～", "稍等～"), ("what?!", "what?!"), ("a\tb", "a b"),
    ("a\u3000b", "a b"), ("a\u00a0b", "a b"),
    ("one\ntwo", "one\ntwo"), ("one\r\ntwo", "one\ntwo"), ("one\n\n\n\n\ntwo", "one\n\ntwo"), (" one \n two ", "one\ntwo"), ("a\x00b", "a b"),
    ("a\x1bb", "a b"), ("a\u0085b", "a b"),
    ("pass\u200bword", "password"), ("密\u2060码", "密码"), ("\u202egnp.exe", "gnp.exe"), ("\ufeffhi", "hi"),
    ("soft\u00adhyphen", "softhyphen"), ("a\u2800b", "ab"), ("\u3164", ""),
    ("❤\ufe0f", "❤\ufe0f"), ("😀", "😀"), ("\ud800x", "x"), ("\ue000", ""), ("", ""), (" \n\t ", ""), ("塊錢", "塊錢"),
])
def test_visible_characters_stay_and_all_others_go(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize("typed", [
    "/restart", "//restart", " /restart", "\n/restart", "／restart", "／／restart", "/ / /restart", "\u200b/restart", "/\u200b/restart",
    "\u200b／\ufeff/restart", "\u2060 \u200e/restart", "\x00/restart",
    "\ufe0f/restart", "\u0301/restart", "\u2800/restart", "\u3164/restart", "\u3000/restart", "\U000e0100/restart", "\u180f/restart",
    "\n\n\n/\n/restart", "\ufff9/restart", "/\n\nrestart",
])
def test_no_message_is_an_order_to_the_dialogue_engine(typed: str) -> None:
    assert clean(typed) == "restart"


@pytest.mark.parametrize("typed, stored", [
    ("11/3", "11/3"), ("and/or", "and/or"), ("去 /restart", "去 /restart"), ("https://a.cn/b", "https://a.cn/b"),
    ("好\n/restart", "好\n/restart"), ("/", ""), ("／", ""),
])
def test_a_slash_within_a_message_stays(typed: str, stored: str) -> None:
    assert clean(typed) == stored


SLASHED = st.lists(st.sampled_from([
    "/", "／", "\u200b", "\ufe0f", "\u0301", "\u2800", " ", "\u3000", "\n", "\r", "\x00", "\u202e", "\u20dd", "\U000e0101", "intent", "你", "¨", "ﷺ", "½",
]), max_size=12).map("".join)
ANY_TEXT = st.one_of(st.text(st.characters(), max_size=80), SLASHED, st.tuples(SLASHED, st.text(max_size=20)).map("".join))


@settings(max_examples=examples(500), deadline=None)
@given(ANY_TEXT)
def test_a_cleaned_message_is_never_an_order_and_holds_no_control_character(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == cleaned.strip()
    assert not cleaned.startswith(("/", "／"))
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co"} for c in cleaned.replace("\n", ""))
    visible = "".join(c for c in cleaned if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    assert not unicodedata.normalize("NFKC", visible).lstrip().startswith("/")


@pytest.mark.parametrize("text, simple", [
    ("我的錢包登錄不了", "我的钱包登录不了"), ("驗證碼", "验证码"), ("HELLO", "hello"), ("Ｕ钱包", "u钱包"), ("凍結帳戶", "冻结帐户"), ("", ""),
    ("已经是简体", "已经是简体"),
])
def test_the_model_reads_one_script_and_one_case(text: str, simple: str) -> None:
    assert simplify(text) == simple


@pytest.mark.parametrize("text, words", [
    ("你好", True), ("ok", True), ("5", True), ("😀 a", True), ("", False), ("😀", False), ("？？！", False), ("... --- ...", False),
    ("❤\ufe0f👍🏻", False), ("\n ", False),
])
def test_emoji_and_punctuation_alone_hold_no_words(text: str, words: bool) -> None:
    assert has_words(text) is words


@pytest.mark.parametrize("typed", ["٤٨٢٩١٣", "۴۸۲۹۱۳", "४८२९१३", "４８２９１３", "④⑧②⑨①③", "❹❽❷❾❶❸", "𝟒𝟖𝟐𝟗𝟏𝟑", "4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣", "4̶8̶2̶9̶1̶3̶", "4\u200b8\u200b2\u200b9\u200b1\u200b3"])
def test_digits_of_every_script_and_dress_are_the_same_digits(typed: str):
    assert clean(typed) == "482913"


def test_chinese_numerals_stay_as_they_were_typed():
    assert clean("一百二十块，第㈠笔") == "一百二十块，第(一)笔"
