"""To a person: into the queue where somebody is there, else a promise to call back, with a number and a time."""
import asyncio
from typing import Any, Dict, List, NamedTuple, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.context import Context, answered_elsewhere, aspect, leave_form, look, read_context, write
from bot import formats
from bot.complaints import queries as complaints
from bot.complaints.intake.turns import is_aside
from bot.conversations import callbacks, handoffs, queue
from bot.conversations.desk_models import Callback
from bot.conversations.models import Conversation
from bot.conversations.mood import ANGRY
from bot.conversations.queue import Availability, Staffing
from bot.conversations.reasons import Reason
from bot.errors import WalletUnavailable
from bot.wallet import wallet

FALLBACKS = {"utter_fallback_guess", "utter_fallback_none", "utter_fallback_twice"}
_RECENT_TURNS = 3
_LOSSES = {"fraud": Reason.FRAUD, "account_compromised": Reason.COMPROMISED, "freeze_request": Reason.COMPROMISED}
# What only asks for a person or answers the bot is not what the person should know.
_SAYS_NOTHING = {"human_agent", "slow_support", "affirm", "deny", "cancel", "greet", "thanks", "goodbye", "capabilities", "bot_challenge", "abuse"}
_CANCELLED = "cancelled"


class HumanAgent(Action):
    """Takes her to a person, or says truthfully that nobody is there and promises a callback."""

    def name(self) -> Text:
        return "action_human_agent"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        writes = aspect(tracker, "human_agent") == "human_agent/message"
        return await to_person(dispatcher, tracker, context, reason_of(tracker, context), writes=writes)


class _Desk(NamedTuple):
    """What can be said of the people, and what we hold of her."""

    there: Availability
    owed: Optional[Callback]
    contact: Optional[str]


async def to_person(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, reason: Reason, *,
                    writes: bool = False) -> List[Dict[Text, Any]]:
    """Put her into the queue; where nobody is there, or she would rather leave a message (`writes`), promise a callback."""
    events = leave_form(dispatcher, tracker, context, entering="callback_form")
    desk = await look(context, lambda session, conversation: _Desk(
        queue.availability(session, now=context.now), callbacks.owed(session, conversation.id), _last_contact(session, conversation)))
    if desk.there.kind is Staffing.STAFFED and not writes:
        await _queue(dispatcher, context, reason)
        return events
    if desk.owed:
        remind(dispatcher, context, desk.owed, desk.there)
        return events
    contact = await _contact(context, desk.contact)
    if contact is None:
        return [*events, SlotSet("callback_contact", None), SlotSet("callback_reason", reason.value), FollowupAction("callback_form")]
    await _promise(dispatcher, tracker, context, contact, reason, desk.there)
    return events


def remind(dispatcher: CollectingDispatcher, context: Context, owed: Callback, there: Availability) -> None:
    """Name the callback she waits for already; an overdue one with an apology."""
    response = "utter_callback_standing" if owed.due_at > context.now else "utter_callback_late"
    dispatcher.utter_message(response=response, lead=_lead(context, there), number=owed.number, when=formats.moment(owed.due_at, context.language))


async def tell_of_callback(dispatcher: CollectingDispatcher, context: Context, number: str) -> None:
    """How far the callback is whose number she names; one that is not hers is unknown."""
    found, there = await look(context, lambda session, conversation: (
        callbacks.mine_by_number(session, conversation.id, number), queue.availability(session, now=context.now)))
    if found is None:
        dispatcher.utter_message(response="utter_callback_unknown", number=number.upper())
    elif found.state == callbacks.State.DONE.value:
        dispatcher.utter_message(response="utter_callback_done", number=found.number)
    else:
        remind(dispatcher, context, found, there)


def reason_of(tracker: Tracker, context: Context) -> Reason:
    """Why she wants a person: what the button says, else what the last turns show."""
    named = context.turn.values("reason")
    if named:
        return Reason(named[0])
    said = [event for event in tracker.events if event.get("event") == "user"][-_RECENT_TURNS:]
    intents = [context.turn.beside, *(event["parse_data"]["intent"].get("name") for event in reversed(said))]
    loss = next((_LOSSES[intent] for intent in intents if intent in _LOSSES), None)
    if loss:
        return loss
    if any(ANGRY.intersection(event["parse_data"].get("moods") or []) for event in said[-2:]):
        return Reason.ANGER
    return Reason.FALLBACK_TWICE if last_response(tracker) == "utter_fallback_twice" else Reason.ASKED_FOR


def last_response(tracker: Tracker) -> str:
    """Which response the bot gave last, before this message."""
    said: Dict[Text, Any] = next((event for event in reversed(tracker.events) if event.get("event") == "bot"), {})
    return (said.get("metadata") or {}).get("utter_action") or ""


async def _queue(dispatcher: CollectingDispatcher, context: Context, reason: Reason) -> None:
    def work(session: Session, conversation: Conversation) -> "tuple[int, str]":
        handoffs.request(session, conversation.id, reason=reason, now=context.now, message_id=context.message_id)
        return queue.place(session, conversation.id), _expected(session, context)

    place, wait = await write(context, work)
    response = "utter_handoff_urgent" if reason in _LOSSES.values() else "utter_handoff_queued"
    dispatcher.utter_message(response=response, place=place, wait=wait, buttons=[
        context.button("leave_message", "/human_agent/message"), context.button("file_complaint", "/file_complaint"),
        context.button("stop_waiting", "/human_agent/leave")])


def _expected(session: Session, context: Context) -> str:
    expected = queue.expected_wait(session)
    return context.label("wait_expected", minutes=max(1, round(expected.total_seconds() / 60))) if expected else ""


async def _promise(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, contact: str, reason: Reason, there: Availability) -> None:
    words = _words(tracker, context)

    def work(session: Session, conversation: Conversation) -> "tuple[str, Any]":
        made = callbacks.request_callback(session, conversation, contact=contact, words=words, reason=reason, key=context.message_key, now=context.now)
        return made.number, made.due_at

    number, due_at = await write(context, work)
    dispatcher.utter_message(response="utter_callback_made", lead=_lead(context, there), number=number, contact=formats.masked(contact),
                             when=formats.moment(due_at, context.language))


def _lead(context: Context, there: Availability) -> str:
    if there.kind is Staffing.CLOSED and there.opens_at:
        return context.label("desk_closed", when=formats.moment(there.opens_at, context.language))
    return "" if there.kind is Staffing.STAFFED else context.label("desk_unstaffed")


def _words(tracker: Tracker, context: Context) -> str:
    """What she said of her matter, for the colleague who calls."""
    said = [event.get("text") for event in tracker.events if event.get("event") == "user" and event.get("text")
            and event["parse_data"]["intent"].get("name") not in _SAYS_NOTHING]
    return "\n".join(said[-_RECENT_TURNS:]) or context.turn.text


async def _contact(context: Context, known: Optional[str]) -> Optional[str]:
    """How to reach her: as she says now, as her wallet knows her, or as she told us before; None if we hold nothing."""
    given = context.turn.values("phone") or context.turn.values("email")
    return given[0] if given else await _wallets_contact(context) or known


async def _wallets_contact(context: Context) -> Optional[str]:
    if context.customer_id is None:
        return None
    try:
        account = await asyncio.to_thread(wallet().account, context.customer_id)
    except WalletUnavailable:
        return None
    return (account.phone or account.email) if account else None


def _last_contact(session: Session, conversation: Conversation) -> Optional[str]:
    return next((complaint.contact for complaint in complaints.mine(session, conversation) if complaint.contact), None)


class ValidateCallbackForm(Action):
    """Takes a telephone number or an e-mail address; a question in between is answered first."""

    def name(self) -> Text:
        return "validate_callback_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if tracker.get_slot("requested_slot") != "callback_contact" or answered_elsewhere(tracker, "callback_form"):
            return [SlotSet("requested_slot", "callback_contact")]
        if context.turn.intent in {"cancel", "deny"}:
            return [SlotSet("callback_contact", _CANCELLED), SlotSet("requested_slot", None)]
        given = context.turn.values("phone") or context.turn.values("email")
        if given:
            return [SlotSet("callback_contact", given[0]), SlotSet("requested_slot", None)]
        if context.turn.intent in {"inform", "nlu_fallback"} and not context.turn.pressed and not is_aside(context.turn):
            dispatcher.utter_message(response="utter_wrong_contact")
            return [SlotSet("callback_contact", None), SlotSet("requested_slot", "callback_contact")]
        return [SlotSet("requested_slot", "callback_contact")]


class AskCallbackContact(Action):
    """Says that nobody is there, and asks how she can be reached."""

    def name(self) -> Text:
        return "action_ask_callback_contact"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        there = await look(context, lambda session, _: queue.availability(session, now=context.now))
        dispatcher.utter_message(response="utter_callback_contact", lead=_lead(context, there))
        return []


class RequestCallback(Action):
    """Promises the callback to whoever left a contact."""

    def name(self) -> Text:
        return "action_request_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        contact, reason = tracker.get_slot("callback_contact"), tracker.get_slot("callback_reason")
        if not contact or contact == _CANCELLED:
            dispatcher.utter_message(response="utter_callback_cancelled")
        else:
            there = await look(context, lambda session, _: queue.availability(session, now=context.now))
            await _promise(dispatcher, tracker, context, contact, Reason(reason or Reason.ASKED_FOR), there)
        return [SlotSet("callback_contact", None), SlotSet("callback_reason", None)]
