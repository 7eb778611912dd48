"""What she asks back once her trouble was answered: will it come back, how long, why, what now; or that she is stuck, or afraid."""
from typing import Any, Dict, Iterator, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import read_context
from actions.guidance import apologise_if_angry
from bot.conversations.topics import GROUPS, LOSS, Kind


class FollowUp(Action):
    """Answers it for the trouble it is about, or in general."""

    def name(self) -> Text:
        return "action_follow_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        kind, topic = Kind(context.turn.values("kind")[0]), next(iter(context.turn.values("topic")), None)
        # Who is afraid or asks on is answered, not soothed as the angry are; who was sent in vain is.
        person = apologise_if_angry(dispatcher, context) if kind is Kind.STUCK else []
        response = next(name for name in responses(kind, topic) if name in domain["responses"])
        dispatcher.utter_message(response=response, buttons=person)
        return []


def responses(kind: Kind, topic: Optional[str]) -> Iterator[str]:
    """The names that an answer may have, the most fitting first."""
    group = GROUPS.get(topic or "", "other") if topic else "unknown"
    yield f"utter_follow_up_{kind.value}_{group}"
    if group in LOSS:
        yield f"utter_follow_up_{kind.value}_loss"
    yield f"utter_follow_up_{kind.value}"
