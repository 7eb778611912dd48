"""Reads: what operators see of notices that went out, or did not."""
from typing import Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import formats
from bot.notices.kinds import Channel, State
from bot.notices.models import Delivery


def listed(session: Session, *, state: Optional[State] = None, before: Optional[int] = None, limit: int = 50) -> Sequence[Delivery]:
    """Deliveries besides the chat, the newest first; `before` is the id where the last page ended."""
    found = select(Delivery).where(Delivery.channel != Channel.INBOX.value).order_by(Delivery.id.desc()).limit(limit)
    if state is not None:
        found = found.where(Delivery.state == state.value)
    return session.execute(found if before is None else found.where(Delivery.id < before)).scalars().all()


def whom(delivery: Delivery) -> str:
    """To whom: the contact she left, masked; else the wallet's customer, whose address only the wallet knows."""
    return formats.masked(delivery.address) if delivery.address else delivery.customer_id or ""
