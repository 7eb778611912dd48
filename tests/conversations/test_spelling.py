"""Digits in words and names in pieces are read like any others."""
import re

import pytest

from bot.conversations.spelling import digits_of, in_pieces, in_words


@pytest.mark.parametrize("spelled, digits", [
    ("四八二九一三", "482913"), ("幺洞拐两勾", "10729"), ("壹贰叁", "123"), ("nine oh four", "904"), ("Five, ONE, six", "516"), ("一一零一零一x", "110101X")])
def test_digits_are_read_from_words(spelled: str, digits: str):
    assert digits_of(spelled) == digits


@pytest.mark.parametrize("text, found", [
    ("one two three", True), ("one-two-three", True), ("one two", False), ("someone two three", False), ("one two threefold", False), ("one two three four five", False)])
def test_words_count_as_digits_only_in_the_wanted_number_and_whole(text: str, found: bool):
    assert bool(re.fullmatch(in_words(3, 4), text)) is found


@pytest.mark.parametrize("text, found", [("密码", True), ("密 码", True), ("密*碼", True), ("密  码", False), ("密钥码", False)])
def test_a_name_is_known_in_pieces(text: str, found: bool):
    assert bool(re.fullmatch(in_pieces("密", "码碼"), text)) is found
