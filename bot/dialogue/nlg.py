"""Answers in the customer's language.

Rasa chooses at random among a response's variations; ours carry `metadata: {language: ...}` and
the one in the customer's language is taken. Values are filled in by name only: Rasa's interpolator
runs `str.format` over button payloads, whose JSON braces it takes for fields.
"""
import copy
import re
from typing import Any, Dict, Optional, Text

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.language import Language, detect

_FIELD = re.compile(r"\{([a-z_]+)\}")
_SPACES = re.compile(r"(?<=\S) {2,}")


class BilingualNaturalLanguageGenerator(TemplatedNaturalLanguageGenerator):
    """Picks the variation in the customer's language; Chinese where there is no other."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Any) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(self, utter_action: Text, tracker: DialogueStateTracker, output_channel: Text,
                       **values: Any) -> Optional[Dict[Text, Any]]:
        """The response in the customer's language with its values filled in; None if there is none."""
        language = values.pop("language", None) or language_of(tracker).value
        variations = self.responses.get(utter_action) or []
        chosen = next((v for v in variations if (v.get("metadata") or {}).get("language") == language),
                      variations[0] if variations else None)
        return _filled(copy.deepcopy(chosen), values) if chosen else None


def language_of(tracker: DialogueStateTracker) -> Language:
    """The language the channel noted for the message; read from its words where no channel did."""
    message = tracker.latest_message
    if message is None:
        return Language.ZH
    noted = (message.metadata or {}).get("language")
    return Language(noted) if noted else detect(message.text or "", Language.ZH)


def _filled(response: Dict[Text, Any], values: Dict[Text, Any]) -> Dict[Text, Any]:
    text = _FIELD.sub(lambda field: str(values.get(field.group(1), field.group(0))), response.get("text", ""))
    return {**response, "text": _SPACES.sub(" ", text)}
