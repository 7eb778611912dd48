"""Short messages that ask back, by a writer who saw the definitions alone: how many are heard, and how often one is imagined."""
from pathlib import Path

import pytest

from bot.nlu import follow_ups
from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import normal
from tests.nlu.served import served


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LinearModel:
    """The model out of the archive that serves."""
    return served("FollowUpReader", tmp_path_factory.mktemp("model"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_most_are_heard_and_few_imagined(model: LinearModel, language: str):
    read = [(kind, follow_ups.heard(model, text) or follow_ups.NONE) for text, kind in follow_ups.read(Path(__file__).parent / f"follow_ups.{language}.tsv")]
    asked, complete = [pair for pair in read if pair[0] != follow_ups.NONE], [pair for pair in read if pair[0] == follow_ups.NONE]
    assert len(asked) >= 50 and len(complete) >= 30
    assert sum(kind == found for kind, found in asked) >= 0.8 * len(asked)  # 0.9 and 0.87 were measured
    assert sum(found != follow_ups.NONE for _, found in complete) <= 0.1 * len(complete)


def test_no_line_of_the_measure_was_learned():
    learned = {text for path in follow_ups.FOLDER.glob("*.tsv") for text, _ in follow_ups.read(path)}
    measured = {text for path in Path(__file__).parent.glob("follow_ups.*.tsv") for text, kind in follow_ups.read(path) if kind != follow_ups.NONE}
    assert len(learned & measured) <= 0.1 * len(measured)  # some are too short to be said in two ways


@pytest.mark.parametrize("text", ["", "。", "我昨天在网上买了一双鞋付了三百块钱到现在都没有发货还能不能要回来"])
def test_nothing_and_what_tells_its_own_trouble_asks_nothing_back(model: LinearModel, text: str):
    assert follow_ups.heard(model, normal(text)) is None
