"""Entities on three hundred lines of both languages: kind and place exactly."""
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.entities.reading import read

NOW = datetime(2026, 11, 12, 15, 30, tzinfo=timezone(timedelta(hours=8)))
LINES = [line.split("\t") for line in (Path(__file__).parent / "entities.tsv").read_text("utf-8").splitlines()]


def test_entities_are_found_exactly():
    assert len(LINES) == 300
    right = expected = found = 0
    for text, named in LINES:
        wanted = set(named.split(" | ")) - {""}
        read_ = {f"{entity.kind}={text[entity.start:entity.end]}" for entity in read(text, NOW)}
        right, expected, found = right + len(wanted & read_), expected + len(wanted), found + len(read_)
    assert 2 * right / (expected + found) >= 0.92
