"""`python -m bot learn FILE` from end to end, in a small project of its own: lines are added, a model is trained, both figures are shown."""
import shutil
from pathlib import Path
from typing import Dict, List

import pytest
import yaml

from bot.__main__ import main
from bot.evaluation.learning import DEVELOPMENT

KNOWN = {"greet": ["你好", "您好呀", "在吗", "hello", "hi there", "good morning"], "fraud": ["我被骗了", "骗子拿走了钱", "遇到诈骗", "i was scammed", "a swindler", "it is a scam"]}
ASKED = {"greet": ["你好呀", "hello there"], "fraud": ["我上当受骗了", "scammed me"]}


def dump(path: Path, content: Dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"version": "3.1", **content}, allow_unicode=True), "utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy("config.yml", tmp_path)
    dump(tmp_path / "domain.yml", {"intents": list(KNOWN), "actions": ["action_fallback"], "responses": {f"utter_{intent}": [{"text": intent}] for intent in KNOWN}})
    dump(tmp_path / "data/rules.yml", {"rules": [{"rule": intent, "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]} for intent in KNOWN]})
    for intent, lines in KNOWN.items():
        dump(tmp_path / f"data/nlu/{intent}.yml", {"nlu": [{"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}]})
    for name in DEVELOPMENT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("".join(f"{line}\t{intent}\n" for intent, lines in ASKED.items() for line in lines), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def learned(project: Path) -> List[str]:
    return [line.strip() for path in (project / "data/nlu/learned").glob("*.yml") for line in path.read_text("utf-8").splitlines() if "    - " in line]


def test_marked_lines_are_learned_and_before_and_after_are_shown(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "sheet.tsv").write_text("# mark with x\ttext\tintent\nx\t上当了怎么办\tfraud\nx\t我被骗了！\tfraud\n\t没有标记\tgreet\n", "utf-8")
    assert main(["learn", "sheet.tsv"]) == 0
    said = capsys.readouterr().out
    assert "1 new lines of 2 approved" in said and learned(project) == ["- 上当了怎么办"]
    assert all(f"{name}: accuracy " in said for name in DEVELOPMENT) and said.count(" -> ") == 8
    assert (project / "models/support.tar.gz").exists()


def test_a_wrong_sheet_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "sheet.tsv").write_text("x\t上当了怎么办\tno_such_intent\n", "utf-8")
    assert main(["learn", "sheet.tsv"]) == 2
    assert "line 1" in capsys.readouterr().err and not (project / "data/nlu/learned").exists() and not (project / "models").exists()
