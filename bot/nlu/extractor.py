"""The sums, moments and numbers that a message names, as Rasa entities."""
from datetime import datetime
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.entities.reading import read
from bot.settings import settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SupportEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Reads entities by rule: exact values, the same for every training."""

    @classmethod
    def create(cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "SupportEntityExtractor":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Add what is found to each message's entities."""
        now = datetime.now(settings().zone)
        for message in messages:
            found = [{"entity": item.kind, "start": item.start, "end": item.end, "value": item.value,
                      "extractor": "SupportEntityExtractor"} for item in read(message.get(TEXT) or "", now)]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
