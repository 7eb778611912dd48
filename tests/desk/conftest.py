"""The real desk, on both databases."""
from typing import Iterator

import pytest

from bot.db import Database
from tests.desk.running import Desk


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A running desk; `desk("supervisor")` is a new person of that role, signed in, `desk.stranger()` is nobody."""
    running = Desk(database).start()
    yield running
    running.stop()
