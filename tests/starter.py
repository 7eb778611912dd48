"""Starts processes of `python -m bot COMMAND` without loading their code each time: it is loaded once, and each process is a fork of that.

A process of ours needs its many seconds to load Rasa and little to do the rest. What it does from its first line on is the same; nothing
connects, reads settings or starts threads while code is loaded, so each fork begins as a new process does.
"""
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Dict, Mapping, Optional

ROOT = Path(__file__).parent.parent
# What is imported only when a model is loaded.
_LATER = {"chat": ("holidays", "holidays.countries", "pypinyin", "bot.nlu.classifier", "bot.nlu.extractor", "bot.nlu.moods",
                   "rasa.graph_components.providers.domain_provider")}
_LOADED = {"chat": "bot.channels.server", "desk": "bot.desk.server", "worker": "bot.worker"}


class Fork:
    """A process that was started so; to be asked and ended as a Popen is."""

    def __init__(self, pid: int, end: Path) -> None:
        self.pid, self._end = pid, end

    def poll(self) -> Optional[int]:
        """Its exit code; None while it lives, -9 where it was killed."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return None
        return int(self._end.read_text()) if self._end.exists() else -signal.SIGKILL

    def wait(self, seconds: float) -> int:
        """Its exit code, once it has ended; TimeoutExpired where it does not."""
        end = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Tell it something; too late is too late."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would."""
        self.send_signal(signal.SIGKILL)


class Starter:
    """One loaded command, from which its processes are forked."""

    def __init__(self, command: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="starter-"))
        self._loading = subprocess.Popen([sys.executable, "-m", "tests.starter", command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL, text=True)
        self._count = 0

    def start(self, environment: Mapping[str, str], log: Optional[Path] = None) -> Fork:
        """A new process in this very environment; what it says is put to the end of the log."""
        assert self._loading.stdin and self._loading.stdout
        if not self._count:
            assert self._loading.stdout.readline().strip() == "ready", "the code could not be loaded"
        self._count += 1
        end = self._folder / f"{self._count}.end"
        self._loading.stdin.write(json.dumps({"environment": dict(environment), "log": str(log or os.devnull), "end": str(end)}) + "\n")
        self._loading.stdin.flush()
        return Fork(int(self._loading.stdout.readline()), end)


@lru_cache(maxsize=None)
def starter(command: str) -> Starter:
    """The starter of a command in this process; it ends with it."""
    return Starter(command)


def main(command: str) -> None:
    """Load, then fork for each line on stdin (environment, log and where to put the exit code, as JSON), and answer with the process's number."""
    if command == "chat":
        from bot.dialogue import without_tensorflow
        without_tensorflow.install()
    import_module(_LOADED[command])
    for name in _LATER.get(command, ()):
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    print("ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if not child:
            _become(command, wanted["environment"], wanted["log"], Path(wanted["end"]))
        print(child, flush=True)


def _become(command: str, environment: Dict[str, str], log: str, end: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    out, nothing = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), os.open(os.devnull, os.O_RDONLY)
    for number, file in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(number, file)
    code = 1
    try:
        from bot.__main__ import main as run
        code = run([command])
    except BaseException:
        logging.exception("%s ended", command)
    end.write_text(str(code))
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])
