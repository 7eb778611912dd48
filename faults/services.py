"""PostgreSQL and a mail server, to be stopped and started again; Redis is the tests' own."""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, List, Optional, Sequence

from aiosmtpd.controller import Controller

from faults.record import Record, Told
from tests.services import free_port

_ACCOUNT = "postgres"  # PostgreSQL refuses to run as root


class PostgresServer:
    """Debian's PostgreSQL on a free port, its data in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._data = folder / "data"
        self._log = folder / "postgresql.log"
        self._process: Optional[subprocess.Popen[bytes]] = None
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, _ACCOUNT)
            _open_way(folder)
        self._run("initdb", "-D", str(self._data), "-U", _ACCOUNT, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")

    def url(self, port: Optional[int] = None, name: str = "support") -> str:
        """The address of a database, by another port where something stands between."""
        return f"postgresql://{_ACCOUNT}@127.0.0.1:{port or self.port}/{name}"

    def start(self) -> "PostgresServer":
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(_as_account([str(program("postgres")), "-D", str(self._data), "-p", str(self.port), "-k", "", "-h", "127.0.0.1",
                                                          "-c", "max_connections=300"]), stdout=log, stderr=log)
        for _ in range(400):
            assert self._process.poll() is None, self._log.read_text(errors="replace")
            if subprocess.run([str(program("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0:
                return self
            time.sleep(0.1)
        raise AssertionError("PostgreSQL does not answer")

    def create(self, name: str = "support") -> str:
        """Make a database and give its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _ACCOUNT, name)
        return self.url(name=name)

    def stop(self) -> None:
        """End it at once, without a word to its clients; at the next start it recovers from its log."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(60)
            self._process = None

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(_as_account([str(program(name)), *arguments]), check=True, stdout=subprocess.DEVNULL)


def program(name: str) -> Path:
    """One of PostgreSQL's programs: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")) or [Path(found) for found in [shutil.which(name)] if found]
    assert found, f"no {name}: scripts/services gets PostgreSQL"
    return found[-1]


def _as_account(command: Sequence[str]) -> List[str]:
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--clear-groups", "--pdeathsig=QUIT", *command]


def _open_way(folder: Path) -> None:
    """Let the account reach its folder."""
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)


class MailServer:
    """A real SMTP server that puts each message it takes into a record, before it says so."""

    def __init__(self, record: Record) -> None:
        self.port = free_port()
        self.url = f"smtp+plain://127.0.0.1:{self.port}"
        self._record = record
        self._controller: Optional[Controller] = None

    def start(self) -> "MailServer":
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Be gone; whoever is connected is cut off."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message."""
        head = envelope.content.decode("utf-8", "replace").partition("\r\n\r\n")[0]
        message_id = next(line.partition(":")[2].strip().strip("<>") for line in head.splitlines() if line.lower().startswith("message-id:"))
        self._record.put(Told.MAIL, "mail server", known_by=message_id.partition("@")[0], to=list(envelope.rcpt_tos))
        return "250 OK"
