"""The product's processes, each killed and started again."""
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Dict, Optional

import httpx

from tests.services import free_port
from tests.starter import ROOT, Starter

_HEALTH = {"chat": "/webhooks/web/health", "desk": "/health"}
_CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
_END_SECONDS = 30


class Process:
    """`python -m bot COMMAND` with settings of its own; its log is appended to over all its lives."""

    def __init__(self, name: str, command: str, folder: Path, settings: Dict[str, str], starter: Optional[Starter] = None) -> None:
        self.name, self.command = name, command
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{name}.log"
        self._settings = {**settings, "CHAT_PORT": str(self.port), "DESK_PORT": str(self.port)}
        self._starter = starter
        self._own: Optional[subprocess.Popen[bytes]] = None
        self._number: Optional[int] = None

    def start(self, clock: str = "") -> "Process":
        """Start it; `clock` is by how much its clock is wrong, as libfaketime writes it ("+600", "-1h")."""
        if self._starter and not clock:
            self._number = self._starter.start({**os.environ, **self._settings}, self.log).pid
            return self
        moved = {"LD_PRELOAD": _clock_library(), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if clock else {}
        with self.log.open("ab") as log:
            self._own = subprocess.Popen([sys.executable, "-m", "bot", self.command], cwd=ROOT, env={**os.environ, **self._settings, **moved},
                                         stdout=log, stderr=log)
        self._number = self._own.pid
        return self

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self._number is not None and self._lives()

    @property
    def has_ended(self) -> bool:
        """Whether it ended though nobody killed it."""
        return self._number is not None and not self._lives()

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def wait_until_ready(self, seconds: float = 180) -> None:
        """Until it answers; a worker is ready at once."""
        end = time.monotonic() + seconds
        while self.command in _HEALTH and not self.is_ready():
            assert self.is_running, self.log.read_text(errors="replace")[-4000:]
            assert time.monotonic() < end, f"{self.name} is not ready"
            time.sleep(0.3)

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.url}{_HEALTH[self.command]}", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def _lives(self) -> bool:
        if self._own is not None:
            return self._own.poll() is None
        assert self._number is not None
        with suppress(ProcessLookupError):
            os.kill(self._number, 0)
            return True
        return False

    def _end(self, number: int) -> None:
        if self._number is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self._number, number)
        end = time.monotonic() + _END_SECONDS
        while self._lives() and time.monotonic() < end:
            time.sleep(0.01)
        assert not self._lives(), f"{self.name} does not end"
        self._own = self._number = None


def _clock_library() -> str:
    assert Path(_CLOCK).exists(), "no libfaketime: scripts/services gets it"
    return _CLOCK
