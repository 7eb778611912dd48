"""Whether a short message only follows up on what was said, and what it asks: learned from lines of many hands (data/follow_ups)."""
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.conversations.topics import Kind
from bot.nlu.linear import LinearModel
from bot.nlu.normaliser import NORMAL_TEXT, normal
from bot.nlu.sources import FollowsSources
from bot.training import CODE, FOLLOW_UPS, fingerprint

FOLDER = Path("data/follow_ups")
NONE = "none"
_STRENGTH, _MARK = 1.0, 0.4
_EVERY = 20  # of the short lines of all intents, each of which is complete in itself
_LONGEST = 20  # words or Han characters
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9']+")


def read(path: Path) -> Iterator[Tuple[str, str]]:
    """The lines of a file, text<TAB>kind, normalised."""
    for line in path.read_text("utf-8").splitlines():
        text, kind = line.split("\t")
        yield normal(text), kind


def is_short(text: str) -> bool:
    """Whether a text is not too long to lean on another; what is longer tells its own trouble."""
    return len(_WORD.findall(text)) <= _LONGEST


def learn(lines: List[Tuple[str, str]], complete: List[str]) -> LinearModel:
    """A model of the lines' kinds, beside some lines that are complete in themselves."""
    texts, kinds = zip(*lines, *((text, NONE) for text in filter(is_short, complete[::_EVERY])), strict=True)
    return LinearModel.train([_bare(text) for text in texts], kinds, _STRENGTH)


def heard(model: LinearModel, text: str) -> Optional[str]:
    """What a normalised text asks back; None where it does not, or not clearly."""
    if not is_short(text):
        return None
    chances = model.probabilities([_bare(text)])[0]
    kind = model.labels[chances.argmax()]
    return kind if kind != NONE and chances.max() >= _MARK else None


def _bare(text: str) -> str:
    """Without apostrophes: half of all phones write cant and Im, and a few hundred English lines are too few to hold both."""
    return text.replace("'", "")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FollowUpReader(FollowsSources):
    """Adds `follow_up`: a value of topics.Kind, or nothing (Rasa leaves None out of what it hands on)."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Optional[LinearModel] = None) -> None:
        self._storage, self._resource, self._model = storage, resource, model

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "FollowUpReader":
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> "FollowUpReader":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LinearModel.load(folder) if any(folder.iterdir()) else None)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Its lines, too, are a reason to train anew: they are not among Rasa's training data."""
        return fingerprint(Path("."), (*CODE, *FOLLOW_UPS))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn all lines of data/follow_ups, beside complete ones of the intents; without lines nothing is ever heard."""
        lines = [line for path in sorted(FOLDER.glob("*.tsv")) for line in read(path)]
        unknown = {kind for _, kind in lines} - {NONE, *(kind.value for kind in Kind)}
        if unknown:
            raise ValueError(f"{FOLDER}: no such kinds: {sorted(unknown)}")
        self._model = learn(lines, [line.get(NORMAL_TEXT) or "" for line in training_data.intent_examples]) if lines else None
        with self._storage.write_to(self._resource) as folder:
            if self._model:
                self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Give each message what it asks back."""
        for message in messages:
            asked = heard(self._model, message.get(NORMAL_TEXT) or "") if self._model else None
            message.set("follow_up", asked or "", add_to_output=True)
        return messages
