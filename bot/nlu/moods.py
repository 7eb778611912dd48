"""What a message tells beside its intent, as a property of the parsed message: learned from lines of many hands, as the intents are."""
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Optional, Sequence, Text, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.svm import LinearSVC

from bot.conversations.mood import Mood
from bot.nlu.features import Features
from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import NORMAL_TEXT, normal
from bot.nlu.sources import FollowsSources
from bot.training import CODE, MOODS, fingerprint

FOLDER = Path("data/moods")
# Found by cross-validation, every file of lines left out once (python -m bench.signals): above the mark a mood is taken for told.
_STRENGTH, _MARKS = 1.0, {Mood.DISSATISFIED: -0.3, Mood.URGENT: -0.25, Mood.ABUSIVE: -0.35}
# Most of what customers write tells no mood: some lines of intents that are asked calmly say so.
_CALM, _EACH = ("greet goodbye thanks affirm deny cancel inform switch_language capabilities change_password enable_2fa fees_and_limits wallet_vs_bank "
                "wallet_safety_tips identity_verification transaction_status out_of_scope topup_problem refund_status failed_payment").split(), 400
Told = Tuple[str, FrozenSet[str]]


def read(path: Path) -> Iterator[Told]:
    """The lines of a file: text<TAB>moods joined by commas, or nothing after the tab."""
    for line in path.read_text("utf-8").splitlines():
        text, told = line.split("\t")
        yield normal(text), frozenset(Mood(each).value for each in told.split(",") if each)


def calm(lines: Iterable[Tuple[str, str]]) -> List[Told]:
    """Of normalised lines and their intents some that tell no mood, taken evenly from each intent's."""
    of: Dict[str, List[str]] = {intent: [] for intent in _CALM}
    for text, intent in lines:
        if intent in of:
            of[intent].append(text)
    return [(text, frozenset()) for texts in of.values() for text in texts[::max(1, len(texts) // _EACH)]]


def learn(lines: Sequence[Told]) -> LinearModel:
    """A machine for each mood over the same features; a margin above zero says that the mood is told. A mood without a line is never heard."""
    features, matrix = Features.learn([text for text, _ in lines], rare=2)
    learned = [mood for mood in Mood if any(mood.value in told for _, told in lines)]
    machines = [LinearSVC(C=_STRENGTH, class_weight="balanced", random_state=0).fit(matrix, [mood.value in told for _, told in lines]) for mood in learned]
    weights = np.hstack([np.zeros((matrix.shape[1], 0)), *(machine.coef_.T for machine in machines)])
    bias = np.array([machine.intercept_[0] - _MARKS[mood] for mood, machine in zip(learned, machines, strict=True)])
    return LinearModel(features, [mood.value for mood in learned], weights, bias, {})


def told(model: LinearModel, text: str) -> List[str]:
    """The moods of a normalised text, in the order of the enum."""
    margins = model.margins(text)
    return [] if margins is None else [label for label, margin in zip(model.labels, margins, strict=True) if margin > 0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class MoodReader(FollowsSources):
    """Adds `moods`: dissatisfied, urgent, abusive, in any number."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Optional[LinearModel] = None) -> None:
        self._storage, self._resource, self._model = storage, resource, model

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "MoodReader":
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> "MoodReader":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LinearModel.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Its lines, too, are a reason to train anew: they are not among Rasa's training data."""
        return fingerprint(Path("."), (*CODE, *MOODS))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn all lines of data/moods, beside calm ones of the intents."""
        known = [line for path in sorted(FOLDER.glob("*.tsv")) for line in read(path)]
        self._model = learn(known + calm((line.get(NORMAL_TEXT) or "", line.get(INTENT)) for line in training_data.intent_examples))
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Give each message its moods."""
        assert self._model is not None, "trained or loaded before it reads"
        for message in messages:
            message.set("moods", told(self._model, message.get(NORMAL_TEXT) or ""), add_to_output=True)
        return messages
