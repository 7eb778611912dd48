"""Which intent a message has, with calibrated confidence."""
import random
import re
from typing import Any, Dict, List, Text, Tuple

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import needs
from bot.nlu.features import mender_of
from bot.nlu.linear import LinearModel
from bot.nlu.noise import doubled, dropped, homophone, shape, slipped
from bot.nlu.normaliser import NORMAL_TEXT, normal
from bot.nlu.sources import FollowsSources

_COMPLAINING = re.compile(
    r"(?:我|我们)?(?:要|想|想要|得)?(?:正式)?投诉(?:一下|你们|关于)?|\b(?:i\s+)?(?:want|need|would like|wish|'d like)?\s*(?:to\s+)?"
    r"(?:file|make|lodge)?\s*(?:a\s+)?(?:formal\s+)?complain(?:t)?(?:\s+(?:about|that|against))?\b")
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z]+")
_CLEAR, _CERTAIN = 0.6, 0.7
# What share of the lines is learned a second time, misspelled; found on the noise suite (docs/understanding.md).
_MISSPELLED = ((homophone, 0.05), (shape, 0.05), (dropped, 0.35), (doubled, 0.05), (slipped, 0.25))


def misspelled(lines: List[Tuple[str, str]]) -> List[Tuple[str, str]]:
    """Some of the lines again as a hurried thumb types them, mended as they will be when they are read."""
    mender = mender_of([text for text, _ in lines], rare=2)
    chance, found = random.Random(0), []
    for text, intent in lines:
        for noise, share in _MISSPELLED:
            copy = mender.mended(normal(noise(text, chance))) if chance.random() < share else text
            if copy not in ("", text):
                found.append((copy, intent))
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SupportIntentClassifier(FollowsSources, IntentClassifier):
    """Rasa's intent classifier over our linear model."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"strength": 0.3, "ranking_length": 10}

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model: LinearModel | None = None

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "SupportIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> "SupportIntentClassifier":
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = LinearModel.load(folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of all lines."""
        lines = [(line.get(NORMAL_TEXT), line.get(INTENT)) for line in training_data.intent_examples if line.get(NORMAL_TEXT)]
        texts, intents = zip(*lines, *misspelled(lines), strict=True)
        self._model = LinearModel.train(texts, intents, self._config["strength"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Give each message its intent and the ranking of the next likely ones."""
        for message in messages:
            ranking = self._ranking(message.get(NORMAL_TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("beside", self._beside(message.get(NORMAL_TEXT) or ""), add_to_output=True)
            message.set("also", self._also(message.get(NORMAL_TEXT) or "", ranking[0]["name"]), add_to_output=True)
        return messages

    def _also(self, text: str, met: str) -> List[str]:
        """What else the message clearly asks for, the most urgent first: "he took my money, freeze it, and I want to complain"."""
        found = needs.parts(text)
        joined = any(map(needs.is_joined, found))  # "and another thing": then each part counts, else only what is urgent or an order
        others = {meant["name"] for meant in (self._ranking(part)[0] for part in found) if meant["confidence"] > _CERTAIN
                  and meant["name"] not in needs.SMALL_TALK | {met} and (joined or meant["name"] in (*needs.URGENT, *needs.ORDERS))}
        return sorted(others, key=needs.rank)

    def _beside(self, text: str) -> Dict[str, Any]:
        """What the rest of "I want to complain that I was charged twice" means; empty where nothing clear is left."""
        rest = _COMPLAINING.sub(" ", text).strip()
        if rest == text.strip() or len(_WORD.findall(rest)) < 2:
            return {}
        meant = self._ranking(rest)[0]
        return meant if meant["confidence"] > _CLEAR and meant["name"] != "file_complaint" else {}

    def _ranking(self, text: str) -> List[Dict[str, Any]]:
        assert self._model is not None, "trained or loaded before it reads"
        chances = self._model.probabilities([text])[0]
        best = chances.argsort()[::-1][: self._config["ranking_length"]]
        return [{"name": self._model.labels[place], "confidence": float(chances[place])} for place in best]
