"""Notices that went out, or never will, are forgotten after a time."""
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db import QUIETLY
from bot.notices.kinds import State
from bot.notices.models import Delivery


def forget_settled(session: Session, before: datetime, limit: int) -> int:
    """Delete deliveries that were settled before then, the oldest first; returns how many."""
    settled = select(Delivery.id).where(Delivery.state != State.WAITING.value, Delivery.settled_at < before)
    ids = session.execute(settled.order_by(Delivery.settled_at).limit(limit).with_for_update(skip_locked=True)).scalars().all()
    return session.execute(delete(Delivery).where(Delivery.id.in_(ids)), execution_options=QUIETLY).rowcount if ids else 0
