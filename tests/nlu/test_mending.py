"""What a thumb spoiled is mended; what is spelled right stays, in either language."""
import pytest

from bot.nlu.features import mender_of
from bot.nlu.mending import Mender

COUNTS = {"you": 90.0, "see": 40.0, "open": 30.0, "menu": 9.0, "payment": 80.0, "failed": 60.0, "you see": 3.0,
          "我": 90.0, "的": 90.0, "钱": 60.0, "包": 30.0, "冻": 20.0, "结": 20.0, "我 的": 40.0, "的 钱": 30.0, "钱 包": 30.0, "冻 结": 20.0}


@pytest.fixture(scope="module")
def mender() -> Mender:
    return Mender(COUNTS)


@pytest.mark.parametrize("text", ["see you", "open menu", "2fa", "ai?", "payment failed", "我的钱包", ""])
def test_what_is_spelled_right_stays(mender: Mender, text: str):
    assert mender.mended(text) == text


@pytest.mark.parametrize(("typed", "meant"), [("paymnet fialed", "payment failed"), ("wo de qianbao", "我的钱包"), ("我的前包", "我的钱包"), ("陈结", "冻结")])
def test_what_was_meant_is_read(mender: Mender, typed: str, meant: str):
    assert mender.mended(typed) == meant


def test_a_word_of_three_letters_is_mended_only_beside_one_it_stands_with():
    mender = Mender({"my": 50.0, "top": 20.0, "up": 20.0, "top up": 15.0, "pay": 30.0})
    assert mender.mended("tp up") == "tp up" and mender.mended("tqp up") == "top up" and mender.mended("psy") == "psy"


def test_a_long_misspelled_word_is_not_read_as_pinyin():
    known = Mender({**COUNTS, "chinese": 50.0, "吃": 30.0, "呢": 30.0})
    assert known.mended("chinede") == "chinese"
    assert known.mended("chi ne de") == "吃呢的"


def test_what_fits_its_neighbours_is_likelier_than_what_is_commoner():
    mender = Mender({"last": 40.0, "least": 60.0, "night": 40.0, "last night": 30.0})
    assert mender.mended("lasst night") == "last night"


def test_lines_teach_what_is_known(mender: Mender):
    assert mender_of(["my payment failed"] * 20, rare=2).mended("my paymet failed") == "my payment failed"
    assert mender_of(["my payment failed"], rare=2).mended("my paymet failed") == "my paymet failed"
