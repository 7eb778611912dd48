"""Who works on a complaint."""
from dataclasses import dataclass
from datetime import datetime
from typing import Dict, List, Mapping, Optional, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.agents.roles import Actor, Role
from bot.complaints import queries, steps
from bot.complaints.kinds import Actor as Party
from bot.complaints.kinds import Event
from bot.complaints.lifecycle import By
from bot.complaints.models import Complaint
from bot.errors import NotAllowed, SupportError


@dataclass(frozen=True)
class Refused:
    """A complaint that could not be assigned, and the error's code."""

    number: str
    code: str


def choose(people: Sequence[Actor], loads: Mapping[int, int], *, language: str, team: Optional[str] = None) -> Optional[Actor]:
    """Who of the people on duty takes a complaint: of its team if it has one, speaking its language, with the fewest open ones. Pure."""
    fitting = [person for person in people if person.agent_id is not None and person.role is not Role.AUDITOR
               and language in person.languages and team in {None, person.team}]
    return min(fitting, key=lambda person: (loads.get(person.agent_id or 0, 0), person.agent_id), default=None)


def loads(session: Session) -> Dict[int, int]:
    """How many open complaints each agent has."""
    return dict(session.execute(select(Complaint.assignee_id, func.count(Complaint.id)).where(
        Complaint.assignee_id.is_not(None), Complaint.due_at.is_not(None)).group_by(Complaint.assignee_id)).all())


def assign(session: Session, number: str, agent: Actor, *, actor: Actor, now: datetime, version: Optional[int] = None) -> Complaint:
    """Give a complaint to an agent and tell the customer who works on it.

    An agent may take what is nobody's and pass on what is hers (NotAllowed("taken") else); a supervisor assigns anything.
    """
    complaint = steps.held_by(session, number, actor, version)
    if actor.role is Role.AGENT and complaint.assignee_id not in {None, actor.agent_id}:
        raise NotAllowed("taken", by=complaint.assignee.name)
    _give(session, complaint, agent, actor, now)
    return complaint


def assign_by_load(session: Session, complaint_id: int, people: Sequence[Actor], *, now: datetime) -> Optional[Actor]:
    """Give a complaint that is nobody's to whom `choose` names among the people on duty; None where nobody fits."""
    complaint = steps.held(session, complaint_id)
    if complaint.assignee_id is not None or complaint.due_at is None:
        return None
    agent = choose(people, loads(session), language=complaint.locale, team=complaint.team)
    if agent:
        _give(session, complaint, agent, Party.SYSTEM, now)
    return agent


def unassigned(session: Session, *, limit: int = 200) -> Sequence[int]:
    """The ids of open complaints that are nobody's, the most urgent first."""
    return session.execute(select(Complaint.id).where(Complaint.assignee_id.is_(None), Complaint.due_at.is_not(None))
                           .order_by(Complaint.priority, Complaint.due_at, Complaint.id).limit(limit)).scalars().all()


def assign_many(session: Session, numbers: Sequence[str], agent: Actor, *, actor: Actor, now: datetime) -> List[Refused]:
    """Give many complaints to an agent; returns those that could not be, the others are hers."""
    # All are held before anything is written, and in one order: else two who do this at once could lock each other out.
    session.execute(select(Complaint.id).where(Complaint.number.in_(numbers), queries.readable_by(actor)).order_by(Complaint.id).with_for_update())
    refused = []
    for number in dict.fromkeys(numbers):
        try:
            assign(session, number, agent, actor=actor, now=now)
        except SupportError as error:
            refused.append(Refused(number, error.code))
    return refused


def _give(session: Session, complaint: Complaint, agent: Actor, by: By, now: datetime) -> None:
    if agent.agent_id is None or agent.role is Role.AUDITOR:
        raise NotAllowed("not_your_role", event=Event.ASSIGNED.value)
    if complaint.assignee_id == agent.agent_id:
        return
    steps.move(session, complaint, Event.ASSIGNED, by, now, details={"agent": agent.agent_id, "before": complaint.assignee_id})
    complaint.assignee_id, complaint.team = agent.agent_id, agent.team or complaint.team
    session.flush()
    session.expire(complaint, ["assignee"])
    steps.tell(session, complaint, "complaint_assigned", now, agent=agent.name)
