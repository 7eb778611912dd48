"""Measured tables go to their place on the page, and nowhere else."""
from pathlib import Path

import pytest

from bench import curves, page

PAGE = "# By hand\n<!-- measured: ours -->\nold\n<!-- end -->\nwords\n<!-- measured: other -->\n<!-- end -->\n"


def test_a_table_replaces_the_one_of_its_name(tmp_path: Path):
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    page.write("ours", "python -m x", ["| a |\n|---|"], tmp_path / "page.md")
    written = (tmp_path / "page.md").read_text("utf-8")
    assert "old" not in written and written.startswith("# By hand\n<!-- measured: ours -->\n`python -m x`, ")
    assert written.endswith("| a |\n|---|\n<!-- end -->\nwords\n<!-- measured: other -->\n<!-- end -->\n")


def test_a_page_without_the_place_is_left_as_it_is(tmp_path: Path):
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    with pytest.raises(ValueError, match="no place for nothing"):
        page.write("nothing", "x", [], tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text("utf-8") == PAGE


def test_what_a_pipeline_does_not_have_is_a_dash():
    assert page.table("set", {"a": {"accuracy": 0.5}, "b": {}}, [("accuracy", "{:.1%}")]).splitlines()[2] == "| accuracy | 50.0% | - |"


def test_the_intent_that_gained_most_from_its_last_lines_stands_first():
    made = curves.table({"flat": [0.8, 0.9, 0.9, 0.9], "steep": [0.1, 0.2, 0.4, 0.6]}, {"flat": 5, "steep": 7})
    assert [line.split(" | ")[0] for line in made.splitlines()[2:]] == ["| `steep`", "| `flat`"] and "+20.0" in made
