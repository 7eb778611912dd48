"""Which ways a customer chose. Nothing is sent by a way she did not choose."""
from datetime import datetime
from typing import Dict, List

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.models import Conversation
from bot.notices.kinds import Channel
from bot.notices.models import ContactPreference

EVERYTHING = ""  # what a signed-in customer's choice is about


def subject_for(conversation: Conversation, number: str) -> str:
    """What a choice is about: everything for a signed-in customer, one complaint for a visitor."""
    return EVERYTHING if conversation.customer_id else number


def chosen(session: Session, conversation_id: str, subject: str) -> List[Channel]:
    """The ways chosen, in the order of `Channel`."""
    rows = session.execute(select(ContactPreference.channel).where(
        ContactPreference.conversation_id == conversation_id, ContactPreference.subject == subject, ContactPreference.chosen.is_(True))).scalars().all()
    return [channel for channel in Channel if channel.value in rows]


def choose(session: Session, conversation_id: str, subject: str, ways: Dict[Channel, bool], *, now: datetime) -> None:
    """Turn ways on or off; those not named stay as they are."""
    for channel, wanted in sorted(ways.items()):
        row = _row(session, conversation_id, subject, channel) or _new(session, conversation_id, subject, channel, now)
        row.chosen, row.changed_at = wanted, now
    session.flush()


def _row(session: Session, conversation_id: str, subject: str, channel: Channel) -> "ContactPreference | None":
    return session.execute(select(ContactPreference).where(
        ContactPreference.conversation_id == conversation_id, ContactPreference.subject == subject,
        ContactPreference.channel == channel.value).with_for_update()).scalar_one_or_none()


def _new(session: Session, conversation_id: str, subject: str, channel: Channel, now: datetime) -> ContactPreference:
    row = ContactPreference(conversation_id=conversation_id, subject=subject, channel=channel.value, chosen=False, changed_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # she chose it at the same moment in another window
        found = _row(session, conversation_id, subject, channel)
        assert found is not None
        return found
    return row
