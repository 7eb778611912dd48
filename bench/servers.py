"""Both assistants as processes, each on a database of its own, started and measured from outside."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, Optional

import httpx
import psutil

from bench import stock
from tests.services import free_port

_WIDE = {f"LIMIT_{what}": "100000/second" for what in (
    "REQUESTS_PER_ADDRESS", "SESSIONS_PER_ADDRESS", "SESSIONS_PER_CUSTOMER", "REQUESTS_PER_CONVERSATION", "MESSAGES_PER_CONVERSATION", "MESSAGES_PER_CUSTOMER")}


class Assistant:
    """Something that answers customers; `ready` is the address that says when."""

    name = ""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"bench-{self.name}-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: List[subprocess.Popen[bytes]] = []

    def _start(self) -> "List[subprocess.Popen[bytes]]":
        raise NotImplementedError

    def _is_ready(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """What is done once, before the clock runs."""

    def start(self) -> float:
        """Start it; returns the seconds until it could answer."""
        began = time.perf_counter()
        self.processes = self._start()
        while not self._is_ready():
            if any(process.poll() is not None for process in self.processes):
                raise RuntimeError(f"{self.name} ended; see {self.folder}/log")
            time.sleep(0.05)
        return time.perf_counter() - began

    def memory(self) -> int:
        """Bytes that only its processes hold (USS), all of them together."""
        return sum(psutil.Process(process.pid).memory_full_info().uss for process in self.processes)

    def stop(self) -> None:
        """End it and remove what it wrote."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Stock(Assistant):
    """Rasa as `rasa init` sets it up."""

    name = "stock"

    def _start(self) -> "List[subprocess.Popen[bytes]]":
        self._actions = free_port()
        return stock.start(self.port, self._actions, self.folder / "log")

    def _is_ready(self) -> bool:
        # Rasa's own health page answers before the model is loaded; a greeting does not.
        return _answers(f"http://127.0.0.1:{self._actions}/health") and _post(f"{self.url}/webhooks/rest/webhook", {"sender": "ready", "message": "你好"})


class Ours(Assistant):
    """The chat process as `make run` starts it."""

    name = "ours"

    def _start(self) -> "List[subprocess.Popen[bytes]]":
        with (self.folder / "log").open("ab") as log:
            return [subprocess.Popen([sys.executable, "-m", "bot", "chat"], cwd=stock.ROOT, env=self.environment(), stdout=log, stderr=log)]

    def prepare(self) -> None:
        """Its database, before the clock runs; stock makes its own at the start."""
        for command in ("migrate", "seed"):
            subprocess.run([sys.executable, "-m", "bot", command], cwd=stock.ROOT, env=self.environment(), check=True, stdout=subprocess.DEVNULL)

    def environment(self) -> Dict[str, str]:
        """Settings: limits out of the way, for all customers come from one address here."""
        return {**os.environ, "DATABASE_URL": f"sqlite:///{self.folder}/support.db", "CHAT_PORT": str(self.port), "DEMO_MODE": "true",
                "ATTACHMENTS": f"{self.folder}/attachments", "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", **_WIDE}

    def _is_ready(self) -> bool:
        return _answers(f"{self.url}/webhooks/web/health")


def _answers(url: str) -> bool:
    return _try(lambda: httpx.get(url, timeout=5))


def _post(url: str, body: Dict[str, str]) -> bool:
    return _try(lambda: httpx.post(url, json=body, timeout=60), wants_body=True)


def _try(ask: "object", wants_body: bool = False) -> bool:
    try:
        answer: Optional[httpx.Response] = ask()  # type: ignore[operator]
    except httpx.HTTPError:
        return False
    return bool(answer and answer.status_code == 200 and (answer.json() if wants_body else True))
