"""The one table of moves a complaint may make. Pure."""
from typing import Dict, FrozenSet, Optional

from bot.complaints.kinds import Event, Status
from bot.errors import NotAllowed

_OPEN = frozenset(status for status in Status if status.is_open)

# event: from which statuses it may happen, and the status it leads to (None: it stays).
MOVES: Dict[Event, "tuple[FrozenSet[Status], Optional[Status]]"] = {
    Event.ACKNOWLEDGED: (frozenset({Status.RECEIVED}), Status.ACKNOWLEDGED),
    Event.REPLIED: (_OPEN, Status.INVESTIGATING),
    Event.SUPPLEMENTED: (_OPEN, None),
    Event.RESOLVED: (_OPEN, Status.RESOLVED),
    Event.WITHDRAWN: (_OPEN, Status.WITHDRAWN),
    Event.REOPENED: (frozenset({Status.RESOLVED, Status.WITHDRAWN}), Status.REOPENED),
    Event.DEADLINE_BREACHED: (_OPEN, None),
}


def after(status: Status, event: Event) -> Status:
    """The status that follows an event; NotAllowed where the table has no such move."""
    allowed, following = MOVES[event]
    if status not in allowed:
        raise NotAllowed("not_now", status=status.value, event=event.value)
    return following or status
