"""Reads: what operators see of notices that went out, or did not."""
from datetime import datetime
from typing import Dict, Optional, Sequence, Tuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import formats
from bot.notices.kinds import CHOOSABLE, Channel, State
from bot.notices.models import Delivery


def listed(session: Session, *, state: Optional[State] = None, before: Optional[int] = None, limit: int = 50) -> Sequence[Delivery]:
    """Deliveries besides the chat, the newest first; `before` is the id where the last page ended."""
    found = select(Delivery).where(Delivery.channel != Channel.INBOX.value).order_by(Delivery.id.desc()).limit(limit)
    if state is not None:
        found = found.where(Delivery.state == state.value)
    return session.execute(found if before is None else found.where(Delivery.id < before)).scalars().all()


def standing(session: Session) -> Dict[Tuple[str, str], int]:
    """How many deliveries of each way wait, and how many were given up; 0 too."""
    rows = session.execute(select(Delivery.channel, Delivery.state, func.count(Delivery.id)).where(
        Delivery.state.in_([State.WAITING.value, State.FAILED.value])).group_by(Delivery.channel, Delivery.state)).all()
    counted = {(channel, state): count for channel, state, count in rows}
    return {(channel.value, state.value): counted.get((channel.value, state.value), 0) for channel in CHOOSABLE for state in (State.WAITING, State.FAILED)}


def overdue_seconds(session: Session, *, now: datetime) -> float:
    """How long the delivery that should have gone out first is late; 0 where none is."""
    first = session.execute(select(func.min(Delivery.due_at)).where(Delivery.state == State.WAITING.value)).scalar()
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def whom(delivery: Delivery) -> str:
    """To whom: the contact she left, masked; else the wallet's customer, whose address only the wallet knows."""
    return formats.masked(delivery.address) if delivery.address else delivery.customer_id or ""
