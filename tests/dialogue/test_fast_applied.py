"""Which events of a session apply is remembered until another one comes, and is what Rasa works out."""
import inspect

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionReverted, Restarted, SessionStarted, UserUtteranceReverted, UserUttered
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


def test_it_is_worked_out_once_for_each_event_and_nobody_can_change_it(departed, monkeypatch: pytest.MonkeyPatch):
    asked = []
    monkeypatch.setattr(fast_applied, "_work_out", lambda self: asked.append(len(self.events)) or list(self.events))
    tracker = DialogueStateTracker("c", [])
    assert tracker.applied_events() == [] == tracker.applied_events()
    tracker.update(UserUttered("你好"))
    tracker.applied_events().clear()
    assert len(tracker.applied_events()) == 1 and asked == [0, 1]
    copy = tracker.copy()
    copy.update(ActionExecuted("action_listen"))
    assert len(copy.applied_events()) == 2 and len(tracker.applied_events()) == 1


def test_rasa_still_goes_through_all_of_them():
    assert "for event in self.events:" in inspect.getsource(fast_applied._work_out)
