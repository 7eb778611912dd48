"""What a message tells beside its intent: how much of it is heard, and how often it is only imagined."""
from pathlib import Path
from typing import List, Tuple

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.conversations.mood import Mood, moods
from bot.nlu.moods import MoodReader
from bot.nlu.normaliser import Normaliser, normal

LINES: List[Tuple[str, str]] = [tuple(line.split("\t")) for line in (Path(__file__).parent / "signals.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("chinese", [True, False])
@pytest.mark.parametrize("mood", Mood)
def test_most_is_heard_and_one_in_twenty_at_most_is_imagined(mood: Mood, chinese: bool):
    lines = [(text, kind) for text, kind in LINES if text.isascii() != chinese]
    told, neutral = [text for text, kind in lines if kind == mood.value], [text for text, kind in lines if not kind]
    assert len(told) >= 12 and len(neutral) >= 30
    assert sum(mood in moods(normal(text)) for text in told) >= 0.85 * len(told)
    assert sum(mood in moods(normal(text)) for text in neutral) <= 0.05 * len(neutral)


@pytest.mark.parametrize(("text", "found"), [
    ("快冻结 有人正在刷我的钱", ["urgent"]), ("等了一个月了，垃圾平台", ["dissatisfied", "abusive"]), ("怎么修改密码", []), ("怎么防止刚出的骗局", []), ("", [])])
def test_a_message_may_tell_several_things(text: str, found: List[str]):
    message = MoodReader().process(Normaliser().process([Message.build(text=text)]))[0]
    assert message.get("moods") == found
