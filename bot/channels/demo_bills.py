"""What the demo's wallet app shows of a demo customer; the routes exist in demo mode only."""
import asyncio
from datetime import timedelta
from typing import Any, Dict

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import formats
from bot.channels.problems import language_of
from bot.db import utc_now
from bot.errors import NotFound
from bot.language import Language, from_tag
from bot.texts import text
from bot.wallet import wallet
from bot.wallet.protocol import State, Transaction

_SHOWN = 6
_DAYS = 30


def add_routes(demo: Blueprint) -> None:
    """Add `GET /demo/bills?customer=...`: her newest transactions, and whether the account is frozen."""
    demo.add_route(bills, "/bills")


async def bills(request: Request) -> HTTPResponse:
    """The newest bills as the wallet app lists them; 404 for anyone but a demo customer."""
    language = from_tag(request.args.get("locale")) if request.args.get("locale") else language_of(request)
    return json(await asyncio.to_thread(_read, request.args.get("customer", ""), language))


def _read(customer: str, language: Language) -> Dict[str, Any]:
    account = wallet().account(customer)
    if account is None:
        raise NotFound()
    found = wallet().transactions(customer, since=utc_now() - timedelta(days=_DAYS), limit=_SHOWN)
    return {"frozen": account.frozen is not None, "bills": [_row(transaction, language) for transaction in found]}


def _row(transaction: Transaction, language: Language) -> Dict[str, Any]:
    done = transaction.state in {State.SUCCEEDED, State.REFUNDED}
    kind, state = (text(f"labels.{part}_{value}", language)
                   for part, value in (("kind", transaction.kind.value), ("state", transaction.state.value)))
    return {"id": transaction.id, "name": transaction.counterparty, "done": done, "state": kind if done else state,
            "amount": formats.amount(transaction.amount, transaction.currency), "when": formats.moment(transaction.created_at, language)}
