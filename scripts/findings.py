"""Holds pip-audit's report against the list of accepted findings: `findings.py REPORT LIST`.

0: all that could be checked is well (and it is said what could not be); 1: a finding that is not accepted, or whose date is over.
"""
import json
import re
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Dict, List, Set, Tuple

# | GHSA-... | package | 2026-11-28 | 2027-05-28 | why it does not reach us |
_LINE = re.compile(r"^\| ([A-Z]+-[\w-]+) \| ([\w.-]+) \| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \| (\S.*) \|$", re.M)


def accepted(text: str, today: date) -> Set[Tuple[str, str]]:
    """The accepted findings whose date is not over, as (id, package)."""
    return {(number, package.lower()) for number, package, _, until, _ in _LINE.findall(text) if date.fromisoformat(until) >= today}


def findings(report: Dict[str, Any]) -> Dict[Tuple[str, str], Set[str]]:
    """What was found, as (id, package), with all names it goes by."""
    return {(found["id"], each["name"].lower()): {found["id"], *found.get("aliases", [])}
            for each in report["dependencies"] for found in each.get("vulns", [])}


def judge(report: Dict[str, Any], text: str, today: date) -> Tuple[int, List[str]]:
    """The exit code, and what to say."""
    known, found = accepted(text, today), findings(report)
    skipped = [each["name"] for each in report["dependencies"] if "skip_reason" in each]
    checked = len(report["dependencies"]) - len(skipped)
    new = sorted(f"{number} in {package}" for (number, package), names in found.items() if not any((name, package) in known for name in names))
    said = [f"not accepted: {each}" for each in new]
    said += [f"accepted, no longer found: {number} in {package}" for number, package in sorted(known)
             if package not in {name.lower() for name in skipped} and not any(package == where and number in names for (_, where), names in found.items())]
    if skipped:
        shown = ", ".join(skipped[:5] + ["..."] * (len(skipped) > 5))
        said.append(f"COULD NOT BE CHECKED: {len(skipped)} of {len(report['dependencies'])} packages ({shown})")
    said.append(f"{checked} packages checked, {len(found)} findings, {len(new)} not accepted")
    return (1 if new else 0), said


def main(report: str, listed: str) -> int:
    """Judge a report; one that is missing means that nothing could be checked."""
    if not Path(report).exists():
        print("COULD NOT BE CHECKED: the database of findings did not answer (var/audit.log)")
        return 0
    code, said = judge(json.loads(Path(report).read_text("utf-8")), Path(listed).read_text("utf-8"), datetime.now(timezone.utc).date())
    print("\n".join(said))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
