"""How Chinese sounds, read out of characters and of pinyin."""
from bot.nlu.sounds import syllables


def test_a_word_without_an_end_is_no_pinyin_and_no_error():
    assert syllables("a" * 5000) == [] and syllables("wo" * 60)
