"""The class of an event is looked up, not searched for.

rasa/shared/core/events.py:374 walks all subclasses for each stored event, and every turn reads
all events of the session.
"""
from functools import lru_cache

from rasa.shared.core.events import Event


def install() -> None:
    """Remember Rasa's own answer for each type name; unknown names go on raising."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[assignment]
