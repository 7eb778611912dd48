"""What an agent gets with a conversation, so that the customer need not tell it again."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict, List, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot import formats
from bot.agents.roles import Actor
from bot.complaints import queries as complaints
from bot.complaints.models import Complaint
from bot.conversations import callbacks, desk_queries, notes, risks, speaking
from bot.conversations.desk_models import Callback
from bot.conversations.models import Conversation, Handoff, Message
from bot.conversations.ownership import Owner
from bot.conversations.reasons import Risk
from bot.desk.conversation_shapes import agent_names, customer_of, moment, named, note_row
from bot.desk.moves import moves
from bot.desk.spoken_transactions import is_large, looked_up, spoken_of, transaction_row
from bot.desk.steps import step_rows, steps
from bot.errors import WalletUnavailable
from bot.language import Language
from bot.texts import text
from bot.wallet import wallet
from bot.wallet.protocol import Account, Freeze

_LOOKED_AT = 300  # messages


@dataclass(frozen=True)
class Known:
    """What our own database says, and what the wallet is to be asked for."""

    shape: Dict[str, Any]
    risks: Sequence[Risk]
    customer_id: Optional[str]
    transactions: Sequence[str]


def known(session: Session, conversation_id: str, actor: Actor, language: Language, *, now: datetime) -> Known:
    """A conversation as its database rows tell it; NotFound for who may not read it."""
    conversation = desk_queries.find(session, conversation_id, actor)
    handoff = desk_queries.last_handoff(session, conversation_id)
    messages = _last_messages(session, conversation_id)
    hers = complaints.mine(session, conversation)
    shape = {
        **_standing(session, conversation, handoff, actor, now),
        "deadline": _deadline(hers, callbacks.owed(session, conversation_id)), "complaints": _complaint_rows(hers),
        "steps": step_rows(steps(session, messages, hers, language)), "notes": _notes(session, conversation_id)}
    found = {Risk(risk) for risk in (handoff.risk if handoff else ())} | set(risks.of(session, conversation, now=now))
    numbers = [*spoken_of(session, conversation_id, messages), *(each.transaction_id for each in hers if each.transaction_id and _is_open(each))]
    return Known(shape, risks.ordered(found), conversation.customer_id, list(dict.fromkeys(numbers)))


def whole(facts: Known, language: Language) -> Dict[str, Any]:
    """The packet, with what the wallet knows; while it is away, without and saying so. Waits for the wallet."""
    if facts.customer_id is None:
        return {**facts.shape, "risk": facts.risks, "transactions": [], "wallet_away": False}
    try:
        account, found = wallet().account(facts.customer_id), looked_up(facts.customer_id, facts.transactions)
    except WalletUnavailable:
        return {**facts.shape, "risk": facts.risks, "transactions": [], "wallet_away": True}
    marked = {*facts.risks, Risk.LARGE_AMOUNT} if is_large(found) else set(facts.risks)
    return {**facts.shape, "risk": risks.ordered(marked), "customer": {**facts.shape["customer"], **_account(account, language)},
            "transactions": [transaction_row(each, language) for each in found], "wallet_away": False}


def _standing(session: Session, conversation: Conversation, handoff: Optional[Handoff], actor: Actor, now: datetime) -> Dict[str, Any]:
    """Who has it, why, and what each side does."""
    names = agent_names(session, [conversation.agent_id])
    return {
        "conversation_id": conversation.id, "owner": conversation.owner, "agent": named(conversation.agent_id, names),
        "customer": customer_of(conversation), "language": conversation.locale, "reason": handoff and handoff.reason, "team": handoff and handoff.team,
        "waiting_since": moment(handoff.queued_at) if handoff and conversation.owner == Owner.QUEUE else None,
        "customer_typing": speaking.is_typing(conversation.customer_typing_at, now), "customer_read": conversation.customer_read,
        "agent_read": conversation.agent_read, "last_sequence": conversation.last_sequence, "moves": moves(conversation, actor)}


def _account(account: Optional[Account], language: Language) -> Dict[str, Any]:
    if account is None:
        return {}
    frozen: Optional[Freeze] = account.frozen
    return {"name": account.name, "phone": account.phone and formats.masked(account.phone), "email": account.email and formats.masked(account.email),
            "state": text(f"packet.frozen_{frozen.value if frozen else 'no'}", language), "frozen_at": moment(account.frozen_at)}


def _complaint_rows(hers: Sequence[Complaint]) -> Dict[str, List[Dict[str, Any]]]:
    rows = [(_is_open(each), {"number": each.number, "category": each.category, "status": each.status, "created_at": each.created_at.isoformat(),
                              "next_deadline": _clock(each)}) for each in hers]
    return {"open": [row for is_open, row in rows if is_open], "past": [row for is_open, row in rows if not is_open]}


def _deadline(hers: Sequence[Complaint], callback: Optional[Callback]) -> Optional[Dict[str, Any]]:
    """The earliest promise that is still owed to her."""
    owed = [{**clock, "number": each.number} for each in hers if (clock := _clock(each))]
    if callback:
        owed.append({"kind": "callback", "number": callback.number, "started_at": callback.created_at.isoformat(), "due_at": callback.due_at.isoformat(),
                     "state": "breached" if callback.state == callbacks.State.MISSED.value else "pending"})
    return min(owed, key=lambda each: each["due_at"], default=None)


def _clock(complaint: Complaint) -> Optional[Dict[str, Any]]:
    clock = complaints.next_deadline(complaint)
    return clock and {"kind": clock.kind, "started_at": clock.started_at.isoformat(), "due_at": clock.due_at.isoformat(), "state": clock.state}


def _is_open(complaint: Complaint) -> bool:
    return complaint.due_at is not None


def _notes(session: Session, conversation_id: str) -> List[Dict[str, Any]]:
    found = notes.of(session, conversation_id)
    names = agent_names(session, [note.agent_id for note in found])
    return [note_row(note, names) for note in found]


def _last_messages(session: Session, conversation_id: str) -> List[Message]:
    newest = session.execute(select(Message).options(selectinload(Message.attachments)).where(Message.conversation_id == conversation_id)
                             .order_by(Message.sequence.desc()).limit(_LOOKED_AT)).scalars().all()
    return list(reversed(newest))
