"""The one table of moves a complaint may make: from where, to where, who may, what it needs. Pure.

The database holds the same pairs of statuses in a trigger (migrations 0007); a test compares the two.
"""
from enum import Enum
from typing import Collection, FrozenSet, NamedTuple, Optional, Set, Tuple, Union

from bot.agents import roles
from bot.agents.roles import Role
from bot.complaints.kinds import Actor, Event, Status
from bot.errors import InvalidInput, NotAllowed


class Need(str, Enum):
    """What must be given with a move."""

    WORDS = "words"
    OUTCOME = "outcome"
    SECOND_PERSON = "second_person"  # somebody else than the one who proposed it


Party = Union[Actor, Role]
By = Union[Actor, roles.Actor]


class Move(NamedTuple):
    """One line of the table; `after` None: the status stays."""

    event: Event
    before: FrozenSet[Status]
    after: Optional[Status]
    who: FrozenSet[Party]
    needs: FrozenSet[Need] = frozenset()


_ALL = frozenset(Status)
_OPEN = frozenset(status for status in Status if status.is_open)
_REOPENABLE = frozenset({Status.DECIDED, Status.RESOLVED, Status.WITHDRAWN})
_CUSTOMER, _SYSTEM = frozenset({Actor.CUSTOMER}), frozenset({Actor.SYSTEM})
LEADS: FrozenSet[Party] = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
AGENTS: FrozenSet[Party] = LEADS | {Role.AGENT}
_WORDS, _SECOND = frozenset({Need.WORDS}), frozenset({Need.SECOND_PERSON})
_DECISION = frozenset({Need.WORDS, Need.OUTCOME})

MOVES: Tuple[Move, ...] = (
    Move(Event.ACKNOWLEDGED, frozenset({Status.RECEIVED}), Status.ACKNOWLEDGED, _SYSTEM),
    Move(Event.ASSIGNED, _OPEN, None, AGENTS | _SYSTEM),
    Move(Event.TAKEN_UP, frozenset({Status.ACKNOWLEDGED, Status.WAITING, Status.REOPENED}), Status.INVESTIGATING, AGENTS),
    Move(Event.REPLIED, _OPEN, Status.INVESTIGATING, AGENTS, _WORDS),
    Move(Event.ASKED, frozenset({Status.ACKNOWLEDGED, Status.INVESTIGATING, Status.REOPENED}), Status.WAITING, AGENTS, _WORDS),
    Move(Event.SUPPLEMENTED, _OPEN - {Status.WAITING}, None, _CUSTOMER, _WORDS),
    Move(Event.SUPPLEMENTED, frozenset({Status.WAITING}), Status.INVESTIGATING, _CUSTOMER, _WORDS),
    Move(Event.NOTED, _ALL, None, AGENTS, _WORDS),
    Move(Event.EVIDENCE_ADDED, _ALL, None, AGENTS),
    Move(Event.EXTENSION_PROPOSED, _OPEN, None, AGENTS, _WORDS),
    Move(Event.EXTENDED, _OPEN, None, LEADS, _SECOND),
    Move(Event.EXTENSION_DECLINED, _OPEN, None, LEADS),
    Move(Event.DECIDED, _OPEN, Status.DECIDED, AGENTS, _DECISION),
    Move(Event.RESOLVED, _OPEN, Status.RESOLVED, AGENTS, _DECISION),  # settled together with the customer (DISP 1.5)
    Move(Event.RESOLVED, frozenset({Status.DECIDED}), Status.RESOLVED, _CUSTOMER),
    Move(Event.CLOSED, frozenset({Status.DECIDED, Status.RESOLVED}), Status.CLOSED, _SYSTEM),
    Move(Event.WITHDRAWN, _OPEN, Status.WITHDRAWN, _CUSTOMER),
    Move(Event.REOPENED, _REOPENABLE, Status.REOPENED, _CUSTOMER),
    Move(Event.REOPENED, _REOPENABLE | {Status.CLOSED}, Status.REOPENED, LEADS, _WORDS),
    Move(Event.DEADLINE_BREACHED, _OPEN, None, _SYSTEM),
    Move(Event.COMPENSATION_PROPOSED, _OPEN, None, AGENTS, _WORDS),
    Move(Event.COMPENSATION_APPROVED, _OPEN, None, LEADS, _SECOND),
    Move(Event.COMPENSATION_DECLINED, _OPEN, None, LEADS),
    Move(Event.COMPENSATION_SENT, _ALL, None, AGENTS | _SYSTEM),
    Move(Event.COMPENSATION_PAID, _ALL, None, _SYSTEM),
    Move(Event.COMPENSATION_REFUSED, _ALL, None, _SYSTEM),
    Move(Event.COMPENSATION_UNKNOWN, _ALL, None, _SYSTEM),
    Move(Event.REVIEW_REPLY_DRAFTED, _OPEN, None, AGENTS, _WORDS),
    Move(Event.REVIEW_SOLUTION_OFFERED, _OPEN, None, AGENTS, _WORDS),
    Move(Event.REVIEW_FOLLOWED_UP, _ALL, None, AGENTS, _WORDS),
    Move(Event.WORDS_ERASED, _ALL - _OPEN, None, LEADS | _SYSTEM),
)


def after(status: Status, event: Event, by: By, given: Collection[Need] = ()) -> Status:
    """The status that follows an event; where the table has no such move NotAllowed says why.

    `not_now` (the status forbids it), `not_your_role`, `own_proposal` (a second person is needed);
    InvalidInput `needs_words` or `needs_outcome` where something is not given.
    """
    fitting = [move for move in MOVES if move.event is event and status in move.before]
    if not fitting:
        raise NotAllowed("not_now", status=status.value, event=event.value)
    move = next((move for move in fitting if party(by) in move.who), None)
    if move is None:
        raise NotAllowed("not_your_role", event=event.value)
    _check(move, given)
    return move.after or status


def allowed(status: Status, by: By) -> FrozenSet[Event]:
    """What somebody may let happen in a status, provided she gives what it needs."""
    return frozenset(move.event for move in MOVES if status in move.before and party(by) in move.who)


def party(by: By) -> Party:
    """What the table calls somebody: a person by her role."""
    return by if isinstance(by, Actor) else by.role


def pairs() -> Set[Tuple[Status, Status]]:
    """Every change of status that some move makes."""
    return {(before, move.after) for move in MOVES if move.after for before in move.before if before is not move.after}


def _check(move: Move, given: Collection[Need]) -> None:
    for need in sorted(move.needs - set(given)):
        if need is Need.SECOND_PERSON:
            raise NotAllowed("own_proposal")
        raise InvalidInput(f"needs_{need.value}", event=move.event.value)
