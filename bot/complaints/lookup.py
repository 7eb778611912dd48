"""How a visitor who is not signed in proves that a complaint is hers."""
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.complaints.models import Complaint, ComplaintGrant, LookupTry
from bot.conversations.models import Conversation
from bot.errors import TooManyTries
from bot.settings import settings


def prove(session: Session, conversation: Conversation, number: str, proof: str, *, now: datetime) -> bool:
    """Whether number and the contact's last four characters belong together; if so, access is granted.

    Tries are counted for the conversation and for the number, right or wrong, so that neither
    many numbers nor many visitors help a guesser. TooManyTries when an hour's tries are used up.
    """
    # Its row first: guessers who try at the same moment wait for each other, so that every try is counted.
    complaint = session.execute(select(Complaint).where(Complaint.number == number).with_for_update()).scalar_one_or_none()
    for key in (f"conversation:{conversation.id}", f"number:{number}"):
        _count_try(session, key, now)
    ending = _ending(complaint.contact) if complaint and complaint.contact else ""
    if not ending or not compare_digest(ending.encode(), _ending(proof).encode()):
        return False
    assert complaint is not None
    session.merge(ComplaintGrant(conversation_id=conversation.id, complaint_id=complaint.id))
    session.execute(delete(LookupTry).where(LookupTry.key == f"number:{number}"))
    return True


def _ending(contact: str) -> str:
    """A telephone number's last four digits; of an e-mail address what stands before the @,
    for nearly all of them end in the same four letters."""
    return contact.strip().rstrip(".,!。，！").partition("@")[0][-4:].lower()


def _count_try(session: Session, key: str, now: datetime) -> None:
    since = now - timedelta(hours=1)
    used, first = session.execute(
        select(func.count(LookupTry.id), func.min(LookupTry.created_at))
        .where(LookupTry.key == key, LookupTry.created_at > since)).one()
    if used >= settings().lookup_tries_per_hour:
        raise TooManyTries(retry_after=max(60, int((first - since).total_seconds())))
    session.add(LookupTry(key=key, created_at=now))
