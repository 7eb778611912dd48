"""One real server with the real model for all tests that only talk to it."""
from typing import Iterator

import pytest

from tests.channels.running import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server; tests use customers and conversations of their own."""
    running = Server(tmp_path_factory.mktemp("chat")).start()
    yield running
    running.stop()
