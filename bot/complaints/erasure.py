"""Erasing what was said in a complaint, while its audit trail goes on holding."""
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.complaints import steps
from bot.complaints.kinds import Event
from bot.complaints.lifecycle import By
from bot.complaints.models import Complaint, ComplaintKey, ComplaintNote, ComplaintTerm, Review
from bot.formats import ERASED
from bot.notices import outbox


def erase_words(session: Session, complaint_id: int, *, by: By, now: datetime) -> Complaint:
    """Erase every word, contact and key of an ended complaint; category, sums, dates and the trail stay. NotAllowed while it is open."""
    complaint = steps.held(session, complaint_id)
    steps.move(session, complaint, Event.WORDS_ERASED, by, now)
    complaint.description, complaint.remedy_words, complaint.contact = ERASED, None, None
    session.execute(update(ComplaintNote).where(ComplaintNote.complaint_id == complaint.id).values(text=ERASED))
    session.execute(update(Review).where(Review.complaint_id == complaint.id).values(author=None))
    for table in (ComplaintTerm, ComplaintKey):
        session.execute(delete(table).where(table.complaint_id == complaint.id))
    outbox.forget(session, complaint.number)
    session.flush()
    return complaint
