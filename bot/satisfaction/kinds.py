"""The closed sets of satisfaction."""
from enum import Enum

LOW = 2  # so many stars and fewer open a task for a supervisor
MOST = 5


class About(str, Enum):
    """What a customer is asked to rate."""

    RESOLUTION = "resolution"
    HANDOFF = "handoff"


class Kind(str, Enum):
    """What somebody of the company is to do about it."""

    TASK = "task"  # a customer is not content: a supervisor looks at it
    CALL = "call"  # 回访, some days after the resolution


class State(str, Enum):
    """How far a follow-up is."""

    OPEN = "open"
    DONE = "done"
    VOID = "void"  # the complaint was reopened before the call


class Outcome(str, Enum):
    """What came of a follow-up."""

    CONTENT = "content"  # a call: reached, and content
    NOT_CONTENT = "not_content"  # a call: reached, and not content; it opens a task
    NOT_REACHED = "not_reached"
    EXPLAINED = "explained"  # a task: talked over, nothing else to do
    MADE_GOOD = "made_good"
    REOPENED = "reopened"

    @property
    def kinds(self) -> "frozenset[Kind]":
        """The follow-ups that can end this way."""
        return _ENDS[self]


_ENDS = {
    Outcome.CONTENT: frozenset({Kind.CALL}), Outcome.NOT_CONTENT: frozenset({Kind.CALL}),
    Outcome.NOT_REACHED: frozenset({Kind.CALL, Kind.TASK}), Outcome.EXPLAINED: frozenset({Kind.TASK}),
    Outcome.MADE_GOOD: frozenset({Kind.TASK}), Outcome.REOPENED: frozenset({Kind.TASK}),
}
