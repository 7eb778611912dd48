"""`python -m bot handoffs ...`: an operator reads and answers requests for a person."""
import argparse
from typing import Any

from bot.conversations import handoffs, queries
from bot.db import database, utc_now


def add_commands(commands: Any) -> None:
    """Add `handoffs list|show|reply` to a parser."""
    actions = commands.add_parser("handoffs", help="requests for a person: list, show, reply").add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", help="who waits for a person").set_defaults(run=_list)
    showing = actions.add_parser("show", help="the transcript that goes with a request")
    showing.add_argument("id", type=int)
    showing.set_defaults(run=_show)
    replying = actions.add_parser("reply", help="answer in the conversation and take the request off the list")
    replying.add_argument("id", type=int)
    replying.add_argument("text")
    replying.set_defaults(run=_reply)


def _list(options: argparse.Namespace) -> None:
    with database().reading() as session:
        for handoff in queries.open_handoffs(session):
            print(f"{handoff.id}  since {handoff.created_at:%Y-%m-%d %H:%M} UTC  {handoff.reason}  {handoff.conversation_id}")


def _show(options: argparse.Namespace) -> None:
    with database().reading() as session:
        handoff = queries.handoff(session, options.id)
        print(queries.transcript(session, handoff.conversation_id))


def _reply(options: argparse.Namespace) -> None:
    with database().transaction() as session:
        handoffs.answer(session, options.id, options.text, now=utc_now())
