"""What a message tells of the customer beside what it asks. How it is heard is in bot/nlu/moods.py."""
from enum import Enum


class Mood(str, Enum):
    """A message may tell several; docs/intents.md says what belongs to each."""

    DISSATISFIED = "dissatisfied"  # she is let down by us, whether or not she says complaint
    URGENT = "urgent"  # money is being lost, or was a moment ago
    ABUSIVE = "abusive"  # she insults us


ANGRY = frozenset({Mood.DISSATISFIED.value, Mood.ABUSIVE.value})
