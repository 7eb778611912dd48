"""Yes, no, a bare fact, a wish for a person: what they mean depends on what was asked before."""
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.complaint_changes import reopen, withdraw
from actions.context import look, read_context, standing_offer, write
from actions.freeze import freeze_now
from bot import formats
from bot.conversations import queries, service


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
        else:
            dispatcher.utter_message(response="utter_affirm_nothing")
        return [SlotSet("offer", None)]


class Inform(Action):
    """A bare number says what it is about by itself."""

    def name(self) -> Text:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if context.turn.values("complaint_number"):
            return [FollowupAction("action_complaint_progress")]
        if context.turn.values("transaction_id"):
            return [FollowupAction("action_transaction_status")]
        dispatcher.utter_message(response="utter_inform_nothing")
        return []


class HumanAgent(Action):
    """Records that a person is wanted, and says truthfully what happens next."""

    def name(self) -> Text:
        return "action_human_agent"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        waiting = await look(context, lambda session, conversation: queries.waiting_since(session, conversation.id))
        if waiting:
            dispatcher.utter_message(response="utter_handoff_waiting", when=formats.moment(waiting, context.language))
        else:
            await write(context, lambda session, conversation: service.request_person(
                session, conversation.id, reason="asked_for", now=context.now))
            dispatcher.utter_message(response="utter_handoff_requested")
        if (tracker.active_loop or {}).get("name") != "complaint_form":
            return [ActiveLoop(None), SlotSet("requested_slot", None)] if tracker.active_loop else []
        dispatcher.utter_message(response="utter_form_paused", buttons=[context.button("continue_complaint", "/file_complaint")])
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
