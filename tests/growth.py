"""How the work on a text grows with its length: counted in one run, so that a slow machine changes nothing."""
import time
from typing import Any, Callable


def growth(work: Callable[[str], Any], text: str) -> float:
    """How many times longer a text takes than its first quarter, at best: 4 is in proportion, 16 its square."""
    return min(_seconds(work, text) for _ in range(3)) / min(_seconds(work, text[:len(text) // 4]) for _ in range(3))


def _seconds(work: Callable[[str], Any], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start
