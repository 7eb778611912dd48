"""Every measure of a process. Labels are closed sets: a route as it is declared, a code, a phase; never what anybody sent."""
from contextlib import contextmanager
from enum import Enum
from time import perf_counter
from typing import Iterator

from prometheus_client import Counter, Gauge, Histogram

from bot import tracing

_QUICK = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_LAGS = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1)
_SLOW = (0.01, 0.05, 0.1, 0.5, 1, 2, 5, 15, 60)


class Phase(str, Enum):
    """The parts of a turn, in their order."""

    WAIT = "wait"  # from the message being stored to its turn
    UNDERSTAND = "understand"
    DIALOGUE = "dialogue"  # rules and actions, the tracker read and saved
    ACTION = "action"  # of the dialogue: our own actions
    STORE = "store"


class Outcome(str, Enum):
    """What came of a turn."""

    ANSWERED = "answered"
    FALLBACK = "fallback"  # not understood well enough to answer
    FAILED = "failed"


LOOP_LAG = Histogram("support_loop_lag_seconds", "How much later than asked for the event loop came back to a task", buckets=_LAGS)
LOOP_BUSY = Histogram("support_loop_busy_seconds", "How long the loop's own thread computed until it came back to that task", buckets=_LAGS)
REQUESTS = Histogram("support_request_seconds", "Requests by route and status, event streams without their time", ["method", "route", "status"], buckets=_QUICK)
ERRORS = Counter("support_errors", "Errors told to clients, by code", ["code"])
AT_REST = Gauge("support_objects_at_rest", "Objects of the interpreter that no garbage collection walks through")
STREAMS = Gauge("support_streams", "Open event streams")
PHASES = Histogram("support_turn_seconds", "The time of turns, by phase", ["phase"], buckets=_QUICK)
TURNS = Counter("support_turns", "Turns of the bot, by what came of them", ["outcome"])
ROUNDS = Histogram("support_round_seconds", "Rounds of the worker, by kind", ["round"], buckets=_SLOW)
FAILED_ROUNDS = Counter("support_failed_rounds", "Rounds of the worker that ended with an error", ["round"])
MISSED_DEADLINES = Counter("support_missed_deadlines", "Clocks of complaints that this worker found run out")


def prepare() -> None:
    """Show every phase and outcome from the start: a share of what never happened is 0, not unknown."""
    for phase in Phase:
        PHASES.labels(phase.value)
    for outcome in Outcome:
        TURNS.labels(outcome.value)


@contextmanager
def phase(name: Phase) -> Iterator[None]:
    """Measure and trace a part of a turn, also where it fails."""
    began = perf_counter()
    try:
        with tracing.span(f"turn {name.value}"):
            yield
    finally:
        PHASES.labels(name.value).observe(perf_counter() - began)
