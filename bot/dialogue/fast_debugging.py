"""What nobody will read is not copied.

rasa/core/processor.py:207-1050 and rasa/core/policies/rule_policy.py:1027 copy events, entities and states to the last letter, some nine
times a turn, for a debugging log whose lines are thrown away at any other level: 2 % of the processor time of a turn.
"""
import logging
from types import SimpleNamespace

from rasa.core import processor
from rasa.core.policies import rule_policy

COPYING = (processor, rule_policy)  # they use `copy` for nothing else


def install(level: int) -> None:
    """At this level of the log copy nothing for it; one for debugging is as Rasa makes it."""
    if level > logging.DEBUG:
        for module in COPYING:
            module.copy = SimpleNamespace(deepcopy=lambda value: value)  # type: ignore[attr-defined]
