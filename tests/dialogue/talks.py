"""Conversations as Rasa logs them, made of the rules that the served model has learned."""
import json
import random
from pathlib import Path

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.nlu.served import unpacked


def rules_of(folder: Path) -> RulePolicy:
    """The rules that the served model has learned, unpacked into a folder."""
    component = unpacked("RulePolicy", folder, "rule_policy.json")
    made = RulePolicy.__new__(RulePolicy)
    made.lookup = json.loads((component / "rule_policy.json").read_text("utf-8"))["lookup"]
    made._Policy__featurizer = TrackerFeaturizer.load(component)
    made._rule_only_data = {}
    return made


def a_talk(domain: Domain, lookup: dict, seed: int) -> DialogueStateTracker:
    """A conversation in which rules apply, half of them whole, and other things happen between."""
    chance, events = random.Random(seed), [SessionStarted(), ActionExecuted("action_listen")]
    rules = [json.loads(key) for key in sorted(lookup["rules"])]
    for _ in range(chance.randint(1, 9)):
        for state in chance.choice(rules):
            events.append(ActionExecuted(state.get("prev_action", {}).get("action_name", "action_listen")))
            if "user" in state and chance.random() < 0.9:
                intent = state["user"].get("intent") or chance.choice(sorted(domain.intents))
                events.append(UserUttered("x", {"name": intent}, [{"entity": name, "value": "x"} for name in state["user"].get("entities", ())]))
            events += [ActiveLoop(state["active_loop"]["name"])] if "active_loop" in state and chance.random() < 0.8 else []
            events += [SlotSet(name, value) for name, value in state.get("slots", {}).items() if chance.random() < 0.8]
        events += [ActiveLoop(None)] if chance.random() < 0.3 else []
    return DialogueStateTracker.from_events("c", events[:len(events) - chance.randint(0, 2)], domain.slots)
