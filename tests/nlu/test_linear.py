"""The linear model: what it learns it keeps on disk, without code in the file."""
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.linear import LinearModel
from bot.nlu.words import split

LINES = ["付款失败了", "付不了款", "支付一直转圈", "付款没成功", "my payment failed", "cannot pay", "pay fail",
         "账户被冻结", "为什么冻结我", "冻结了怎么办", "账号冻住了", "account frozen", "why frozen", "unfreeze it"]
LABELS = ["failed_payment"] * 7 + ["account_freeze"] * 7


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return LinearModel.train(LINES, LABELS)


@pytest.mark.parametrize(("line", "label"), [("付款又失败", "failed_payment"), ("冻结了", "account_freeze"), ("frozen account", "account_freeze")])
def test_new_lines_are_read_by_their_words(model: LinearModel, line: str, label: str):
    assert model.labels[int(model.probabilities([line])[0].argmax())] == label


def test_probabilities_sum_to_one(model: LinearModel):
    assert model.probabilities(LINES).sum(axis=1) == pytest.approx(np.ones(len(LINES)), abs=1e-5)


@pytest.mark.parametrize("line", ["", "😀", "ŧđ"])
def test_a_line_without_a_known_feature_has_no_probable_label(model: LinearModel, line: str):
    assert model.probabilities([line]).max() == 0


def test_a_saved_model_answers_as_before_and_holds_no_pickle(model: LinearModel, tmp_path: Path):
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)
    assert again.labels == model.labels
    assert again.probabilities(LINES) == pytest.approx(model.probabilities(LINES), abs=0.01)
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)


@pytest.mark.parametrize(("text", "tokens"), [
    ("我的app login不了", ["我", "的", "app", "login", "不", "了"]), ("扣了12.50元!", ["扣", "了", "0", "元", "!"]),
    ("don't", ["don't"]), ("", [])])
def test_one_token_for_each_han_character_and_latin_word(text: str, tokens: list):
    assert split(text) == tokens
