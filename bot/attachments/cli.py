"""`python -m bot attachments save ID FILE`: an operator looks at what a customer sent."""
import argparse
from pathlib import Path
from typing import Any

from bot.attachments import queries, storing
from bot.db import database


def add_commands(commands: Any) -> None:
    """Add `attachments save` to a parser."""
    attachments = commands.add_parser("attachments", help="what customers sent: save").add_subparsers(required=True, metavar="ACTION")
    saving = attachments.add_parser("save", help="write an attachment to a file; `complaints show` names its id")
    saving.add_argument("id")
    saving.add_argument("file", type=Path)
    saving.set_defaults(run=_save)


def _save(options: argparse.Namespace) -> None:
    with database().reading() as session:
        found = queries.sent(session, options.id)
    options.file.write_bytes(storing.read(found.store_name))
    print(f"{options.file}  {found.media_type}  {found.name}")
