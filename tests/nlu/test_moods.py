"""What a message tells beside its intent: how much of it is heard, and how often it is only imagined."""
from pathlib import Path
from typing import Dict, List, Tuple, Type

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bench import signals
from bench.lines import read_tsv
from bot.conversations.mood import ANGRY, Mood
from bot.language import Language, detect
from bot.nlu import moods
from bot.nlu.classifier import SupportIntentClassifier
from bot.nlu.linear import LinearModel
from bot.nlu.moods import MoodReader
from bot.nlu.normaliser import Normaliser, normal
from bot.nlu.sources import FollowsSources
from tests.nlu.served import served

# By writers who saw the definitions alone; never learned from.
CALM = {"greet", "goodbye", "thanks", "affirm", "capabilities", "change_password", "enable_2fa", "fees_and_limits", "transaction_status", "wallet_vs_bank"}
FLOORS = {Mood.DISSATISFIED: 0.8, Mood.URGENT: 0.9, Mood.ABUSIVE: 0.85}
UNSEEN = list(moods.read(Path(__file__).parent / "blind.signals.tsv"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LinearModel:
    """The moods' model out of the archive that serves."""
    return served("MoodReader", tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def heard(model: LinearModel) -> Dict[Language, signals.Heard]:
    found = [(line, moods.told(model, line[0])) for line in UNSEEN]
    return {language: [each for each in found if detect(each[0][0], Language.ZH) is language] for language in Language}


@pytest.mark.parametrize("language", Language)
def test_most_is_heard_and_little_is_imagined(heard: Dict[Language, signals.Heard], language: Language):
    for mood, floor in FLOORS.items():
        assert signals.recall(heard[language], mood) >= floor, mood
    assert signals.imagined(heard[language]) <= 0.25  # all of these lines name a feeling, a thief or a hurry


LINES: List[Tuple[str, str]] = [tuple(line.split("\t")) for line in (Path(__file__).parent / "signals.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("chinese", [True, False])
@pytest.mark.parametrize("mood", Mood)
def test_most_is_heard_and_one_in_twenty_at_most_is_imagined(model: LinearModel, mood: Mood, chinese: bool):
    lines = [(text, kind) for text, kind in LINES if text.isascii() != chinese]
    heard, neutral = [text for text, kind in lines if kind == mood.value], [text for text, kind in lines if not kind]
    assert len(heard) >= 12 and len(neutral) >= 30
    assert sum(mood.value in moods.told(model, normal(text)) for text in heard) >= 0.85 * len(heard)
    assert sum(mood.value in moods.told(model, normal(text)) for text in neutral) <= 0.05 * len(neutral)


@pytest.mark.parametrize("text", [
    "你们这群骗子", "什么破软件", "还我钱", "凭什么扣我的钱", "太过分了", "垃圾客服", "滚", "去死吧", "SB客服", "你们这帮sb", "tmd又失败了", "nmd", "傻逼",
    "气死我了", "钱呢！！！", "you crooks", "this is BULLSHIT", "useless app", "wtf", "I'm furious", "you people stole my money", "where is it!!!",
    "ripped off again", "what the fuck", "fucking thieves", "absolutely ridiculous",
])
def test_blame_and_curses_are_heard(model: LinearModel, text: str):
    assert ANGRY.intersection(moods.told(model, normal(text)))


@pytest.mark.parametrize("text", [
    "付款失败了", "你好", "怎么退款？", "谢谢！", "太好了！！", "my payment failed", "please help", "My husband sent me money", "USB 支付盾用不了", "Lisbon",
    "页面滚动不了", "滚动条", "I was robbed of sleep", "the cheapest plan", "a trashy novel", "it's classy", "I live in Scunthorpe", "",
])
def test_ordinary_words_are_not_taken_for_anger(model: LinearModel, text: str):
    assert not ANGRY.intersection(moods.told(model, normal(text)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_is_told_nothing_is_imagined(model: LinearModel, language: str):
    lines = [line for line in read_tsv(Path(__file__).parent / f"dev.{language}.tsv") if line.intent.partition("/")[0] in CALM]
    assert len(lines) > 80
    assert sum(bool(moods.told(model, normal(line.text))) for line in lines) <= 0.05 * len(lines)


@pytest.mark.parametrize(("text", "found"), [
    ("快冻结 有人正在刷我的钱", ["urgent"]), ("等了一个月了，垃圾平台", ["dissatisfied", "abusive"]), ("怎么修改密码", []), ("怎么防止刚出的骗局", []), ("", []),
    ("how do I change my password", []), ("what are your fees", []), ("付款失败了", []), ("退款一般几天到", [])])
def test_a_message_may_tell_several_things_or_nothing(model: LinearModel, text: str, found: List[str]):
    message = MoodReader(None, Resource("moods"), model).process(Normaliser().process([Message.build(text=text)]))[0]  # type: ignore[arg-type]
    assert message.get("moods") == found


@pytest.mark.parametrize(("changed", "component"), [("data/moods/night.tsv", MoodReader), ("bot/nlu/linear.py", MoodReader), ("bot/nlu/linear.py", SupportIntentClassifier)])
def test_new_lines_and_new_code_are_a_reason_to_train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, component: Type[FollowsSources]):
    monkeypatch.chdir(tmp_path)
    before = component.fingerprint_addon({})
    (tmp_path / changed).parent.mkdir(parents=True)
    (tmp_path / changed).write_text("凭什么\tdissatisfied\n", "utf-8")
    assert component.fingerprint_addon({}) != before


def test_a_mood_that_does_not_exist_is_refused(tmp_path: Path):
    (tmp_path / "wrong.tsv").write_text("凭什么\tcross\n", "utf-8")
    with pytest.raises(ValueError, match="cross"):
        list(moods.read(tmp_path / "wrong.tsv"))
