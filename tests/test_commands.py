"""Commands for operators: what is wrong is said in one line."""
import pytest

import bot.__main__
from bot.settings import settings
from tests import databases


@pytest.mark.parametrize("command", [["review", "review.tsv"], ["complaints", "list"], ["handoffs", "list"]])
def test_on_a_database_that_was_never_migrated_a_command_says_what_to_do(command: "list[str]", capsys: pytest.CaptureFixture[str]):
    assert bot.__main__.main(command) == 2
    assert capsys.readouterr().err.strip().splitlines()[-1] == "DATABASE_URL: this database lacks tables or columns; run python -m bot migrate"


def test_so_it_does_on_postgresql(postgresql: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    databases.run(postgresql, "CREATE DATABASE never_migrated")
    monkeypatch.setenv("DATABASE_URL", postgresql.replace("/postgres?", "/never_migrated?"))
    settings.cache_clear()
    assert bot.__main__.main(["complaints", "list"]) == 2
    assert "run python -m bot migrate" in capsys.readouterr().err
