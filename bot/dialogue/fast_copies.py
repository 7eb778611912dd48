"""A tracker is copied as it stands, not made anew from its events.

rasa/shared/core/trackers.py:620-639 copies a tracker by replaying every event of the session, rasa/core/actions/forms.py:283-298 builds
one the same way twice in each turn of a form, and trackers.py:255 copies all that was read in the message which began the form, for each
action: together a tenth of the processor time of a form's turn.
"""
from copy import copy
from typing import Any, Dict, List

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import ACTIVE_LOOP, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, Event, Restarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

_current_state = DialogueStateTracker.current_state
_from_events = FormAction._temporary_tracker


def install() -> None:
    """Make equal copies in less time."""
    Slot.__copy__ = _slot  # type: ignore[attr-defined]
    DialogueStateTracker.copy = _copy  # type: ignore[method-assign]
    DialogueStateTracker.current_state = _state  # type: ignore[method-assign]
    FormAction._temporary_tracker = _temporary_tracker  # type: ignore[method-assign]


def _slot(self: Slot) -> Slot:
    made = self.__class__.__new__(self.__class__)
    made.__dict__.update(self.__dict__)
    return made


def _copy(self: DialogueStateTracker) -> DialogueStateTracker:
    made: DialogueStateTracker = self.__class__.__new__(self.__class__)
    made.__dict__.update(self.__dict__)
    made.slots = copy(self.slots)
    made.slots.update({name: copy(slot) for name, slot in self.slots.items()})
    made.events, made.active_loop = copy(self.events), copy(self.active_loop)
    made.sender_source = made.model_id = made.assistant_id = None  # a copy of Rasa's has none either
    return made


def _state(self: DialogueStateTracker, event_verbosity: EventVerbosity = EventVerbosity.NONE) -> Dict[str, Any]:
    loop, self.active_loop = self.active_loop, None
    try:
        return {**_current_state(self, event_verbosity), ACTIVE_LOOP: dict(vars(loop)) if loop else {}}
    finally:
        self.active_loop = loop


def _temporary_tracker(self: FormAction, current_tracker: DialogueStateTracker, additional_events: List[Event], domain: Any) -> DialogueStateTracker:
    if any(isinstance(event, Restarted) for event in current_tracker.events):
        return _from_events(self, current_tracker, additional_events, domain)
    made = current_tracker.copy()
    for event in (SlotSet(REQUESTED_SLOT, self.get_slot_to_fill(current_tracker)), ActionExecuted(self.name()), *additional_events):
        made.update(event)
    return made
