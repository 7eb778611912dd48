"""By which ways a customer hears of her complaints: all of them if she is signed in, each by its own contact if she is not."""
from datetime import datetime
from typing import Dict, List, Optional

from sqlalchemy.orm import Session

from bot.complaints import queries, steps
from bot.complaints.kinds import Status
from bot.conversations.models import Conversation
from bot.notices import ways
from bot.notices.kinds import Channel
from bot.notices.ways import Reach


def reaches_of_visitor(session: Session, conversation: Conversation, number: Optional[str] = None) -> List[Reach]:
    """A visitor's open complaints that hold a contact, newest first, or the one named; NotFound("unknown_complaint") where it is not hers."""
    named = [queries.mine_by_number(session, conversation, number)] if number else queries.mine(session, conversation, open_only=True)
    return [Reach(complaint.conversation_id, complaint.number, contact=complaint.contact)
            for complaint in named if complaint.contact and complaint.customer_id is None]


def choose(session: Session, conversation: Conversation, reach: Reach, wanted: Dict[Channel, bool], *, now: datetime, number: Optional[str] = None) -> None:
    """Turn ways on and off; a way that is turned on for a complaint that was just filed gets its acknowledgement as well."""
    ways.choose(session, reach, wanted, now=now)
    about = number or reach.subject
    if about and any(wanted.values()):
        complaint = steps.held(session, queries.mine_by_number(session, conversation, about).id)
        if complaint.status == Status.ACKNOWLEDGED.value:
            steps.acknowledge(session, complaint, now)
