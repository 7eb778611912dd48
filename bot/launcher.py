"""`python -m bot run`: the three processes together, their addresses once they answer."""
import errno
import os
import socket
import sys
import threading
import time
from typing import Dict

import httpx
from honcho.manager import Manager

from bot.errors import SettingError
from bot.settings import settings

_COMMANDS = ("chat", "desk", "worker")
_INTERRUPTED = 130  # Ctrl-C: what was asked for


def run_all() -> int:
    """Start all, print the addresses once they answer, end all when one ends or Ctrl-C comes."""
    require_port("CHAT_PORT", settings().chat_port)
    require_port("DESK_PORT", settings().desk_port)
    manager = Manager()
    for number, command in enumerate(_COMMANDS):
        manager.add_process(command, f"exec {sys.executable} -m bot {command}", quiet=False, env=_environment(number))
    threading.Thread(target=_announce, args=(time.monotonic(),), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode == _INTERRUPTED else manager.returncode or 0


def _environment(number: int) -> Dict[str, str]:
    """What the process of this number runs with: the port of its measures is its own."""
    port = settings().metrics_port
    return {**os.environ, "METRICS_PORT": str(port + number if port else 0)}


def require_port(variable: str, port: int) -> None:
    """SettingError naming the variable if the port is taken or needs more rights, HOST (METRICS_HOST) if it is no address of this machine."""
    where, host = ("METRICS_HOST", settings().metrics_host) if variable == "METRICS_PORT" else ("HOST", settings().host)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reasons = {errno.EADDRINUSE: f"port {port} on {host} is taken", errno.EACCES: f"port {port} needs more rights than this process has"}
        known = reasons.get(error.errno or 0)
        raise SettingError("setting", variable=variable if known else where, reason=known or f"{host}: {error.strerror}") from error


def _announce(started: float) -> None:
    chat, desk = (f"http://{settings().host}:{port}" for port in (settings().chat_port, settings().desk_port))
    for health in (f"{desk}/health", f"{chat}/webhooks/web/health"):
        while not _answers(health):
            time.sleep(0.3)
    pages = [("help page with the widget", chat), ("agents' desk", desk)]
    if settings().demo_mode:
        pages.insert(1, ("the wallet app (demo)", f"{chat}/demo"))
    print(f"\nReady after {time.monotonic() - started:.0f} s. Open:", flush=True)
    for name, address in pages:
        print(f"  {address:<32} {name}", flush=True)
    print("Ctrl-C ends everything.\n", flush=True)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
