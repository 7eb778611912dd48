"""Known weaknesses: what is new fails, what is accepted passes until its date, and what could not be checked is said."""
import json
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

TODAY = datetime.now(timezone.utc).date()
LIST = "| finding | package | since | until | why it does not reach us |\n|---|---|---|---|---|\n"


def line(number: str, package: str, until: date, why: str = "we start no server of it") -> str:
    return f"| {number} | {package} | 2026-11-28 | {until} | {why} |\n"


def found(name: str, *numbers: str, aliases: tuple = ()) -> dict:
    return {"name": name, "version": "1.0", "vulns": [{"id": number, "fix_versions": [], "aliases": list(aliases), "description": "x"} for number in numbers]}


def skipped(name: str) -> dict:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI and could not be audited: {name}"}


def judged(folder: Path, listed: str, *dependencies: Any) -> "tuple[int, str]":
    report, text = folder / "report.json", folder / "list.md"
    report.write_text(json.dumps({"dependencies": dependencies, "fixes": []}))
    text.write_text(LIST + listed)
    done = subprocess.run([sys.executable, "scripts/findings.py", str(report), str(text)], capture_output=True, text=True)
    return done.returncode, done.stdout


def test_nothing_found_is_well(tmp_path: Path):
    assert judged(tmp_path, "", found("sanic"), found("aiohttp")) == (0, "2 packages checked, 0 findings, 0 not accepted\n")


def test_a_finding_that_is_not_accepted_fails(tmp_path: Path):
    code, said = judged(tmp_path, line("GHSA-1111-2222-3333", "sanic", TODAY), found("sanic", "GHSA-9999-8888-7777"))
    assert code == 1 and "not accepted: GHSA-9999-8888-7777 in sanic" in said


@pytest.mark.parametrize("aliases", [(), ("CVE-2026-1", "GHSA-1111-2222-3333")])
def test_an_accepted_finding_passes_under_each_of_its_names(tmp_path: Path, aliases: tuple):
    number = "PYSEC-2026-7" if aliases else "GHSA-1111-2222-3333"
    assert judged(tmp_path, line("GHSA-1111-2222-3333", "sanic", TODAY), found("Sanic", number, aliases=aliases))[0] == 0


def test_it_is_accepted_for_its_package_until_its_date_and_with_a_reason_only(tmp_path: Path):
    number = "GHSA-1111-2222-3333"
    assert judged(tmp_path, line(number, "sanic", TODAY - timedelta(days=1)), found("sanic", number))[0] == 1
    assert judged(tmp_path, line(number, "aiohttp", TODAY), found("sanic", number))[0] == 1
    assert judged(tmp_path, line(number, "sanic", TODAY, why=""), found("sanic", number))[0] == 1


def test_what_could_not_be_checked_is_said_and_hides_no_finding(tmp_path: Path):
    code, said = judged(tmp_path, "", skipped("numpy"), skipped("scipy"))
    assert code == 0 and "COULD NOT BE CHECKED: 2 of 2 packages (numpy, scipy)" in said and "0 packages checked" in said
    code, said = judged(tmp_path, "", skipped("numpy"), found("sanic", "GHSA-9999-8888-7777"))
    assert code == 1 and "COULD NOT BE CHECKED: 1 of 2" in said


def test_a_database_that_does_not_answer_is_said(tmp_path: Path):
    done = subprocess.run([sys.executable, "scripts/findings.py", str(tmp_path / "none.json"), "deploy/accepted-findings.md"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("COULD NOT BE CHECKED")


def test_an_accepted_finding_that_is_gone_is_named(tmp_path: Path):
    assert "accepted, no longer found: GHSA-1111-2222-3333 in sanic" in judged(tmp_path, line("GHSA-1111-2222-3333", "sanic", TODAY), found("sanic"))[1]


def test_our_own_list_is_read_and_none_of_its_dates_is_further_than_half_a_year():
    from scripts.findings import _LINE
    text = Path("deploy/accepted-findings.md").read_text("utf-8")
    assert "| finding | package | since | until | why it does not reach us |" in text
    rows = [row for row in text.split("|---|---|---|---|---|")[1].split("\n\n")[0].splitlines() if row.startswith("|")]
    assert len(rows) == len(_LINE.findall(text))
    assert all(date.fromisoformat(until) - date.fromisoformat(since) <= timedelta(days=184) for _, _, since, until, _ in _LINE.findall(text))
