"""The finer question inside an intent: why frozen, or how to unfreeze."""
import json
from collections import defaultdict
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import NORMAL_TEXT
from bot.nlu.sources import FollowsSources

_INTENTS = "intents.json"


def selection(aspects: Dict[str, str], all_intents: List[str]) -> Dict[str, Any]:
    """Rasa's `response_selector` property for the aspects chosen, an intent each."""
    chosen: Dict[str, Any] = {
        intent: {"response": {"intent_response_key": aspect, "utter_action": f"utter_{aspect}"}}
        for intent, aspect in aspects.items()}
    return {"all_retrieval_intents": all_intents, **chosen}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AspectSelector(FollowsSources, IntentClassifier):
    """Chooses among `intent/aspect` lines, in place of Rasa's neural ResponseSelector."""

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = storage, resource
        self._models: Dict[str, LinearModel] = {}

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "AspectSelector":
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> "AspectSelector":
        selector = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            intents = json.loads((folder / _INTENTS).read_text("utf-8"))
            selector._models = {intent: LinearModel.load(folder / intent) for intent in intents}
        return selector

    def train(self, training_data: TrainingData) -> Resource:
        """Learn one small model for each intent that has aspects."""
        lines: Dict[str, List[Message]] = defaultdict(list)
        for line in training_data.intent_examples:
            if line.get(INTENT_RESPONSE_KEY) and line.get(NORMAL_TEXT):
                lines[line.get(INTENT)].append(line)
        with self._storage.write_to(self._resource) as folder:
            for intent, examples in lines.items():
                self._models[intent] = LinearModel.train([line.get(NORMAL_TEXT) for line in examples],
                                                         [line.get(INTENT_RESPONSE_KEY) for line in examples])
                self._models[intent].save(folder / intent)
            # Written even when no intent has aspects: an empty folder would not reach the archive.
            (folder / _INTENTS).write_text(json.dumps(list(self._models)), "utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Say for each intent of the ranking that has aspects which one the message means."""
        for message in messages:
            likely = [guess["name"] for guess in message.get("intent_ranking", [])[:3]]
            aspects = {intent: self._aspect(intent, message) for intent in likely if intent in self._models}
            message.set("response_selector", selection(aspects, list(self._models)), add_to_output=True)
        return messages

    def _aspect(self, intent: str, message: Message) -> str:
        model = self._models[intent]
        return model.labels[int(model.probabilities([message.get(NORMAL_TEXT) or ""])[0].argmax())]
