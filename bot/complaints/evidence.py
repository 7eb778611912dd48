"""What our own people add to a complaint: a bank's letter, a screenshot of the core system. No customer sees it."""
import hashlib
from datetime import datetime
from typing import Optional

from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.attachments import service
from bot.attachments.checking import Checked
from bot.complaints import lifecycle, queries, steps
from bot.complaints.kinds import Event, Status
from bot.complaints.models import Complaint, ComplaintAttachment
from bot.conversations.models import Attachment


def reserve(session: Session, number: str, checked: Checked, *, name: str, actor: Actor, now: datetime) -> Attachment:
    """The row of a file that is about to be stored; NotFound or NotAllowed for who may not add it."""
    complaint = queries.readable(session, number, actor)
    lifecycle.after(Status(complaint.status), Event.EVIDENCE_ADDED, actor)
    return service.reserve(session, complaint.conversation_id, checked, name=name, now=now, internal=True)


def add(session: Session, number: str, attachment_id: str, content: bytes, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Make a file that is stored now evidence; the audit trail holds its SHA-256."""
    complaint = steps.held_by(session, number, actor, version)
    details = {"attachment": attachment_id, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    steps.move(session, complaint, Event.EVIDENCE_ADDED, actor, now, details=details)
    service.mark_stored(session, attachment_id)
    session.add(ComplaintAttachment(attachment_id=attachment_id, complaint_id=complaint.id))
    session.flush()
    return complaint
