"""Where we depart from Rasa: that each does its work, and that Rasa's own code is still what it replaces."""
import asyncio
import inspect
import json

import pytest
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.lock_store import LockError, LockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.dialogue import fast_domain, fast_events, fast_validation, rule_matching
from bot.dialogue.action_endpoint import InProcessActionEndpoint
from bot.dialogue.graph_runner import PlannedGraphRunner
from bot.dialogue.lock_store import AsyncLockStore
from bot.dialogue.nlg import BilingualNaturalLanguageGenerator
from tests.dialogue.talks import a_talk, rules_of

RESPONSES = {"utter_hi": [
    {"text": "你好 {name}", "metadata": {"language": "zh"}, "buttons": [{"title": "投诉", "payload": '/file_complaint{"category": "fraud"}'}]},
    {"text": "Hello {name}", "metadata": {"language": "en"}}]}


def tracker_with(text: str, **metadata: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c", [UserUttered(text, metadata=metadata)])


def generator() -> NaturalLanguageGenerator:
    domain = Domain.from_dict({"responses": RESPONSES})
    made = NaturalLanguageGenerator.create(EndpointConfig(type="bot.dialogue.nlg.BilingualNaturalLanguageGenerator"), domain)
    assert isinstance(made, BilingualNaturalLanguageGenerator)
    return made


@pytest.mark.parametrize(("text", "metadata", "expected"), [
    ("付款失败", {}, "你好 Li"), ("it failed again", {}, "Hello Li"), ("123", {"language": "en"}, "Hello Li"), ("付款失败", {"language": "en"}, "Hello Li")])
async def test_the_answer_is_in_the_language_of_the_customer(text, metadata, expected):
    said = await generator().generate("utter_hi", tracker_with(text, **metadata), "web", name="Li")
    assert said["text"] == expected


async def test_values_are_filled_by_name_and_never_formatted():
    said = await generator().generate("utter_hi", tracker_with("你好"), "web", name="{0.__class__} {other}")
    assert said["text"] == "你好 {0.__class__} {other}"
    assert said["buttons"][0]["payload"] == '/file_complaint{"category": "fraud"}'


async def test_turns_of_one_conversation_wait_for_each_other_and_others_do_not():
    store, order = AsyncLockStore(), []

    async def turn(conversation: str, name: str, pause: float) -> None:
        async with store.lock(conversation):
            order.append(f"{name} begins")
            await asyncio.sleep(pause)
            order.append(f"{name} ends")

    await asyncio.gather(turn("a", "first", 0.05), turn("a", "second", 0), turn("b", "other", 0))
    assert order.index("first ends") < order.index("second begins")
    assert order.index("other ends") < order.index("first ends")
    assert not store._locks


async def test_a_lock_that_does_not_come_free_is_an_error():
    store = AsyncLockStore()
    async with store.lock("a"):
        with pytest.raises(LockError):
            async with store.lock("a", lock_lifetime=0.01):
                pass


def test_rasas_lock_store_still_polls():
    assert "asyncio.sleep(wait_time_in_seconds)" in inspect.getsource(LockStore._acquire_lock)


async def test_an_action_of_the_package_runs_in_this_process(tmp_path, monkeypatch):
    (tmp_path / "toy_actions.py").write_text(
        "from rasa_sdk import Action\nfrom rasa_sdk.interfaces import ActionExecutionRejection\n"
        "class Says(Action):\n    def name(self): return 'action_says'\n    async def run(self, d, t, m):\n        d.utter_message(text='hi')\n        return []\n"
        "class Rejects(Action):\n    def name(self): return 'action_rejects'\n    async def run(self, d, t, m):\n        raise ActionExecutionRejection('action_rejects', 'no')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    endpoint = InProcessActionEndpoint("toy_actions")
    call = {"tracker": {"sender_id": "c", "slots": {}, "events": [], "latest_message": {}}, "domain": {}}
    said = await endpoint.request(json={**call, "next_action": "action_says"})
    assert said["responses"][0]["text"] == "hi"
    with pytest.raises(ClientResponseError) as rejected:
        await endpoint.request(json={**call, "next_action": "action_rejects"})
    assert rejected.value.status == 400 and json.loads(rejected.value.text)["action_name"] == "action_rejects"
    with pytest.raises(ClientResponseError) as missing:
        await endpoint.request(json={**call, "next_action": "action_unknown"})
    assert missing.value.status == 404


def test_the_compiled_validator_refuses_what_rasas_refuses(monkeypatch):
    original = RemoteAction._validate_action_result
    monkeypatch.setattr(RemoteAction, "_validate_action_result", original)
    assert "validate(result, self.action_response_format_spec())" in inspect.getsource(original)
    fast_validation.install()
    action = RemoteAction("action_x", None)
    assert action._validate_action_result({"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []})
    for wrong in ({"events": "x"}, {"events": [{"event": "nonsense"}]}, {"responses": {}}, {"events": [{}]}, {"events": [{"event": "slot", "name": "a"}]},
                  {"events": [{"event": "slot", "name": 1, "value": 2}]}, {"events": [{"event": "user", "parse_data": {"entities": [{}]}}]}):
        with pytest.raises(Exception, match="."):
            original(action, wrong)
        with pytest.raises(Exception, match="."):
            action._validate_action_result(wrong)


def test_an_event_is_compared_with_its_own_kind_alone():
    kinds = RemoteAction.action_response_format_spec()["properties"]["events"]["items"]["oneOf"]
    names = [kind["properties"]["event"]["const"] for kind in kinds]  # each has one: two of a name could not be told apart
    assert len(names) == len(set(names)) > 20


def test_whether_the_domain_is_empty_is_found_out_once(monkeypatch):
    original, asked = Domain.is_empty, []
    assert "self.as_dict() == Domain.empty().as_dict()" in inspect.getsource(original)
    monkeypatch.setattr(Domain, "is_empty", lambda self: asked.append(self) or original(self))
    fast_domain.install()
    empty, ours = Domain.empty(), Domain.from_dict({"intents": ["greet"]})
    assert [empty.is_empty(), ours.is_empty(), empty.is_empty(), ours.is_empty()] == [True, False, True, False] and len(asked) == 2


def test_cached_event_classes_are_rasas_own(monkeypatch):
    original = Event.resolve_by_type
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(original))
    fast_events.install()
    assert Event.resolve_by_type("slot") is SlotSet is original("slot")
    for resolve in (original, Event.resolve_by_type):
        with pytest.raises(ValueError, match="Unknown event"):
            resolve("nonsense")


class Adds(GraphComponent):
    """A step that adds what it is given, and keeps count."""

    calls = 0

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls()

    def add(self, one: int, two: int) -> int:
        Adds.calls += 1
        return one + two


def graph(runner: type) -> GraphRunner:
    def step(**needs: str) -> SchemaNode:
        return SchemaNode(needs=needs, uses=Adds, constructor_name="create", fn="add", config={}, eager=True, is_target=False)
    schema = GraphSchema({"sum": step(one="given", two="given"), "more": step(one="sum", two="given"), "unused": step(one="sum", two="sum")})
    return runner.create(schema, None, ExecutionContext(schema))


@pytest.mark.parametrize("runner", [DaskGraphRunner, PlannedGraphRunner])
def test_a_planned_run_gives_what_rasas_gives_and_runs_only_what_is_asked_for(runner):
    made, Adds.calls = graph(runner), 0
    assert made.run(inputs={"given": 2}, targets=["more"]) == {"more": 6} and Adds.calls == 2
    assert made.run(inputs={"given": 3}, targets=["sum", "more"]) == {"sum": 6, "more": 9}
    with pytest.raises(GraphRunError, match="Missing input"):
        made.run(inputs={}, targets=["sum"])


def test_rasa_still_schedules_the_graph_at_each_run():
    assert "dask.get(run_graph, run_targets)" in inspect.getsource(DaskGraphRunner.run)
    assert "DaskGraphRunner" in inspect.getsource(processor.MessageProcessor._load_model)


def policy(*rule_states: dict) -> RulePolicy:
    made = RulePolicy.__new__(RulePolicy)
    made.lookup = {"rules": {json.dumps([state]): "utter_hi" for state in rule_states}, "rules_for_loop_unhappy_path": {}}
    return made


def depart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Match rules our way until the test ends."""
    for name in ("_find_action_from_rules", "_prediction_states", "_get_possible_keys"):
        monkeypatch.setattr(RulePolicy, name, getattr(RulePolicy, name))
    rule_matching.install()


def test_rules_are_searched_by_text_only_where_one_holds_a_text(monkeypatch):
    asked = []
    monkeypatch.setattr(rule_matching, "_original", lambda *arguments: asked.append(arguments[-1]) or ("utter_hi", "rule", False))
    depart(monkeypatch)
    by_intent = policy({"user": {"intent": "greet"}, "prev_action": {"action_name": "action_listen"}})
    assert by_intent._find_action_from_rules(None, None, True) == (None, None, False) and asked == []
    assert by_intent._find_action_from_rules(None, None, False)[0] == "utter_hi" and asked == [False]
    by_text = policy({"user": {"text": "hi"}})
    assert by_text._find_action_from_rules(None, None, True)[0] == "utter_hi" and asked == [False, True]


def test_rasas_rule_policy_still_searches_by_text_first():
    lines = inspect.getsource(RulePolicy._predict)
    assert lines.index("use_text_for_last_user_input=True") < lines.index("use_text_for_last_user_input=False")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> "tuple[RulePolicy, Domain]":
    """The rules that the served model has learned, and its domain."""
    return rules_of(tmp_path_factory.mktemp("model")), Domain.load("domain.yml")


def test_the_same_rules_are_found_as_rasa_finds_them(served, monkeypatch):
    found, domain = served
    talks = [a_talk(domain, found.lookup, seed) for seed in range(400)]
    theirs = [found._find_action_from_rules(talk, domain, False) for talk in talks]
    depart(monkeypatch)
    ours = [found._find_action_from_rules(talk, domain, False) for talk in talks]
    # Where no rule applies Rasa tells of the whole session in its place.
    assert [(action, source if action else None, back) for action, source, back in ours] == [
        (action, source if action else None, back) for action, source, back in theirs]
    assert sum(action is not None for action, _, _ in ours) > 300 and sum(action is None for action, _, _ in ours) > 20


def grown(talk: DialogueStateTracker, sender: str) -> "list[DialogueStateTracker]":
    """A conversation as it stands after each of its events."""
    return [DialogueStateTracker.from_events(sender, list(talk.events)[:count], talk.slots.values()) for count in range(2, len(talk.events) + 1)]


def test_a_conversation_that_goes_on_is_gone_through_from_where_it_was_and_the_same_rules_are_found(served, monkeypatch):
    found, domain = served
    talks = [a_talk(domain, found.lookup, seed) for seed in range(60)]
    # Every third one is another's talk under the same name: a new session, or a process that was overtaken.
    steps = [step for number, talk in enumerate(talks) for step in grown(talk, f"c{number % 20}")]
    theirs = [found._find_action_from_rules(step, domain, False) for step in steps]
    depart(monkeypatch)
    monkeypatch.setattr(rule_matching, "_MOST_WALKS", 5)
    ours = [found._find_action_from_rules(step, domain, False) for step in steps]
    assert [(action, back) for action, _, back in ours] == [(action, back) for action, _, back in theirs]
    assert len(rule_matching._walks) == 5


def test_rasa_still_makes_every_state_and_asks_every_rule():
    assert "for tr, hide_rule_turn in tracker.generate_all_prior_trackers():" in inspect.getsource(Domain.states_for_tracker_history)
    assert "possible_keys = set(lookup.keys())" in inspect.getsource(RulePolicy._get_possible_keys)
    assert "self.slice_state_history(states, self.max_history)" in inspect.getsource(MaxHistoryTrackerFeaturizer.prediction_states)
