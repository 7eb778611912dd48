"""Approved lines become training lines, once, and nothing else does."""
from pathlib import Path

import pytest
import yaml

from bot.conversations.review import Doubt
from bot.errors import SettingError
from bot.evaluation.learning import add, approved, compared, sheet

INTENTS = {"greet", "fraud"}


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_sheet_read_back_unmarked_approves_nothing(tmp_path: Path):
    lines = sheet([Doubt("a\tb\n[c](d)", "greet", 0.3, None)])
    assert approved(written(tmp_path / "x", lines), INTENTS) == []
    assert approved(written(tmp_path / "x", lines.replace("\ta b", "x\ta b")), INTENTS) == [("a b (c)(d)", "greet")]


def test_a_correction_is_what_the_sheet_suggests():
    assert sheet([Doubt("hi", "nlu_fallback", 0.3, "greet")]).splitlines()[1] == "\thi\tgreet"


@pytest.mark.parametrize("line", ["x\thi", "x\thi\tno_such", "x\t\tgreet", "x\thi\tnlu_fallback"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str):
    with pytest.raises(SettingError) as error:
        approved(written(tmp_path / "x", "# heading", line), INTENTS)
    assert "line 2" in error.value.values["reason"]


def test_a_line_is_added_once_whatever_its_case_and_punctuation(tmp_path: Path):
    written(tmp_path / "old.yml", 'version: "3.1"', "nlu:", "- intent: greet", "  examples: |", "    - Hello there")
    assert add([("hello, there!", "greet"), ("您好: 在吗", "greet"), ("您好在吗", "greet"), ("他骗了我 #1", "fraud/victim")], tmp_path) == 2
    assert add([("再来一句", "greet")], tmp_path) == 1
    found = {block["intent"]: block["examples"] for path in (tmp_path / "learned").glob("*.yml") for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]}
    assert found == {"greet": "- 您好: 在吗\n- 再来一句\n", "fraud/victim": "- 他骗了我 #1\n"}


def test_a_line_never_becomes_a_command_or_a_list_mark(tmp_path: Path):
    assert approved(written(tmp_path / "x", "x\t/restart\tgreet", "x\t- hi\tgreet"), INTENTS) == [("restart", "greet"), ("hi", "greet")]


def test_before_and_after_are_told_file_by_file():
    figures = {"accuracy": 0.9, "macro_f1": 0.9, "answered": 0.9, "accuracy_answered": 0.9}
    assert compared({"dev": figures}, {"dev": {**figures, "accuracy": 0.95}}).startswith("dev: accuracy 90.0% -> 95.0%")
