"""`python -m bot notices ...`: an operator looks at notices that did not arrive, and sends them again."""
import argparse
from typing import Any

from bot.db import database, utc_now
from bot.notices import deliveries, queries
from bot.notices.kinds import State


def add_commands(commands: Any) -> None:
    """Add `notices list|retry` to a parser."""
    actions = commands.add_parser("notices", help="what customers are told besides the chat: list, retry").add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="notices that were given up, the newest first")
    listing.add_argument("--state", choices=[state.value for state in State], default=State.FAILED.value)
    listing.add_argument("--limit", type=int, default=50)
    listing.set_defaults(run=_list)
    retrying = actions.add_parser("retry", help="try failed ones again at once; receivers see the same ids")
    retrying.add_argument("id", type=int, nargs="+")
    retrying.set_defaults(run=_retry)


def _list(options: argparse.Namespace) -> None:
    with database().reading() as session:
        for one in queries.listed(session, state=State(options.state), limit=options.limit):
            print(f"{one.id}  {one.created_at:%Y-%m-%d %H:%M}  {one.channel:<5}  {one.kind:<32} {one.subject or '-':<15}  "
                  f"{queries.whom(one)}  tries {one.attempts}  {one.last_error or ''}".rstrip())


def _retry(options: argparse.Namespace) -> None:
    with database().transaction() as session:
        for delivery_id in options.id:
            deliveries.retry(session, delivery_id, now=utc_now())
    print(f"{len(options.id)} notices are tried again; the worker sends them")
