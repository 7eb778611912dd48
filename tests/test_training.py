"""The model is trained again when, and only when, what it is made from has changed."""
from pathlib import Path
from typing import Callable

import pytest

import bot.settings
from bot.training import fingerprint, train_if_changed

SOURCES = ("config.yml", "domain.yml", "data/nlu/payments/failed_payment.yml", "data/rules/payments.yml", "data/responses/payments.yml",
           "bot/nlu/tokenizer.py", "bot/nlu/senses.yml", "bot/conversations/text.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"content of {name}")
    return tmp_path


def write(name: str, content: str = "new") -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return change


@pytest.mark.parametrize("name", [*SOURCES, "data/nlu/new_topic.yml", "data/stories/new.yml", "bot/nlu/new.py"])
def test_a_changed_or_added_source_changes_the_fingerprint(root: Path, name: str):
    before = fingerprint(root)
    write(name)(root)
    assert fingerprint(root) != before


@pytest.mark.parametrize("name", SOURCES)
def test_a_removed_source_changes_the_fingerprint(root: Path, name: str):
    before = fingerprint(root)
    (root / name).unlink()
    assert fingerprint(root) != before


def test_a_source_that_moves_changes_the_fingerprint(root: Path):
    before = fingerprint(root)
    (root / "data/rules/payments.yml").rename(root / "data/rules/other.yml")
    assert fingerprint(root) != before


def test_a_line_that_moves_from_one_file_to_the_next_changes_the_fingerprint(root: Path):
    write("config.yml", "ab")(root)
    write("domain.yml", "c")(root)
    before = fingerprint(root)
    write("config.yml", "a")(root)
    write("domain.yml", "bc")(root)
    assert fingerprint(root) != before


@pytest.mark.parametrize("name", [
    "README.md", "bot/settings.py", "bot/conversations/service.py", "bot/web/help/help.js", "tests/test_x.py", "data/notes.txt", "models/support.tar.gz",
    "endpoints.yml", ".env", "bot/nlu/__pycache__/x.pyc",
])
def test_an_unrelated_file_leaves_the_fingerprint(root: Path, name: str):
    before = fingerprint(root)
    write(name)(root)
    assert fingerprint(root) == before


def test_touching_a_source_without_a_change_leaves_the_fingerprint(root: Path):
    before = fingerprint(root)
    (root / "config.yml").touch()
    assert fingerprint(root) == before


def test_the_fingerprint_of_this_project_sees_its_data():
    assert len(list(Path("data").rglob("*.yml"))) > 10
    assert fingerprint(Path(".")) == fingerprint(Path(".")) != fingerprint(Path("tests"))


def test_an_unchanged_project_is_not_trained_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    bot.settings.settings.cache_clear()
    write("models/support.tar.gz")(root)
    write("models/support.fingerprint", fingerprint(root))(root)
    assert train_if_changed() == "models/support.tar.gz is up to date"
