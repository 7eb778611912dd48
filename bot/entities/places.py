"""Which places of a text are already read, so that no two readings overlap."""


class Places:
    """The places of a text, each taken at most once; a page of readings costs no more than its length."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def take(self, start: int, end: int) -> bool:
        """Take the places from `start` up to `end` and say so, or take none where one of them is taken."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True
