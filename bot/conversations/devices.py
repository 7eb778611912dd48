"""Which browsers and phones a customer signs in with, as well as a browser's name for itself can tell.

A weak sign: two phones of one kind are one device here, and whoever wants to can call her browser what she likes.
It shows a stranger's sign-in from another kind of device, and nothing more is made of it than a flag for agents.
"""
import hashlib
import re
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.models import Device
from bot.db import QUIETLY

_NEW_FOR = timedelta(days=7)


def see(session: Session, conversation_id: str, user_agent: str, *, now: datetime) -> None:
    """She opened her conversation with this browser, of which only a hash is kept."""
    device = _hash(conversation_id, user_agent)
    this = (Device.conversation_id == conversation_id) & (Device.device == device)
    if session.execute(update(Device).where(this).values(last_seen_at=now), execution_options=QUIETLY).rowcount:
        return
    try:
        with session.begin_nested():
            session.execute(insert(Device).values(conversation_id=conversation_id, device=device, first_seen_at=now, last_seen_at=now))
    except IntegrityError:
        return  # another window of the same browser was faster


def is_new(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """Whether the device seen last was first seen within a week, and after another one was known."""
    seen = session.execute(select(Device).where(Device.conversation_id == conversation_id).order_by(Device.last_seen_at.desc())).scalars().all()
    return len(seen) > 1 and seen[0].first_seen_at > now - _NEW_FOR and any(other.first_seen_at < seen[0].first_seen_at for other in seen[1:])


def _hash(conversation_id: str, user_agent: str) -> str:
    # Without its versions, or every update would be a new device; with the conversation, so that it means nothing elsewhere.
    kind = re.sub(r"[\d._]+", "", user_agent[:1000])
    return hashlib.sha256(f"{conversation_id} {kind}".encode(errors="surrogatepass")).hexdigest()
