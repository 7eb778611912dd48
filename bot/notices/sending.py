"""What every sender promises, and what bounds the time it may take."""
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import Callable, Iterator, Optional

STEP_SECONDS = 15.0  # for one step: connecting, one answer
WHOLE_SECONDS = 90.0  # for all of it, however slowly bytes drip


class Undelivered(Exception):
    """It was not accepted, or nobody knows. `code` is for operators and holds no words of the other side."""

    def __init__(self, code: str, *, for_good: bool = False, after: Optional[timedelta] = None) -> None:
        self.code, self.for_good, self.after = code, for_good, after
        super().__init__(code)


@contextmanager
def cut_off(connection: Callable[[], Optional[socket.socket]]) -> Iterator[None]:
    """Shut the connection when the time is over: whoever waits for its next byte gets an error."""
    watch = threading.Timer(WHOLE_SECONDS, _shut, args=(connection,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _shut(connection: Callable[[], Optional[socket.socket]]) -> None:
    found = connection()
    if found is not None:
        try:
            found.shutdown(socket.SHUT_RDWR)
        except OSError:  # closed already
            return
