"""Reads of follow-ups. Tasks are the supervisors'; calls are everybody's who takes care of customers."""
from datetime import datetime
from typing import Any, Optional, Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload

from bot.agents.roles import Actor, Role
from bot.errors import NotFound
from bot.satisfaction.kinds import Kind, State
from bot.satisfaction.models import FollowUp

_WITH = (joinedload(FollowUp.complaint), joinedload(FollowUp.rating), joinedload(FollowUp.agent))


def readable_by(actor: Actor) -> Any:
    """The condition under which somebody of the company may see a follow-up."""
    return FollowUp.kind == Kind.CALL.value if actor.role is Role.AGENT else true()


def one(session: Session, follow_up_id: int, actor: Actor) -> FollowUp:
    """A follow-up with what it is about; NotFound("unknown_follow_up") where there is none for her."""
    return _one(session, select(FollowUp).options(*_WITH), follow_up_id, actor)


def held(session: Session, follow_up_id: int, actor: Actor) -> FollowUp:
    """The same, held until the transaction ends."""
    return _one(session, select(FollowUp).with_for_update().execution_options(populate_existing=True), follow_up_id, actor)


def page(session: Session, actor: Actor, *, state: Optional[State], kind: Optional[Kind], due_by: Optional[datetime], after: Optional[int],
         limit: int) -> Sequence[FollowUp]:
    """A list: what is open the oldest first, everything else the newest first; `after` is the id where the last page ended."""
    statement = select(FollowUp).options(*_WITH).where(readable_by(actor)).limit(limit)
    if state is not None:
        statement = statement.where(FollowUp.state == state.value)
    if kind is not None:
        statement = statement.where(FollowUp.kind == kind.value)
    if due_by is not None:
        statement = statement.where(FollowUp.due_at <= due_by)
    if state is State.OPEN:
        statement = statement.order_by(FollowUp.id)
        return session.execute(statement if after is None else statement.where(FollowUp.id > after)).scalars().all()
    statement = statement.order_by(FollowUp.id.desc())
    return session.execute(statement if after is None else statement.where(FollowUp.id < after)).scalars().all()


def _one(session: Session, statement: Any, follow_up_id: int, actor: Actor) -> FollowUp:
    found = session.execute(statement.where(FollowUp.id == follow_up_id, readable_by(actor))).scalar_one_or_none()
    if found is None:
        raise NotFound("unknown_follow_up")
    return found
