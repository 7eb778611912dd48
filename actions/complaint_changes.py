"""Adding to a complaint, withdrawing it, taking it up again."""
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.complaint_progress import pick
from actions.context import Context, answered_elsewhere, leave_form, look, offer, read_context, repeats_offer, write
from bot import formats
from bot.complaints import queries, service
from bot.complaints.intake.turns import is_aside
from bot.complaints.kinds import Deadline, Status
from bot.errors import NotAllowed, NotFound
from bot.settings import settings

_Row = Tuple[str, str, str]  # number, category, status


async def _chosen(dispatcher: CollectingDispatcher, context: Context, intent: str, *, open_only: bool) -> Optional[_Row]:
    """The complaint she means; None after she was told that there is none, or asked which."""
    hers: List[_Row] = await look(context, lambda session, conversation: [
        (c.number, c.category, c.status) for c in queries.mine(session, conversation)])
    named = context.turn.values("complaint_number")
    if named:
        found = next((row for row in hers if row[0] == named[0]), None)
        if found is None:
            dispatcher.utter_message(response="utter_complaint_not_found", number=named[0])
        return found
    fitting = [row for row in hers if Status(row[2]).is_open or not open_only]
    if len(fitting) > 1 and not open_only:
        fitting = [row for row in fitting if Status(row[2]).is_open] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        dispatcher.utter_message(response="utter_pick_complaint", buttons=pick(context, fitting[:8], intent))
    else:
        dispatcher.utter_message(response="utter_nothing_open" if hers else "utter_no_complaints")
    return None


class SupplementComplaint(Action):
    """Opens the form for more words; for a closed complaint, offers to take it up again."""

    def name(self) -> Text:
        return "action_supplement_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        row = await _chosen(dispatcher, context, "supplement_complaint", open_only=False)
        if row is None:
            return []
        if Status(row[2]).is_open:
            return [*leave_form(dispatcher, tracker, context, entering="supplement_form"),
                    SlotSet("supplement_number", row[0]), SlotSet("supplement_text", None), FollowupAction("supplement_form")]
        if context.turn.values("confirmed") or repeats_offer(tracker, context, "reopen"):
            return await reopen(dispatcher, context, row[0])
        dispatcher.utter_message(response="utter_reopen_confirm", number=row[0], buttons=[
            context.button("reopen", f'/supplement_complaint{{"complaint_number": "{row[0]}", "confirmed": "yes"}}'),
            context.button("not_now", "/deny")])
        return offer(tracker, "reopen", number=row[0])


async def reopen(dispatcher: CollectingDispatcher, context: Context, number: str) -> List[Dict[Text, Any]]:
    """Take a closed complaint up again, or say that it is too late."""
    def work(session: Any, conversation: Any) -> Any:
        complaint = service.reopen(session, conversation, number, now=context.now)
        return next(d.due_at for d in complaint.deadlines if d.kind == Deadline.FIRST_REPLY.value)

    try:
        due_at = await write(context, work)
    except (NotAllowed, NotFound):
        dispatcher.utter_message(response="utter_reopen_too_late", number=number, days=settings().reopen_days)
        return []
    dispatcher.utter_message(response="utter_reopened", number=number, first_reply=formats.moment(due_at, context.language))
    return []


class ValidateSupplementForm(Action):
    """Takes the next message as the words to add, unless it stops or asks for something else."""

    def name(self) -> Text:
        return "validate_supplement_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if tracker.get_slot("requested_slot") != "supplement_text" or answered_elsewhere(tracker, "supplement_form"):
            return [SlotSet("requested_slot", "supplement_text")]
        brief = context.turn.intent in {"cancel", "deny", "affirm", "thanks", "goodbye"} and len(context.turn.text) <= 20
        if brief and not context.turn.attachment_ids:
            return [SlotSet("supplement_text", "cancelled"), SlotSet("supplement_number", None), SlotSet("requested_slot", None)]
        aside = is_aside(context.turn) or context.turn.intent in {"complaint_progress", "file_complaint"}
        if context.turn.pressed or aside and not brief:  # a picture with a mere "thanks" is what she adds
            return [SlotSet("requested_slot", "supplement_text")]
        words = context.turn.text or context.label("only_attachments", count=len(context.turn.attachment_ids))
        return [SlotSet("supplement_text", words), SlotSet("requested_slot", None)]


class AskSupplementText(Action):
    """Names the complaint the words will go to."""

    def name(self) -> Text:
        return "action_ask_supplement_text"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        dispatcher.utter_message(response="utter_ask_supplement_text", number=tracker.get_slot("supplement_number"))
        return []


class AddSupplement(Action):
    """Adds the words, once."""

    def name(self) -> Text:
        return "action_add_supplement"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        number, words = tracker.get_slot("supplement_number"), tracker.get_slot("supplement_text")
        forget = [SlotSet("supplement_number", None), SlotSet("supplement_text", None)]
        if not number or not words:
            dispatcher.utter_message(response="utter_supplement_cancelled")
            return forget
        try:
            await write(context, lambda session, conversation: service.supplement(
                session, conversation, number, words, key=context.message_key, now=context.now,
                attachment_ids=context.turn.attachment_ids))
        except NotAllowed:  # it was closed while she was writing
            dispatcher.utter_message(response="utter_reopen_confirm", number=number)
            return [*forget, *offer(tracker, "reopen", number=number)]
        count = len(context.turn.attachment_ids)
        dispatcher.utter_message(response="utter_attachments_added" if count else "utter_supplement_added", number=number, count=count)
        return forget


class WithdrawComplaint(Action):
    """Takes a complaint back once she confirms."""

    def name(self) -> Text:
        return "action_withdraw_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        row = await _chosen(dispatcher, context, "withdraw_complaint", open_only=True)
        if row is None:
            return []
        if context.turn.values("confirmed") or repeats_offer(tracker, context, "withdraw"):
            return await withdraw(dispatcher, context, row[0])
        dispatcher.utter_message(
            response="utter_withdraw_confirm", number=row[0], category=context.label(f"category_{row[1]}"), days=settings().reopen_days,
            buttons=[context.button("withdraw", f'/withdraw_complaint{{"complaint_number": "{row[0]}", "confirmed": "yes"}}'),
                     context.button("not_now", "/deny")])
        return offer(tracker, "withdraw", number=row[0])


async def withdraw(dispatcher: CollectingDispatcher, context: Context, number: str) -> List[Dict[Text, Any]]:
    """Withdraw her complaint; one that has ended meanwhile stays as it is."""
    try:
        await write(context, lambda session, conversation: service.withdraw(session, conversation, number, now=context.now))
    except (NotAllowed, NotFound):
        dispatcher.utter_message(response="utter_nothing_open")
        return []
    dispatcher.utter_message(response="utter_withdrawn", number=number, days=settings().reopen_days)
    return []
