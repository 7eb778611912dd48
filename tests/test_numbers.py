"""Complaint numbers can be read aloud, found again in a sentence, and not guessed."""
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.entities.identifiers import find_complaints
from bot.numbers import ALPHABET, new_number

DAYS = st.dates(date(2020, 1, 1), date(9999, 12, 31))


@given(DAYS)
def test_a_number_names_its_day_and_six_clear_characters(day: date):
    assert re.fullmatch(rf"C{day:%Y%m%d}[{ALPHABET}]{{6}}", new_number(day))


@given(DAYS, st.sampled_from(["{}", "my complaint {} please", "投诉{}怎么样了", "编号：{}。", "({})"]))
def test_a_number_is_found_again_in_a_sentence(day: date, sentence: str):
    number = new_number(day)
    for written in (number, number.lower()):
        assert [found.value for found in find_complaints(sentence.format(written))] == [number]


def test_no_character_is_mistaken_for_another_over_the_telephone():
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_numbers_of_one_day_differ():
    numbers = {new_number(date(2026, 11, 3)) for _ in range(300)}
    assert len(numbers) == 300


def test_every_character_of_the_alphabet_is_in_use():
    assert set("".join(new_number(date(2026, 11, 3))[9:] for _ in range(300))) == set(ALPHABET)
