"""Real services that tests start and stop."""
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
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


class RabbitServer:
    """RabbitMQ on a free port, with a folder of its own; what is in its durable queues outlives a stop."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder, self._name = free_port(), folder, f"tests-{uuid.uuid4().hex[:8]}@localhost"
        self._environment = {**os.environ, "HOME": str(folder), "RABBITMQ_NODENAME": self._name, "RABBITMQ_NODE_PORT": str(self.port),
                             "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_DIST_PORT": str(free_port()), "ERL_EPMD_PORT": str(free_port()),
                             "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"), "RABBITMQ_LOG_BASE": str(folder / "log"),
                             "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins")}
        self._process: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> "RabbitServer":
        """Start it and wait until it answers."""
        self._folder.mkdir(exist_ok=True)
        program = next(iter(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server")), None)
        assert program, "no RabbitMQ: scripts/services broker gets one"
        self._process = subprocess.Popen([program], env=self._environment, cwd=self._folder, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(1200):
            assert self._process.poll() is None, "RabbitMQ ended"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("RabbitMQ does not answer")

    def stop(self) -> None:
        """End it with all that it started."""
        if self._process:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)
            self._process = None
            subprocess.run(["epmd", "-kill"], env=self._environment, stdout=subprocess.DEVNULL)  # a daemon of its own port


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
