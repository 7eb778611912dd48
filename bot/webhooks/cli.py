"""`python -m bot webhooks ...`: send again what receivers missed."""
import argparse
from datetime import datetime
from typing import Any

from bot.db import database, utc_now
from bot.settings import settings
from bot.webhooks import queries, service


def add_commands(commands: Any) -> None:
    """Add `webhooks list|replay` to a parser."""
    actions = commands.add_parser("webhooks", help="where events are sent: list, replay").add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", help="the subscriptions and how many deliveries wait").set_defaults(run=_list)
    replaying = actions.add_parser("replay", help="send again everything since a moment; receivers see the same ids")
    replaying.add_argument("--since", type=_moment, required=True, help="ISO 8601, as 2026-11-03T08:00; the company's time zone unless it says another")
    replaying.add_argument("--webhook", type=int, help="only to this one; all active ones by default")
    replaying.set_defaults(run=_replay)


def _moment(given: str) -> datetime:
    at = datetime.fromisoformat(given.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=settings().zone)


def _list(options: argparse.Namespace) -> None:
    with database().reading() as session:
        for one in queries.subscriptions(session):
            print(f"{one.id}  {'active' if one.active else 'paused'}  {','.join(one.topics)}  {one.url.partition('?')[0]}")
        print(f"{queries.waiting(session)} deliveries wait")


def _replay(options: argparse.Namespace) -> None:
    with database().transaction() as session:
        queued = service.replay(session, options.since, now=utc_now(), subscription_id=options.webhook)
    print(f"{queued} deliveries queued; the worker sends them")
