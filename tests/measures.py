"""Reads what a process exports, as Prometheus does."""
from typing import Dict, Tuple

import httpx
from prometheus_client.parser import text_string_to_metric_families


class Measures(Dict[Tuple[str, Tuple[Tuple[str, str], ...]], float]):
    """Every sample of one scrape."""

    def of(self, name: str, **labels: str) -> float:
        """The sum of a name's samples that carry these labels at least; 0 where there is none."""
        return sum(value for (sample, own), value in self.items() if sample == name and set(labels.items()) <= set(own))

    @property
    def names(self) -> "set[str]":
        """Every name."""
        return {name for name, _ in self}


def scrape(port: int) -> Measures:
    """What the process with its measures on this port exports now."""
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10)
    assert answer.status_code == 200
    return read(answer.text)


def read(text: str) -> Measures:
    """An exposition as its samples."""
    return Measures({(sample.name, tuple(sorted(sample.labels.items()))): sample.value
                     for family in text_string_to_metric_families(text) for sample in family.samples})
