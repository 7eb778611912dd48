"""Notices that are ready to be sent."""
from datetime import datetime
from typing import Any, Dict, List, Optional

from sqlalchemy import select

from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language
from bot.notices import delivering, preferences
from bot.notices.deliveries import Job
from bot.notices.kinds import Channel
from bot.notices.models import Delivery
from bot.notices.outbox import Notice, announce
from bot.wallet import wallet
from bot.wallet.seeds import seed
from tests.complaints.people import NOW


def job(kind: str = "complaint_reply", subject: Optional[str] = "C20261103AB12CD", language: Language = Language.ZH, channel: Channel = Channel.EMAIL,
        **values: Any) -> Job:
    """A claimed delivery that is in no database."""
    return Job(id=1, claim="x", known_by="a" * 32, channel=channel, kind=kind, subject=subject, language=language,
               values=values or {"words": "在查了"}, customer_id="demo-chen", address=None, created_at=NOW)


def chose(database: Database, *channels: Channel, customer: Optional[str] = "demo-chen", subject: str = "") -> str:
    """A customer who chose some ways; gives her conversation."""
    seed(database)
    with database.transaction() as session:
        hers = open_conversation(session, customer_id=customer, language=Language.ZH, now=NOW)
        preferences.choose(session, hers.id, subject, dict.fromkeys(channels, True), now=NOW)
        return hers.id


def tell(database: Database, conversation_id: str, *, key: str = "k", now: datetime = NOW, **how: Any) -> None:
    """Write one notice down."""
    given: Dict[str, Any] = {"kind": "complaint_taken_up", "values": {"number": "C20261103AB12CD"}, "subject": "C20261103AB12CD", "language": Language.ZH, **how}
    with database.transaction() as session:
        announce(session, Notice(key=key, conversation_id=conversation_id, **given), now=now)


def rows(database: Database, *channels: Channel) -> List[Delivery]:
    """What is written down for some ways, all but her conversation by default."""
    wanted = [channel.value for channel in channels or (Channel.EMAIL, Channel.SMS, Channel.PUSH)]
    with database.reading() as session:
        found = session.execute(select(Delivery).where(Delivery.channel.in_(wanted)).order_by(Delivery.id)).scalars().all()
        session.expunge_all()
        return list(found)


def run(database: Database, channel: Channel = Channel.EMAIL, *, now: datetime = NOW) -> bool:
    """What the worker does with the next delivery that is due; False where there is none."""
    claimed = delivering.claim(database, channel, now=now)
    if claimed:
        delivering.deliver(database, wallet(), claimed, clock=lambda: now)
    return claimed is not None
