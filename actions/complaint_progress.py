"""How far is my complaint: hers at once, a visitor's by number and contact."""
import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, answered_elsewhere, aspect, leave_form, look, read_context, write
from actions.notices import answer_about_ways, wanted_ways
from bot.complaints import queries, service
from bot.complaints.intake.turns import Turn, is_aside
from bot.complaints.lookup import prove
from bot.complaints.models import Complaint
from bot.complaints.view import described
from bot.errors import NotAllowed, NotFound, TooManyTries
from bot.settings import settings

_ENDING = re.compile(r"(?<![A-Za-z0-9.])([A-Za-z0-9][A-Za-z0-9._-]{0,63})(?![A-Za-z0-9])")


class ComplaintProgress(Action):
    """One complaint: its state. Several: which one? None of hers: by number and contact."""

    def name(self) -> Text:
        return "action_complaint_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        number = (context.turn.values("complaint_number") or [None])[0]
        about_ways = aspect(tracker, "complaint_progress") == "complaint_progress/notices"
        if about_ways and (context.turn.pressed or not number or wanted_ways(context)):
            await answer_about_ways(dispatcher, context)
            return []
        if number and context.turn.pressed and context.turn.values("confirmed") == ["accepted"]:
            return await _accept(dispatcher, tracker, context, number)
        if number:
            return await _by_number(dispatcher, tracker, context, number)
        hers = await look(context, lambda session, conversation: [
            (c.number, c.category, c.status) for c in queries.mine(session, conversation, limit=8)])
        if len(hers) == 1:
            await show(dispatcher, context, hers[0][0])
        elif hers:
            dispatcher.utter_message(response="utter_pick_complaint", buttons=pick(context, hers, "complaint_progress"))
        elif context.customer_id:
            dispatcher.utter_message(response="utter_no_complaints")
        else:
            return _start_lookup(dispatcher, tracker, context, None)
        return []


async def _accept(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, number: str) -> List[Dict[Text, Any]]:
    """The button under a decision: she agrees. Pressed after something else happened, it shows how things are."""
    try:
        await write(context, lambda session, conversation: service.accept(session, conversation, number, now=context.now))
    except (NotAllowed, NotFound):
        return await _by_number(dispatcher, tracker, context, number)
    dispatcher.utter_message(response="utter_decision_accepted", number=number, days=settings().reopen_days)
    return []


async def _by_number(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, number: str) -> List[Dict[Text, Any]]:
    if await show(dispatcher, context, number):
        return []
    if context.customer_id:
        dispatcher.utter_message(response="utter_complaint_not_found", number=number)
        return []
    return _start_lookup(dispatcher, tracker, context, number)


def _start_lookup(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, number: Optional[str]) -> List[Dict[Text, Any]]:
    return [*leave_form(dispatcher, tracker, context, entering="lookup_form"),
            SlotSet("lookup_number", number), SlotSet("lookup_proof", None), FollowupAction("lookup_form")]


async def show(dispatcher: CollectingDispatcher, context: Context, number: str) -> bool:
    """Tell how far one complaint is; False where this conversation may not see it."""
    def work(session: Any, conversation: Any) -> Optional[Dict[str, str]]:
        try:
            return status_of(queries.mine_by_number(session, conversation, number), context)
        except NotFound:
            return None

    found = await look(context, work)
    if found is None:
        return False
    dispatcher.utter_message(response="utter_complaint_status", buttons=_moves(context, found), **{
        key: found[key] for key in ("number", "category", "status", "timeline", "next")})
    return True


def status_of(complaint: Complaint, context: Context) -> Dict[str, str]:
    """A complaint in the words of the chat."""
    view = described(complaint, context.language)
    timeline = "\n".join(f"- {step.when} {step.label}" + (f": {step.words}" if step.words else "") for step in view.timeline)
    return {"number": complaint.number, "category": view.category, "status": view.status, "timeline": timeline,
            "next": view.next_step, "open": "yes" if view.is_open else "", "reopens": "yes" if view.may_reopen else ""}


def _moves(context: Context, found: Dict[str, str]) -> List[Dict[str, str]]:
    entity = f'{{"complaint_number": "{found["number"]}"}}'
    if found["open"]:
        return [context.button("supplement", f"/supplement_complaint{entity}"),
                context.button("withdraw_offer", f"/withdraw_complaint{entity}"), context.button("human", "/human_agent")]
    reopen = [context.button("reopen", f"/supplement_complaint{entity}")] if found["reopens"] else []
    return [*reopen, context.button("human", "/human_agent")]


def pick(context: Context, complaints: List[Any], intent: str) -> List[Dict[str, str]]:
    """A button for each of several complaints."""
    return [{"title": f"{number} · {context.label(f'category_{category}')} · {context.label(f'status_{status}')}",
             "payload": f'/{intent}{{"complaint_number": "{number}"}}'} for number, category, status in complaints]


class ValidateLookupForm(Action):
    """Takes the number and the contact's ending from a visitor."""

    def name(self) -> Text:
        return "validate_lookup_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        requested, known = tracker.get_slot("requested_slot"), tracker.get_slot("lookup_number")
        number = (context.turn.values("complaint_number") or [known])[0]
        if requested not in {"lookup_number", "lookup_proof"}:  # the form just began
            return [SlotSet("requested_slot", "lookup_proof" if number else "lookup_number")]
        if answered_elsewhere(tracker, "lookup_form"):
            return [SlotSet("requested_slot", requested if known else "lookup_number")]
        if context.turn.intent == "cancel":
            return [SlotSet("lookup_proof", "cancelled"), SlotSet("requested_slot", None)]
        proof = _proof(context.turn) if requested == "lookup_proof" else None
        if proof is None and number == known:
            if requested == "lookup_number" and context.turn.intent in {"inform", "complaint_progress", "nlu_fallback"}:
                dispatcher.utter_message(response="utter_number_unclear")
                return [SlotSet("lookup_number", None), SlotSet("requested_slot", "lookup_number")]
            return [SlotSet("requested_slot", requested)]
        return [SlotSet("lookup_number", number), SlotSet("lookup_proof", proof),
                SlotSet("requested_slot", None if proof else "lookup_proof")]


def _proof(turn: Turn) -> Optional[str]:
    """The contact's ending in an answer; None for a question, an order or a sentence about something else."""
    contact = turn.values("phone") or turn.values("email")
    if contact:
        return contact[0]
    if turn.pressed or is_aside(turn):
        return None
    ending = _ENDING.search(turn.text)
    return ending.group(1) if ending and len(turn.text) <= 30 else None


class ShowLookup(Action):
    """Shows a visitor the complaint she proved to be hers."""

    def name(self) -> Text:
        return "action_show_lookup"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        number, proof = tracker.get_slot("lookup_number"), tracker.get_slot("lookup_proof")
        forget = [SlotSet("lookup_number", None), SlotSet("lookup_proof", None)]
        if proof == "cancelled" or not number:
            dispatcher.utter_message(response="utter_supplement_cancelled")
            return forget
        try:
            proved = await write(context, lambda session, conversation: prove(
                session, conversation, number, proof, now=context.now))
        except TooManyTries as error:
            dispatcher.utter_message(response="utter_lookup_locked", minutes=int(str(error.values["retry_after"])) // 60 + 1)
            return forget
        if not (proved and await show(dispatcher, context, number)):
            dispatcher.utter_message(response="utter_lookup_failed", tries=settings().lookup_tries_per_hour)
            return [SlotSet("lookup_proof", None), FollowupAction("lookup_form")]  # the next ending can be typed at once
        return forget
