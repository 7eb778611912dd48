"""Every test that the threat model names exists."""
import re
from pathlib import Path

DEFINED = {name for path in Path("tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}


def test_what_is_said_to_be_shown_by_a_test_is():
    named = re.findall(r"`(test_\w+)`", Path("docs/threat-model.md").read_text("utf-8"))
    assert len(named) > 30 and not set(named) - DEFINED
