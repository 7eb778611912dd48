"""The short form of the tests, for every change (`make test`); `make test-all` runs all of them.

Where a test runs on both databases it runs on one, half of the tests on either; a property is tried with a fifth of its examples;
and of what is marked `slow` with many variants two are run. Which ones follows from a test's name: the same every time, so that what fails fails again.
"""
import os
from typing import Any, Dict, List, Set
from zlib import crc32

BRIEF = os.environ.get("TESTS") == "brief"
ENGINES = {"sqlite", "postgresql"}
_VARIANTS = 2


def examples(number: int) -> int:
    """How many examples a property is tried with."""
    return max(1, number // 5) if BRIEF else number


def left_out(items: List[Any]) -> Set[int]:
    """Places of the tests that the short form does not run."""
    groups: Dict[str, List[int]] = {}
    for place, item in enumerate(items):
        groups.setdefault(item.nodeid.partition("[")[0], []).append(place)
    return {place for name, places in groups.items() for place in _left_out_of(name, places, items)}


def _left_out_of(name: str, places: List[int], items: List[Any]) -> Set[int]:
    engines = {place: _engine(items[place]) for place in places}
    kept = places
    if set(engines.values()) == ENGINES:
        kept = [place for place in places if engines[place] == sorted(ENGINES)[crc32(name.encode()) % 2]]
    if items[places[0]].get_closest_marker("slow"):
        kept = sorted(kept, key=lambda place: crc32(items[place].nodeid.encode()))[:_VARIANTS]
    return set(places) - set(kept)


def _engine(item: Any) -> str:
    return next((value for value in getattr(getattr(item, "callspec", None), "params", {}).values() if isinstance(value, str) and value in ENGINES), "")
