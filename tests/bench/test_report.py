"""The page of measurements is made from the figures, also where stock was asked for less."""
from pathlib import Path
from typing import Any, Dict

from bench import report

TIMES = {"p50": 10.0, "p95": 20.0, "p99": 30.0}


def figures(times: float, **more: Any) -> Dict[str, Any]:
    scaled = {cut: value * times for cut, value in TIMES.items()}
    held = {f"held_{at_once}": {"a_second": 40.0 / times, "p95": 150.0} for at_once in (1, 8, 32, 128)}
    return {**dict.fromkeys(("faq", "form", "action", "second"), scaled), **held, "long": {20: 10.0 * times}, "start": 10.0 * times,
            "memory_at_rest": 3e8, "messages": 500, "memory_grown": 5e6, "installation": 2e9, **more}


def test_the_page_holds_the_table_and_what_was_aimed_at(tmp_path: Path):
    found = {"stock": figures(4), "ours": figures(1, stream=9_000.0, long={20: 10.0, 1000: 12.0})}
    report.write(found, tmp_path, short=False)
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert "| FAQ turn, p50 | 40.0 ms | 10.0 ms | 4.0 |" in page and "| FAQ turn in a conversation of 1000 turns | - | 12.0 ms |  |" in page
    assert "- FAQ turn: 4.0 times faster (aim: 6 times)" in page and "memory grown over 500 messages" in page
    assert (tmp_path / "performance.svg").stat().st_size > 1_000
