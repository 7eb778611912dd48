"""A complaint that ended long ago loses its words and evidence; what happened stays, and its audit trail holds."""
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.complaints import erasure
from bot.complaints.kinds import Actor, Status
from bot.complaints.models import Complaint, ComplaintAttachment
from bot.conversations.models import Attachment
from bot.db import QUIETLY
from bot.formats import ERASED

_ENDED = [status.value for status in Status if not status.is_open]


def evidence() -> Any:
    """The query of the attachments that complaints hold on to."""
    return select(ComplaintAttachment.attachment_id)


def erase_old(session: Session, before: datetime, *, now: datetime) -> int:
    """Erase one complaint that ended before then and is not erased yet; 0 where there is none that nobody else is at."""
    found = session.execute(select(Complaint.id).where(
        Complaint.status.in_(_ENDED), Complaint.closed_at < before, Complaint.description != ERASED)
        .order_by(Complaint.closed_at).limit(1).with_for_update(skip_locked=True)).scalar()
    if found is None:
        return 0
    held = select(ComplaintAttachment.attachment_id).where(ComplaintAttachment.complaint_id == found)
    session.execute(update(Attachment).where(Attachment.id.in_(held)).values(stored=False), execution_options=QUIETLY)
    session.execute(delete(ComplaintAttachment).where(ComplaintAttachment.complaint_id == found))
    erasure.erase_words(session, found, by=Actor.SYSTEM, now=now)
    return 1
