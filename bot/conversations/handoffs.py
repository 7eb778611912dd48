"""A customer asks for a person, waits, is taken, passed on or lost, and goes back to the bot.

Each function is one guarded move (see `ownership`), tells the customer, and wakes whoever watches.
"""
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.agents import queries as agents
from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.conversations import desk_queries, notes, presence, queries, risks, service, speaking
from bot.conversations.live import Kind, emit
from bot.conversations.models import Author, Conversation, Handoff, Message
from bot.conversations.ownership import EVERYBODY, Owner, Step, end, leave, locked, move, record
from bot.conversations.reasons import NORMAL, Reason
from bot.db import QUIETLY
from bot.errors import InvalidInput, NotAllowed
from bot.texts import text


def request(session: Session, conversation_id: str, *, reason: Reason, now: datetime, message_id: Optional[int] = None,
            team: Optional[str] = None) -> Handoff:
    """Put a conversation into the queue; whoever waits already goes on waiting in her place.

    `message_id` is the customer's message whose answer the bot may still give: it announces the handoff.
    What she wrote after it is the agent's to answer.
    """
    conversation = locked(session, conversation_id)
    waiting = queries.open_handoff(session, conversation_id)
    if waiting:
        return waiting
    move(session, conversation_id, Step.REQUEST, now=now)
    handoff = Handoff(conversation_id=conversation_id, reason=Reason(reason).value, sequence=conversation.last_sequence, message_id=message_id,
                      team=team, priority=NORMAL, created_at=now, queued_at=now)
    risks.note(handoff, risks.of(session, conversation, now=now))
    session.add(handoff)
    session.flush()
    _quieten(session, conversation_id, message_id)
    emit(session, Kind.QUEUE, team or EVERYBODY, now=now)
    record(session, None, "handoff_requested", conversation_id, now, reason=handoff.reason)
    return handoff


def take(session: Session, conversation_id: str, *, actor: Actor, now: datetime) -> Handoff:
    """Take a conversation from the queue; taking one's own again changes nothing.

    NotAllowed("taken") with `by` if a colleague was faster, NotAllowed("not_waiting") if the customer left; NotFound for
    what is another team's.
    """
    agent_id, conversation = _speaker(actor), locked(session, conversation_id)
    handoff = desk_queries.takeable(session, conversation_id, actor)
    if handoff.ended_at is not None or conversation.owner == Owner.BOT:
        raise NotAllowed("not_waiting")
    if conversation.agent_id == agent_id:
        return handoff
    if conversation.agent_id is not None:
        raise NotAllowed("taken", by=_name(session, conversation.agent_id))
    move(session, conversation_id, Step.TAKE, now=now, agent_id=agent_id)
    _join(session, conversation, handoff, actor, now)
    record(session, actor, "conversation_taken", conversation_id, now)
    return handoff


def take_over(session: Session, conversation_id: str, *, actor: Actor, now: datetime) -> Handoff:
    """Step in where the bot or a colleague speaks; supervisors only. Stepping into one's own changes nothing."""
    agent_id = _speaker(actor)
    if actor.role is Role.AGENT:
        raise NotAllowed("not_your_role")
    conversation, handoff = locked(session, conversation_id), queries.open_handoff(session, conversation_id)
    if conversation.owner == Owner.QUEUE:
        return take(session, conversation_id, actor=actor, now=now)
    if handoff and conversation.agent_id == agent_id:
        return handoff
    before = conversation.agent_id
    move(session, conversation_id, Step.TAKE_OVER, now=now, agent_id=agent_id)
    if handoff is None:
        handoff = Handoff(conversation_id=conversation_id, reason=Reason.AGENT_CHOICE.value, sequence=conversation.last_sequence, created_at=now)
        session.add(handoff)
    _join(session, conversation, handoff, actor, now)
    record(session, actor, "conversation_taken_over", conversation_id, now, before=before)
    return handoff


def transfer(session: Session, conversation_id: str, *, actor: Actor, to_agent_id: Optional[int] = None, to_team: Optional[str] = None,
             words: Optional[str] = None, now: datetime) -> Handoff:
    """Pass one's conversation on, to a colleague or to a team, by way of their queue; `words` to them become a note.

    NotAllowed("agent_away") where the colleague is not on duty, InvalidInput("unknown_team") for a team without people.
    """
    if (to_agent_id is None) == (to_team is None):
        raise InvalidInput("invalid_field", field="agent_id")
    conversation = _hers(session, conversation_id, actor)
    colleague = _colleague(session, to_agent_id, now) if to_agent_id is not None else None
    if to_team is not None and not _has_people(session, to_team):
        raise InvalidInput("unknown_team")
    move(session, conversation_id, Step.TRANSFER, now=now, held_by=_speaker(actor))
    if words:
        notes.add(session, conversation_id, words, actor=actor, now=now)
    handoff = _back_in_queue(session, conversation_id, now)
    handoff.team, handoff.wanted_agent_id = to_team, to_agent_id
    session.flush()
    emit(session, Kind.QUEUE, to_team or EVERYBODY, now=now)
    record(session, actor, "conversation_transferred", conversation_id, now, agent=to_agent_id, team=to_team)
    if colleague:
        tell(session, conversation, "passed_to_agent", now, agent=actor.name, colleague=colleague.name)
    else:
        tell(session, conversation, "passed_to_team", now, agent=actor.name)
    return handoff


def give_back(session: Session, conversation_id: str, *, actor: Actor, now: datetime) -> None:
    """End one's part: the customer is told, and the bot goes on."""
    conversation = _hers(session, conversation_id, actor)
    move(session, conversation_id, Step.RETURN, now=now, held_by=_speaker(actor))
    end(session, conversation_id, outcome="returned", now=now)
    record(session, actor, "conversation_returned", conversation_id, now)
    tell(session, conversation, "given_back", now, agent=actor.name)


def lose_silent(session: Session, *, now: datetime, limit: int = 1) -> int:
    """Put the conversations of agents who fell silent at the front of the queue; returns how many. The customer is told."""
    gone = presence.silent_before(now)
    found = session.execute(select(Conversation.id, Conversation.agent_id).where(
        Conversation.owner == Owner.AGENT.value, Conversation.owner_since < gone, presence.is_silent(Conversation.agent_id, gone)).limit(limit)).all()
    return sum(_lose(session, row.id, row.agent_id, gone, now) for row in found)


def release_unclaimed(session: Session, *, now: datetime) -> int:
    """What a colleague was to take and did not, for as long as silence lasts, is for everybody; returns how many."""
    kept_for = select(Handoff.id).where(Handoff.wanted_agent_id.is_not(None), Handoff.ended_at.is_(None),
                                        Handoff.queued_at < presence.silent_before(now))
    released = session.execute(update(Handoff).where(Handoff.id.in_(kept_for)).values(wanted_agent_id=None),
                               execution_options=QUIETLY).rowcount
    if released:
        emit(session, Kind.QUEUE, EVERYBODY, now=now)
    return released


def withdraw(session: Session, conversation_id: str, *, now: datetime) -> Optional[Message]:
    """The customer goes back to the bot, and is told so; None where the bot had her already."""
    conversation = locked(session, conversation_id)
    if conversation.owner == Owner.BOT:
        return None
    agent = _name(session, conversation.agent_id) if conversation.agent_id else None
    leave(session, conversation_id, outcome="withdrawn", now=now)
    return tell(session, conversation, "back_from_agent", now, agent=agent) if agent else tell(session, conversation, "back_to_bot", now)


def answer(session: Session, handoff_id: int, words: str, *, now: datetime) -> Message:
    """An operator's one answer to a request; then the bot goes on."""
    handoff = queries.handoff(session, handoff_id)
    if handoff.ended_at is None:
        move(session, handoff.conversation_id, Step.RETURN, now=now)
        end(session, handoff.conversation_id, outcome="answered", now=now)
        record(session, None, "handoff_answered", handoff.conversation_id, now)
    return service.say(session, handoff.conversation_id, words, author=Author.AGENT, now=now)


def tell(session: Session, conversation: Conversation, notice: str, now: datetime, **values: Any) -> Message:
    """Say one of our notices in a conversation, in its language."""
    return service.say(session, conversation.id, text(f"notices.{notice}", conversation.language, **values), author=Author.SYSTEM, now=now)


def _lose(session: Session, conversation_id: str, agent_id: int, gone: datetime, now: datetime) -> bool:
    conversation = locked(session, conversation_id)
    still = session.execute(select(presence.is_silent(agent_id, gone))).scalar()
    if conversation.owner != Owner.AGENT or conversation.agent_id != agent_id or not still:
        return False
    move(session, conversation_id, Step.LOSE, now=now, held_by=agent_id)
    _back_in_queue(session, conversation_id, now).lost_at = now
    record(session, None, "conversation_lost", conversation_id, now, agent=agent_id)
    tell(session, conversation, "agent_lost", now)
    return True


def _back_in_queue(session: Session, conversation_id: str, now: datetime) -> Handoff:
    handoff = queries.open_handoff(session, conversation_id)
    assert handoff is not None, "an agent owns a conversation by a request"
    emit(session, Kind.QUEUE, handoff.team or EVERYBODY, now=now)
    handoff.queued_at, handoff.offered_at, handoff.wanted_agent_id = now, None, None
    return handoff


def _join(session: Session, conversation: Conversation, handoff: Handoff, actor: Actor, now: datetime) -> None:
    handoff.agent_id, handoff.taken_at, handoff.lost_at, handoff.wanted_agent_id = actor.agent_id, now, None, None
    session.flush()
    _quieten(session, conversation.id, None)
    presence.beat(session, _speaker(actor), now=now)
    emit(session, Kind.QUEUE, handoff.team or EVERYBODY, now=now)
    tell(session, conversation, "agent_joined", now, agent=actor.name)


def _quieten(session: Session, conversation_id: str, but: Optional[int]) -> None:
    """What the bot was still to answer is the agent's now, except the one message whose answer announces her."""
    theirs = update(Message).where(Message.conversation_id == conversation_id, Message.unhandled.is_(True), Message.id != (but or 0))
    session.execute(theirs.values(unhandled=None), execution_options={"synchronize_session": "fetch"})


def _speaker(actor: Actor) -> int:
    if actor.agent_id is None or actor.role is Role.AUDITOR:
        raise NotAllowed("not_your_role")
    return actor.agent_id


def _hers(session: Session, conversation_id: str, actor: Actor) -> Conversation:
    conversation = locked(session, conversation_id)
    desk_queries.find(session, conversation_id, actor)
    speaking.require_owner(conversation, actor)
    return conversation


def _name(session: Session, agent_id: int) -> str:
    return agents.agent(session, agent_id).name


def _colleague(session: Session, agent_id: int, now: datetime) -> Agent:
    found = agents.agent(session, agent_id)
    if agent_id not in {person.agent_id for person in presence.on_duty(session, now=now)}:
        raise NotAllowed("agent_away", name=found.name)
    return found


def _has_people(session: Session, team: str) -> bool:
    return session.execute(select(Agent.id).where(Agent.team == team, Agent.active.is_(True)).limit(1)).first() is not None
