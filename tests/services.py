"""Real services that tests start and stop."""
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Optional

import redis


class RedisServer:
    """`redis-server` on a free port, without a disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: Optional[subprocess.Popen[bytes]] = None
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "RedisServer":
        """Start it, empty, and wait until it answers."""
        program = shutil.which("redis-server")
        assert program, "no redis-server: scripts/services gets one"
        self._process = subprocess.Popen([program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)],
                                         stdout=subprocess.DEVNULL)
        for _ in range(200):
            assert self._process.poll() is None, "redis-server ended"
            try:
                self.client().ping()
                return self
            except redis.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    def stop(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def client(self) -> "redis.Redis":
        """A client, to look inside."""
        return redis.Redis(port=self.port, socket_timeout=2)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
