"""The pipeline's first step: a uniform reading of the text beside the text itself."""
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.conversations.text import clean, simplify
from bot.nlu.words import tidy

NORMAL_TEXT = "normal_text"


def normal(text: str) -> str:
    """A text as the models read it."""
    return tidy(simplify(clean(text)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(GraphComponent):
    """Adds `normal_text`: one width, simplified script, lower case, no pictures between words.

    The text itself stays as it was typed: the complaint quotes it, and a full-width slash that
    became `/` here would be taken for a command further on.
    """

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "Normaliser":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Give every message that has text its normal text."""
        for message in messages:
            if message.get(TEXT):
                message.set(NORMAL_TEXT, normal(message.get(TEXT)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the training lines."""
        self.process(training_data.training_examples)
        return training_data
