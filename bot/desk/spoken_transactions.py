"""The transactions a conversation is about, with their state as it is now."""
from typing import Any, Dict, Iterable, List, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.conversations.models import Choice, Message
from bot.entities.identifiers import find_transactions
from bot.language import Language
from bot.settings import settings
from bot.texts import text
from bot.wallet import wallet
from bot.wallet.protocol import State, Transaction

_MOST = 10
_FAILED = {State.FAILED, State.FAILED_RETURNING, State.UNCREDITED}


def spoken_of(session: Session, conversation_id: str, messages: Sequence[Message]) -> List[str]:
    """The numbers of transactions that were named, pressed or understood, those spoken of last first."""
    pressed = _pressed(session, conversation_id)
    found: Dict[str, None] = {}
    for message in reversed(messages):
        found.update(dict.fromkeys([*(each.value for each in find_transactions(message.text)), *_entities(message.understood or {}),
                                    *pressed.get(message.choice_id or "", ())]))
    return list(found)[:_MOST]


def looked_up(customer_id: str, numbers: Iterable[str]) -> List[Transaction]:
    """Her transactions among them; WalletUnavailable while the wallet does not answer."""
    found = (wallet().transaction(customer_id, number) for number in numbers)
    return [transaction for transaction in found if transaction is not None]


def is_large(transactions: Sequence[Transaction]) -> bool:
    """Whether one of them is of a large sum."""
    return any(abs(transaction.amount) >= settings().large_amount for transaction in transactions)


def transaction_row(transaction: Transaction, language: Language) -> Dict[str, Any]:
    """A transaction in the packet."""
    kind = text(f"labels.kind_{transaction.kind.value}", language)
    return {
        "id": transaction.id, "kind": transaction.kind.value, "label": f"{kind} · {transaction.counterparty}",
        "at": transaction.created_at.isoformat(), "amount": formats.amount(transaction.amount, transaction.currency), "state": transaction.state.value,
        "state_label": text(f"labels.state_{transaction.state.value}", language), "failed": transaction.state in _FAILED}


def _pressed(session: Session, conversation_id: str) -> Dict[str, List[str]]:
    """What each button stands for that she pressed."""
    rows = session.execute(select(Choice.id, Choice.payload).join(Message, Message.choice_id == Choice.id).where(
        Message.conversation_id == conversation_id, Choice.conversation_id == conversation_id))
    named = ((row.id, (row.payload.get("entities") or {}).get("transaction_id")) for row in rows)
    return {choice_id: [value] for choice_id, value in named if isinstance(value, str)}


def _entities(understood: Dict[str, Any]) -> Iterable[str]:
    return [each["value"] for each in understood.get("entities") or () if each.get("entity") == "transaction_id" and isinstance(each.get("value"), str)]
