"""Which events of a session apply is remembered until another one comes, and is what Rasa works out."""
import inspect

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import fast_applied
from tests.dialogue.talks import a_talk, rules_of


@pytest.fixture
def departed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DialogueStateTracker, "applied_events", DialogueStateTracker.applied_events)
    fast_applied.install()


def test_whatever_comes_the_answer_is_rasas(departed, tmp_path_factory: pytest.TempPathFactory):
    domain = Domain.load("domain.yml")
    lookup = rules_of(tmp_path_factory.mktemp("model")).lookup
    for seed in range(60):
        tracker = DialogueStateTracker("c", domain.slots)
        events = list(a_talk(domain, lookup, seed).events)
        for event in [*events, ActionReverted(), UserUtteranceReverted(), *events, SessionStarted(), *events[:5], Restarted(), *events[:3]]:
            tracker.update(event)
            assert tracker.applied_events() == fast_applied._work_out(tracker) == tracker.applied_events()


def test_what_only_adds_is_added_and_the_rest_is_worked_out(departed, monkeypatch: pytest.MonkeyPatch):
    asked = []
    work_out = fast_applied._work_out
    monkeypatch.setattr(fast_applied, "_work_out", lambda self: asked.append(len(self.events)) or work_out(self))
    tracker = DialogueStateTracker("c", Domain.load("domain.yml").slots)
    for event, worked_out in [(SessionStarted(), True), (ActionExecuted("action_listen"), False), (UserUttered("你好"), False),
                              (DefinePrevUserUtteredFeaturization(False), False), (SlotSet("offer", 1), False),
                              (ActiveLoop("complaint_form"), True), (ActionExecuted("utter_faq"), False), (ActionExecuted("complaint_form"), True),
                              (UserUttered("付款失败"), False), (UserUtteranceReverted(), True), (BotUttered("请说"), False)]:
        asked.clear()
        tracker.update(event)
        assert tracker.applied_events() == work_out(tracker) == tracker.applied_events()
        assert len(asked) == worked_out, event


def test_several_that_came_together_are_added_at_once(departed, monkeypatch: pytest.MonkeyPatch):
    tracker = DialogueStateTracker.from_events("c", [SessionStarted(), UserUttered("你好"), ActionExecuted("utter_faq")])
    assert len(tracker.applied_events()) == 2
    for event in (BotUttered("a"), BotUttered("b"), ActionExecuted("action_listen")):
        tracker.update(event)
    expected = fast_applied._work_out(tracker)
    monkeypatch.setattr(fast_applied, "_work_out", None)
    assert tracker.applied_events() == expected and len(expected) == 5


def test_nobody_can_change_what_is_remembered(departed):
    tracker = DialogueStateTracker("c", [])
    assert tracker.applied_events() == [] == tracker.applied_events()
    tracker.update(UserUttered("你好"))
    tracker.applied_events().clear()
    assert len(tracker.applied_events()) == 1
    copy = tracker.copy()
    copy.update(ActionExecuted("action_listen"))
    assert len(copy.applied_events()) == 2 and len(tracker.applied_events()) == 1


def test_rasa_still_goes_through_all_of_them():
    assert "for event in self.events:" in inspect.getsource(fast_applied._work_out)
