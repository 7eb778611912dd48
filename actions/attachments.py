"""Pictures without a word: the bot cannot read them, so it says who can and asks what they show."""
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import read_context


class Attachment(Action):
    """Thanks for what came, and offers what can be done with it."""

    def name(self) -> Text:
        return "action_attachment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        dispatcher.utter_message(response="utter_attachment", buttons=[
            context.button("file_complaint", "/file_complaint"), context.button("human", "/human_agent")])
        return []
