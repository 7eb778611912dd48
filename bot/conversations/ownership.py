"""Who speaks with the customer: one table of moves, and one guarded transition that obeys it."""
from datetime import datetime
from enum import Enum
from typing import Any, FrozenSet, Mapping, NamedTuple, Optional, Tuple

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.orm import Session

from bot.agents import audit
from bot.agents.roles import Actor
from bot.conversations import queries
from bot.conversations.live import Kind, emit
from bot.conversations.models import Conversation, Message, Mirror
from bot.db import read_only
from bot.errors import NotAllowed, NotFound
from bot.prepared import Prepared
from bot.webhooks import service as webhooks
from bot.webhooks.models import Topic

EVERYBODY = "all"  # whose queue a change is about, where it is no team's


class Owner(str, Enum):
    """Whose turn it is to answer."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


class Step(str, Enum):
    """What may happen to a conversation's ownership."""

    REQUEST = "request"      # the customer, or the bot for her, asks for a person
    TAKE = "take"            # an agent takes it from the queue
    TAKE_OVER = "take_over"  # an agent takes it from the bot or from a colleague
    TRANSFER = "transfer"    # its agent passes it on, by way of the queue
    LOSE = "lose"            # its agent has gone silent: back to the front of the queue
    RETURN = "return"        # its agent gives it back to the bot
    WITHDRAW = "withdraw"    # the customer goes back to the bot


class Move(NamedTuple):
    """From which owners a step may start, and where it ends."""

    before: FrozenSet[Owner]
    after: Owner


_BOT, _QUEUE, _AGENT = (frozenset({owner}) for owner in Owner)
MOVES: Mapping[Step, Move] = {
    Step.REQUEST: Move(_BOT, Owner.QUEUE),
    Step.TAKE: Move(_QUEUE, Owner.AGENT),
    Step.TAKE_OVER: Move(_BOT | _AGENT, Owner.AGENT),
    Step.TRANSFER: Move(_AGENT, Owner.QUEUE),
    Step.LOSE: Move(_AGENT, Owner.QUEUE),
    Step.RETURN: Move(_AGENT | _QUEUE, Owner.BOT),
    Step.WITHDRAW: Move(_QUEUE | _AGENT, Owner.BOT),
}


# How subscribers hear of each step.
TOLD: Mapping[Step, str] = {
    Step.REQUEST: "person_requested", Step.TAKE: "conversation_taken", Step.TAKE_OVER: "conversation_taken_over", Step.TRANSFER: "conversation_transferred",
    Step.LOSE: "conversation_lost", Step.RETURN: "conversation_returned", Step.WITHDRAW: "request_withdrawn"}


_LOCKED = select(Conversation).where(Conversation.id == bindparam("conversation")).with_for_update().execution_options(populate_existing=True)
# At every turn.
_HELD = Prepared(select(*Conversation.__table__.columns).where(Conversation.__table__.c.id == bindparam("conversation")).with_for_update())
_LOCKED_TO_ANSWER = Prepared(
    select(Conversation.id, Conversation.last_sequence, case((queries.BOT_MAY_ANSWER, 1), else_=0))
    .join(Message, Message.conversation_id == Conversation.id).where(Message.id == bindparam("message")).with_for_update(of=Conversation))


def locked(session: Session, conversation_id: str) -> Conversation:
    """The conversation, held until the transaction ends: whoever writes to it next waits. NotFound if there is none.

    On PostgreSQL by a row lock; on SQLite the transaction already holds the only write lock.
    """
    found = session.execute(_LOCKED, {"conversation": conversation_id}).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_conversation")
    return found


def held(session: Session, conversation_id: str) -> Conversation:
    """The same, read only: what is said in it is written past the object (see `service.append`)."""
    found = _HELD.first(session, {"conversation": conversation_id})
    if found is None:
        raise NotFound("unknown_conversation")
    return read_only(Conversation, _HELD.mapped(found))


def locked_to_answer(session: Session, message_id: int) -> Tuple[str, int, bool]:
    """The conversation of a message that exists, held likewise: its id, its last message's sequence, and whether the bot may still answer that message."""
    conversation_id, last, speaks = _LOCKED_TO_ANSWER.one(session, {"message": message_id})
    return conversation_id, last, bool(speaks)


def move(session: Session, conversation_id: str, step: Step, *, now: datetime, agent_id: Optional[int] = None,
         held_by: Optional[int] = None) -> Conversation:
    """Change who owns a conversation; NotAllowed("ownership") where the table forbids it, or where `held_by` is no longer its agent."""
    conversation = locked(session, conversation_id)
    rule, owner = MOVES[step], Owner(conversation.owner)
    if owner not in rule.before or (held_by is not None and conversation.agent_id != held_by):
        raise NotAllowed("ownership", owner=owner.value, agent_id=conversation.agent_id)
    conversation.owner = rule.after.value
    conversation.agent_id = agent_id if rule.after is Owner.AGENT else None
    conversation.owner_since = now
    if rule.after is not Owner.BOT:
        mirror_of(session, conversation_id).following = True
    session.flush()
    emit(session, Kind.CONVERSATION, conversation_id, now=now)
    webhooks.record(session, Topic.CONVERSATION, TOLD[step], {
        "conversation_id": conversation_id, "owner": conversation.owner, "agent_id": conversation.agent_id, "before": owner.value}, now=now)
    return conversation


def mirror_of(session: Session, conversation_id: str) -> Mirror:
    """How far Rasa's tracker follows a conversation; whoever asks holds the conversation's lock."""
    mirror = session.get(Mirror, conversation_id, populate_existing=True)
    if mirror is None:
        mirror = Mirror(conversation_id=conversation_id, sequence=0, following=False)
        session.add(mirror)
    return mirror


def leave(session: Session, conversation_id: str, *, outcome: str, now: datetime) -> None:
    """She goes back to the bot, and her request ends with what became of it."""
    move(session, conversation_id, Step.WITHDRAW, now=now)
    end(session, conversation_id, outcome=outcome, now=now)
    record(session, None, "handoff_left", conversation_id, now, outcome=outcome)


def record(session: Session, actor: Optional[Actor], kind: str, conversation_id: str, now: datetime, **details: Any) -> None:
    """Write down in the desk's audit trail what happened to a conversation, and by whom (None: the customer, the bot or the clock)."""
    audit.record(session, actor, kind, f"conversation:{conversation_id}", now, details)


def end(session: Session, conversation_id: str, *, outcome: str, now: datetime) -> None:
    """Close the open request with what became of it; nobody is told any more that she waits."""
    handoff = queries.open_handoff(session, conversation_id)
    if handoff:
        session.execute(update(Message).where(Message.id == handoff.message_id).values(unhandled=None), execution_options={"synchronize_session": "fetch"})
        handoff.ended_at, handoff.outcome = now, outcome
        session.flush()
        emit(session, Kind.QUEUE, handoff.team or EVERYBODY, now=now)
