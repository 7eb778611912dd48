"""Copies of trackers that are made in less time hold the same as Rasa's."""
import inspect
from typing import Any, Dict, Iterator, List

import pytest
from rasa.core.actions.forms import FormAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Restarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, Slot
from rasa.shared.core.trackers import AnySlotDict, DialogueStateTracker, EventVerbosity

from bot.dialogue import fast_copies
from tests.dialogue.talks import a_talk, rules_of

FORM = FormAction("complaint_form", None)
ADDED = [SlotSet("complaint_amount", "500"), SlotSet("complaint_time", None)]


@pytest.fixture
def talks(tmp_path_factory: pytest.TempPathFactory) -> "List[DialogueStateTracker]":
    domain = Domain.load("domain.yml")
    lookup = rules_of(tmp_path_factory.mktemp("model")).lookup
    made = [a_talk(domain, lookup, seed) for seed in range(100)]
    made[0].update(Restarted())
    for talk in made[:50]:
        talk.update(UserUttered("我要投诉", {"name": "file_complaint"}, parse_data={"text": "我要投诉", "intent": {"name": "file_complaint"}, "entities": []}))
        talk.update(ActiveLoop("complaint_form"))
    return made


@pytest.fixture
def departed() -> Iterator[None]:
    kept = Slot.__dict__.get("__copy__"), DialogueStateTracker.copy, DialogueStateTracker.current_state, FormAction._temporary_tracker
    yield
    if kept[0] is None:
        del Slot.__copy__  # type: ignore[attr-defined]
    DialogueStateTracker.copy, DialogueStateTracker.current_state, FormAction._temporary_tracker = kept[1:]  # type: ignore[method-assign]


def held(tracker: DialogueStateTracker) -> Dict[str, Any]:
    """Everything that a tracker holds."""
    return {**vars(tracker), "slots": {name: vars(slot) for name, slot in tracker.slots.items()}, "events": list(tracker.events)}


def temporary(talk: DialogueStateTracker) -> DialogueStateTracker:
    return FORM._temporary_tracker(talk, list(ADDED), Domain.load("domain.yml"))


def test_a_copy_holds_what_rasas_holds_and_shares_nothing_that_changes(talks, departed):
    theirs = [held(talk.copy()) for talk in talks]
    fast_copies.install()
    ours = [talk.copy() for talk in talks]
    assert [held(copy) for copy in ours] == theirs
    for talk, copy in zip(talks, ours, strict=True):
        before = held(talk)
        copy.update(SlotSet("complaint_amount", "7"))
        copy.update(ActionExecuted("action_listen"))
        if copy.active_loop:
            copy.interrupt_loop(True)
        assert held(talk) == before and held(copy) != before


def test_a_copy_without_a_domain_still_takes_any_slot(departed):
    fast_copies.install()
    copy = DialogueStateTracker("c", None).copy()
    assert isinstance(copy.slots, AnySlotDict) and isinstance(copy.slots["whatever"], AnySlot)


def test_a_form_looks_ahead_on_the_same_tracker(talks, departed):
    theirs = [held(temporary(talk)) for talk in talks]
    fast_copies.install()
    assert [held(temporary(talk)) for talk in talks] == theirs


def test_an_action_is_told_the_same_state(talks, departed):
    theirs = [talk.current_state(EventVerbosity.ALL) for talk in talks]
    fast_copies.install()
    assert [talk.current_state(EventVerbosity.ALL) for talk in talks] == theirs
    assert all(talk.active_loop for talk in talks[:50])  # it is given back


def test_rasa_still_copies_by_replaying():
    assert "return self.travel_back_in_time(float(\"inf\"))" in inspect.getsource(DialogueStateTracker.copy)
    assert "dataclasses.asdict(self.active_loop) if self.active_loop else {}" in inspect.getsource(DialogueStateTracker.current_state)
    assert "current_tracker.events_after_latest_restart()" in inspect.getsource(FormAction._temporary_tracker)
    assert "__copy__" not in vars(Slot)
