"""Who waits for a person and then writes of a loss goes to the front, and the desk sees why."""
from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations import handoffs, queries, risks
from bot.conversations.live import Kind, emit
from bot.conversations.ownership import EVERYBODY, Owner, locked
from bot.conversations.reasons import Risk


def raise_risk(session: Session, conversation_id: str, risk: Risk, *, now: datetime) -> None:
    """Mark the open request of a conversation with a risk; marked before, nothing changes.

    Who waits and speaks of ending her life is told at once whom to call: no colleague may come for hours.
    """
    conversation = locked(session, conversation_id)
    handoff = queries.open_handoff(session, conversation_id)
    if handoff and risks.note(handoff, {risk}):
        emit(session, Kind.QUEUE, handoff.team or EVERYBODY, now=now)
        emit(session, Kind.CONVERSATION, conversation_id, now=now)
        if risk is Risk.IN_DANGER and conversation.owner == Owner.QUEUE:
            handoffs.tell(session, conversation, "in_danger", now)
