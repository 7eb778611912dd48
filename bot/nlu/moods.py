"""What a message tells beside its intent, as a property of the parsed message."""
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.conversations.mood import moods
from bot.nlu.normaliser import NORMAL_TEXT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MoodReader(GraphComponent):
    """Adds `moods`: dissatisfied, urgent, abusive, in any number."""

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "MoodReader":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Give each message its moods."""
        for message in messages:
            message.set("moods", [mood.value for mood in moods(message.get(NORMAL_TEXT) or "")], add_to_output=True)
        return messages
