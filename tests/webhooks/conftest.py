"""Receivers that end with their test."""
from typing import Any, Callable, Iterator, List

import pytest

from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiving() -> Iterator[Callable[..., Receiver]]:
    """Starts receivers."""
    started: List[Receiver] = []

    def start(*answers: Any) -> Receiver:
        started.append(Receiver(*answers))
        return started[-1]

    yield start
    for receiver in started:
        receiver.stop()
