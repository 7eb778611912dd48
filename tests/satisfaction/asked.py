"""What satisfaction is asked about in these tests."""
from typing import List, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor
from bot.complaints import decisions
from bot.complaints.kinds import Outcome
from bot.conversations import handoffs
from bot.conversations.models import Message
from bot.conversations.queries import messages_after
from bot.conversations.service import receive
from bot.db import Database
from bot.satisfaction import asking, service
from bot.satisfaction.models import FollowUp, Rating
from tests.complaints.people import NOW, OPERATOR, conversation, filed


def resolved(database: Database, actor: Actor = OPERATOR, **kwargs: object) -> str:
    """A complaint settled with its customer; its number."""
    number = filed(database, **kwargs)
    with database.transaction() as session:
        decisions.resolve(session, number, Outcome.UPHELD, "已退款", actor=actor, now=NOW)
    return number


def handed_off(database: Database, *, now=NOW, **kwargs: object) -> int:
    """A handoff that an agent answered; its id."""
    with database.transaction() as session:
        handoff = handoffs.request(session, conversation(session, **kwargs).id, reason="asked_for", now=now)
        handoffs.answer(session, handoff.id, "好的", now=now)
        return handoff.id


def ask(database: Database, now=NOW) -> List[Rating]:
    """One round of the worker's; every question asked so far, oldest first."""
    asking.ask_due(database, now=now)
    return ratings(database)


def ratings(database: Database) -> List[Rating]:
    with database.reading() as session:
        found = session.execute(select(Rating).order_by(Rating.id)).scalars().all()
        session.expunge_all()
        return list(found)


def follow_ups(database: Database) -> List[FollowUp]:
    with database.reading() as session:
        found = session.execute(select(FollowUp).order_by(FollowUp.id)).scalars().all()
        session.expunge_all()
        return list(found)


def last(session: Session, conversation_id: str) -> Message:
    return messages_after(session, conversation_id, 0, 99)[-1]


def say(database: Database, conversation_id: str, text: str, *, now=NOW, press: Optional[int] = None) -> Message:
    """The customer writes, or presses the button of so many stars under the last message; heard as the channel hears it."""
    with database.transaction() as session:
        choice = None
        if press:
            [choice] = [one for one in last(session, conversation_id).choices if one.payload["entities"]["rating"] == str(press)]
        message, _ = receive(session, conversation_id, client_message_id=f"m{last(session, conversation_id).sequence}",
                             text=choice.title if choice else text, choice=choice, now=now)
        service.hear(session, message, choice, now=now)
        return message


def low(database: Database, *, now=NOW, **kwargs: object) -> "tuple[str, int]":
    """A complaint whose customer gave one star; its number, and the id of the task that came of it."""
    number = resolved(database, **kwargs)
    say(database, ask(database)[-1].conversation_id, "", press=1, now=now)
    return number, next(one.id for one in follow_ups(database) if one.kind == "task")
