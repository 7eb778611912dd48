"""Starts a command's process again and again without loading its code each time: it is loaded once, and each process is a fork of that.

A process of ours needs its half minute to load Rasa and little to do the rest. What it does from its first line on is the same; nothing
connects, reads settings or starts threads while code is loaded, so each fork begins as a new process does.
"""
import json
import logging
import os
import signal
import sys
from importlib import import_module

# What is imported only when a model is loaded.
_LATER = {"chat": ("holidays", "holidays.countries", "pypinyin", "bot.nlu.classifier", "bot.nlu.extractor", "rasa.graph_components.providers.domain_provider")}
_LOADED = {"chat": "bot.channels.server", "desk": "bot.desk.server", "worker": "bot.worker"}


def main(command: str) -> None:
    """Load, then fork for each line on stdin (settings and the log's name, as JSON), and answer with the process's number."""
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
            _become(command, wanted["settings"], wanted["log"])
        print(child, flush=True)


def _become(command: str, settings: "dict[str, str]", log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(settings)
    out, nothing = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), os.open(os.devnull, os.O_RDONLY)
    for number, file in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(number, file)
    try:
        _run(command)
    except BaseException:
        logging.exception("%s ended", command)
    os._exit(0)


def _run(command: str) -> None:
    if command != "chat":
        from bot.__main__ import main as run
        run([command])
        return
    from bot.channels.server import serve
    from bot.dialogue import without_tensorflow
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    without_tensorflow.seal()
    serve()


if __name__ == "__main__":
    main(sys.argv[1])
