"""Counting in the memory of one process."""
import threading
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from time import time
from typing import Deque, Dict, Tuple

from limits.storage import MemoryStorage

_LOOKED_AT = 2  # keys looked at for each one that comes: so what is forgotten keeps up with what is new


@dataclass
class _Window:
    seconds: int
    taken: Deque[float] = field(default_factory=deque)  # seconds since the epoch, oldest first

    def shed(self, now: float) -> None:
        while self.taken and self.taken[0] < now - self.seconds:
            self.taken.popleft()


class InProcessStorage(MemoryStorage):
    """Moving windows that forget, a few keys at each step.

    The library's own keeps every key it ever saw and goes through all of them after each request:
    with a day's conversations in it that is most of a processor.
    """

    def __init__(self) -> None:
        super().__init__()
        self._windows: Dict[str, _Window] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._windows)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` in the window of `expiry` seconds, unless more than `limit` would be in it."""
        now = time()
        with self._lock:
            self._forget(now)
            window = self._windows.setdefault(key, _Window(expiry))
            window.shed(now)
            fits = len(window.taken) + amount <= limit
            window.taken.extend([now] * amount if fits else [])
            return fits

    def get_moving_window(self, key: str, limit: int, expiry: int) -> Tuple[float, int]:
        """When the oldest entry of the window came, in seconds since the epoch, and how many are in it."""
        now = time()
        with self._lock:
            window = self._windows.get(key, _Window(expiry))
            window.shed(now)
            return (window.taken[0] if window.taken else now), len(window.taken)

    def _forget(self, now: float) -> None:
        for key in list(islice(self._windows, _LOOKED_AT)):
            window = self._windows.pop(key)
            window.shed(now)
            if window.taken:
                self._windows[key] = window  # at the end again: the next ones come to the front
