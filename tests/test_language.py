"""The two languages: which one a message is in, and which one a tag asks for."""
from typing import Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import Language, detect, from_tag


@pytest.mark.parametrize("tag, language", [
    ("zh", "zh"), ("zh-CN", "zh"), ("ZH-hans", "zh"), ("zh-TW", "zh"), ("zh_CN", "zh"), ("", "zh"), (None, "zh"), ("en", "en"), ("en-GB", "en"),
    ("EN_us", "en"), ("fr", "en"), ("de-CH", "en"),
])
def test_a_tag_asks_for_the_nearest_language_and_no_tag_for_chinese(tag: Optional[str], language: str) -> None:
    assert from_tag(tag) is Language(language)


@pytest.mark.parametrize("language", list(Language))
def test_a_language_is_found_again_by_its_own_tag(language: Language) -> None:
    assert from_tag(language.tag) is language


@pytest.mark.parametrize("text", [
    "你好", "我的app login不了", "冻结", "OK的", "please 快点", "T2026110312345678 没到账", "錢", "𠮷", "error 404 怎么办", "两",
    "hi，在吗",
])
@pytest.mark.parametrize("current", list(Language))
def test_a_single_chinese_character_makes_a_message_chinese(text: str, current: Language) -> None:
    assert detect(text, current) is Language.ZH


@pytest.mark.parametrize("text", [
    "hello", "my app is down", "OK thanks", "it's me", "HELP!!!", "where is T2026110312345678", "mail zhang@example.com now",
    "refund 20 usd please", "2 days", "café closed",
])
@pytest.mark.parametrize("current", list(Language))
def test_english_words_make_a_message_english(text: str, current: Language) -> None:
    assert detect(text, current) is Language.EN


@pytest.mark.parametrize("text", [
    "", " ", "123", "ok", "OK", "okay!", "app", "VIP", "T2026110312345678", "C20261103K7QX2M", "zhang@example.com", "https://example.com/help",
    "www.example.com", "😀", "?", "500 rmb", "12.5", "E1002", "x", "2k", "wifi id",
])
@pytest.mark.parametrize("current", list(Language))
def test_what_shows_no_language_keeps_the_current_one(text: str, current: Language) -> None:
    assert detect(text, current) is current


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(Language))
def test_any_text_has_a_language(text: str, current: Language) -> None:
    assert detect(text, current) in Language
    assert detect(text + "钱", current) is Language.ZH


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_any_tag_has_a_language(tag: str) -> None:
    assert from_tag(tag) in Language
