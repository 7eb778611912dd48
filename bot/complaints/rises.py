"""Whether so many complaints of a kind in one hour are more than is usual. Pure.

An hour is held against the same hour of the same weekday in the weeks before: Monday at ten is no Sunday night.
"""
from enum import Enum
from math import sqrt
from typing import Optional, Sequence


class Level(str, Enum):
    """How serious a rise is."""

    WARNING = "warning"
    EMERGENCY = "emergency"  # many complain of one thing: something is broken, and somebody must act now


def usual(before: Sequence[int]) -> float:
    """How many are usual, from the counts of the same hour in earlier weeks; 0 where nothing is known."""
    return sum(before) / len(before) if before else 0.0


def level(count: int, before: Sequence[int], *, warning: int, emergency: int) -> Optional[Level]:
    """What a count means beside those of earlier weeks; None where it is usual.

    Fewer than `warning` are never a rise. Beyond that, chance alone (counts of complaints scatter like Poisson's) exceeds
    three roots above the mean about once in seven hundred hours; twice the mean guards the busy hours. `emergency` many are one where
    they are also four times the usual.
    """
    mean = usual(before)
    if count < warning or count <= 2 * mean or count <= mean + 3 * sqrt(mean):
        return None
    return Level.EMERGENCY if count >= emergency and count >= 4 * mean else Level.WARNING
