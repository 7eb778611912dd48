"""Yes, a bare fact: what they mean depends on what was asked before."""
import re
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.complaint_changes import reopen, withdraw
from actions.complaint_progress import ComplaintProgress
from actions.context import read_context, standing_offer
from actions.feedback import announced, keep
from actions.freeze import freeze_now
from actions.handoff import tell_of_callback, to_person
from actions.notices import answer_about_ways, wanted_ways
from actions.payments import TransactionStatus
from bot.conversations.reasons import Reason
from bot.numbers import CALLBACK_NUMBER

_SUBMITTING = re.compile(r"提交|\bsubmit\b|\bsend it\b", re.I)


class Affirm(Action):
    """A plain yes takes the offer that was just made."""

    def name(self) -> Text:
        return "action_affirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        standing = standing_offer(tracker) or {}
        if standing.get("kind") == "freeze":
            await freeze_now(dispatcher, context)
        elif standing.get("kind") == "withdraw":
            await withdraw(dispatcher, context, standing["number"])
        elif standing.get("kind") == "reopen":
            await reopen(dispatcher, context, standing["number"])
        elif standing.get("kind") == "person":
            return [SlotSet("offer", None), *await to_person(dispatcher, tracker, context, Reason(standing["reason"]))]
        else:  # who believes she has just filed something must not go in that belief
            dispatcher.utter_message(response="utter_nothing_to_submit" if _SUBMITTING.search(context.turn.text) else "utter_affirm_nothing")
        return [SlotSet("offer", None)]


class Inform(Action):
    """A bare number says what it is about by itself."""

    def name(self) -> Text:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        # Called, not followed up: no rule knows what comes after a follow-up to this intent.
        if context.turn.values("complaint_number"):
            return await ComplaintProgress().run(dispatcher, tracker, domain)
        if context.turn.values("transaction_id"):
            return await TransactionStatus().run(dispatcher, tracker, domain)
        if announced(tracker):
            await keep(dispatcher, context)
            return []
        number = CALLBACK_NUMBER.search(context.turn.text)
        if number:
            await tell_of_callback(dispatcher, context, number[0])
            return []
        if wanted_ways(context):  # "by SMS is fine"
            await answer_about_ways(dispatcher, context)
            return []
        dispatcher.utter_message(response="utter_inform_nothing")
        return []
