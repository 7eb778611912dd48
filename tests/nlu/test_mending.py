"""What a thumb spoiled is mended; what is spelled right stays, in either language."""
import pytest

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
