"""`python -m bot backup FILE` and `restore FILE`."""
import argparse
from pathlib import Path
from typing import Any

from bot.backups import service
from bot.backups.archive import Manifest
from bot.db import database, utc_now


def add_commands(commands: Any) -> None:
    """Add `backup` and `restore` to a parser."""
    for name, run, explained in (("backup", _backup, "write the database and the folder of attachments into one file; everything may go on running"),
                                 ("restore", _restore, "bring a backup back into an empty database; stop all processes before")):
        command = commands.add_parser(name, help=explained, description=explained)
        command.add_argument("file", type=Path)
        command.set_defaults(run=run)


def _backup(options: argparse.Namespace) -> None:
    print(_told(service.backup(database(), options.file, now=utc_now())))


def _restore(options: argparse.Namespace) -> None:
    print(_told(service.restore(database(), options.file)))
    print("then: python -m bot migrate")


def _told(manifest: Manifest) -> str:
    attachments = "attachments are in a bucket and not in it" if manifest.attachments is None else f"{manifest.attachments} attachments"
    return f"{manifest.engine} at {manifest.revision}, of {manifest.made_at}; {attachments}"
