"""The form that takes a complaint down; what its answers mean is in bot.complaints.intake."""
import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, answered_elsewhere, aspect, leave_form, read_context, standing_offer, write
from actions.guidance import URGENT
from actions.notices import offers
from actions.payments import LOOK_BACK, title
from bot import formats
from bot.complaints import service
from bot.complaints.intake.draft import CANCELLED, CONFIRMED, NONE, Field, missing
from bot.complaints.intake.reading import read
from bot.complaints.intake.turns import Rules
from bot.complaints.kinds import Category, Deadline, Remedy
from bot.errors import WalletUnavailable
from bot.settings import settings
from bot.wallet import wallet
from bot.wallet.matching import relevant
from bot.wallet.protocol import Transaction

_CATEGORIES = {category.value for category in Category}
_RECENT_TURNS = 3
_SUBMITTED = {"action_file_complaint", "action_add_supplement"}  # what came before belongs to what was handed in then


class ComplaintEntry(Action):
    """"I want to complain" opens the form; "how does one complain" is explained first."""

    def name(self) -> Text:
        return "action_complaint_entry"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        # How long it takes is a part of how; anything else beside it is what she wants to complain of.
        if aspect(tracker, "file_complaint") == "file_complaint/how" and context.turn.beside in {"", "complaint_progress"}:
            dispatcher.utter_message(response="utter_file_complaint/how")
            return []
        # "I was cheated of 2,000, freeze it, I want to complain": what stops a loss comes before the form.
        if context.turn.beside in URGENT and not tracker.active_loop.get("name"):
            dispatcher.utter_message(response=URGENT[context.turn.beside])
        return [*leave_form(dispatcher, tracker, context, entering="complaint_form"), FollowupAction("complaint_form")]


class ValidateComplaintForm(Action):
    """Reads each turn of the form and says what is asked next."""

    def name(self) -> Text:
        return "validate_complaint_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        draft = draft_of(tracker)
        asked = tracker.get_slot("requested_slot") or ""
        requested = Field(asked.removeprefix("complaint_")) if asked.startswith("complaint_") else None
        in_between = standing_offer(tracker) and context.turn.intent in {"affirm", "deny"}
        if requested and (in_between or answered_elsewhere(tracker, "complaint_form")):
            return [SlotSet("requested_slot", asked)]
        evidence = _evidence(tracker)
        if context.turn.attachment_ids:
            dispatcher.utter_message(response="utter_attachments_with_complaint", count=len(context.turn.attachment_ids))
        if requested and context.turn.intent == "attachment":
            return [SlotSet("complaint_attachments", evidence), SlotSet("requested_slot", asked)]
        candidates = await candidates_for(context, draft) if requested is Field.TRANSACTION else []
        reading = read(context.turn, requested, draft, candidates, await _rules(context))
        values = {**_from_the_talk(tracker, context, draft, reading.values), **reading.values}
        if Field.DESCRIPTION in reading.values and context.turn.intent in URGENT and draft[Field.CATEGORY] not in URGENT:
            dispatcher.utter_message(response=URGENT[context.turn.intent])
        inferred = values.get(Field.CATEGORY) if not requested and not context.turn.pressed else None
        if inferred:
            dispatcher.utter_message(response="utter_category_taken", category=context.label(f"category_{inferred}"))
        if reading.problem:
            dispatcher.utter_message(response=f"utter_{reading.problem}", largest=f"{settings().largest_amount:,}")
        if reading.problem and requested:
            values.setdefault(requested, None)
        # Nothing noted lets another action answer; what came with such a message is found in the next turn.
        noted = [SlotSet("complaint_attachments", evidence)] if values or not requested else []
        return [*(SlotSet(f"complaint_{field.value}", value) for field, value in values.items()), *noted,
                SlotSet("requested_slot", _next_slot({**draft, **values}, context))]


def _next_slot(draft: Dict[Field, Any], context: Context) -> Optional[str]:
    following = missing(draft, signed_in=context.customer_id is not None)
    return None if following is None or draft[Field.CONFIRM] == CANCELLED else f"complaint_{following.value}"


def _evidence(tracker: Tracker) -> List[str]:
    """The attachments of the draft, and those of the last messages: a picture often comes just before "I want to complain"."""
    since = itertools.takewhile(lambda event: event.get("name") not in _SUBMITTED, reversed(tracker.events))
    said = [event for event in since if event.get("event") == "user"][:_RECENT_TURNS]
    recent = [each for event in reversed(said) for each in (event.get("metadata") or {}).get("attachments") or []]
    return list(dict.fromkeys([*(tracker.get_slot("complaint_attachments") or []), *recent]))


def draft_of(tracker: Tracker) -> Dict[Field, Any]:
    """What the form knows so far."""
    return {field: tracker.get_slot(f"complaint_{field.value}") for field in Field}


async def candidates_for(context: Context, draft: Dict[Field, Any]) -> List[Transaction]:
    """The customer's transactions a complaint of this category may be about."""
    if context.customer_id is None:
        return []
    try:
        recent = await asyncio.to_thread(wallet().transactions, context.customer_id, since=context.now - LOOK_BACK)
    except WalletUnavailable:
        return []  # then she types the number or goes on without; the form must not stop
    return relevant(draft[Field.CATEGORY], recent) or recent[:5]


async def _rules(context: Context) -> Rules:
    named = [n for n in context.turn.values("transaction_id") if n != NONE]
    return Rules(now=context.now, largest_amount=Decimal(settings().largest_amount),
                 oldest=timedelta(days=settings().oldest_complaint_days),
                 owns={number: await _owns(context, number) for number in named}.__getitem__)


async def _owns(context: Context, number: str) -> bool:
    if context.customer_id is None:
        return True  # nobody can check a visitor's number here; the colleague who works on it will
    try:
        return await asyncio.to_thread(wallet().transaction, context.customer_id, number) is not None
    except WalletUnavailable:
        return True


def _from_the_talk(tracker: Tracker, context: Context, draft: Dict[Field, Any], values: Dict[Field, Any]) -> Dict[Field, Any]:
    """The category, where this message or the talk just before the form already showed it."""
    if draft[Field.CATEGORY] or values.get(Field.CATEGORY) or tracker.get_slot("requested_slot"):
        return {}
    here = [name for name in (context.turn.beside,) if name in _CATEGORIES]
    said = [event["parse_data"]["intent"].get("name") for event in tracker.events if event.get("event") == "user"]
    before = [intent for intent in reversed(said[-_RECENT_TURNS:]) if intent in _CATEGORIES]
    found = here or before
    return {Field.CATEGORY: found[0]} if found else {}


def _changes(context: Context, draft: Dict[Field, Any]) -> List[Dict[str, str]]:
    fields = [Field.CATEGORY, Field.DESCRIPTION, Field.REMEDY,
              *(field for field in (Field.AMOUNT, Field.TIME, Field.CONTACT) if draft.get(field))]
    return [context.button(f"change_{field.value}", f'/inform{{"change": "{field.value}"}}') for field in fields]


class AskComplaintTransaction(Action):
    """Offers her own transactions to choose from; asks a visitor for the number."""

    def name(self) -> Text:
        return "action_ask_complaint_transaction"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        candidates = await candidates_for(context, draft_of(tracker))
        if not candidates:
            dispatcher.utter_message(response="utter_type_complaint_transaction")
            return []
        dispatcher.utter_message(response="utter_pick_complaint_transaction", buttons=[
            *({"title": title(t, context), "payload": f'/inform{{"transaction_id": "{t.id}"}}'} for t in candidates),
            context.button("none_of_these", f'/inform{{"transaction_id": "{NONE}"}}')])
        return []


class AskComplaintConfirm(Action):
    """Shows the whole complaint before it is filed."""

    def name(self) -> Text:
        return "action_ask_complaint_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        draft = draft_of(tracker)
        if context.turn.intent == "deny":
            dispatcher.utter_message(response="utter_what_to_change", buttons=_changes(context, draft))
            return []
        known = await _known_transaction(context, draft[Field.TRANSACTION] if draft[Field.TRANSACTION] != NONE else None)
        evidence = tracker.get_slot("complaint_attachments")
        shown = {**_summary(context, draft, known), **({"attachments": len(evidence)} if evidence else {})}
        lines = [context.label(f"line_{name}", value=value) for name, value in shown.items()]
        dispatcher.utter_message(response="utter_ask_complaint_confirm", summary="\n".join(f"- {line}" for line in lines), buttons=[
            context.button("confirm", '/inform{"confirm": "confirmed"}'), context.button("change", "/deny"),
            context.button("cancel", '/inform{"confirm": "cancelled"}')])
        return []


def _summary(context: Context, draft: Dict[Field, Any], known: Optional[Transaction]) -> Dict[str, str]:
    shown = {"category": context.label(f"category_{draft[Field.CATEGORY]}")}
    if draft[Field.TRANSACTION] not in {None, NONE}:
        shown["transaction"] = f"{draft[Field.TRANSACTION]} ({title(known, context)})" if known else draft[Field.TRANSACTION]
    if isinstance(draft[Field.AMOUNT], dict):
        shown["amount"] = formats.amount(Decimal(draft[Field.AMOUNT]["value"]), draft[Field.AMOUNT]["currency"])
    if isinstance(draft[Field.TIME], dict):
        shown["time"] = formats.moment(_moment(draft), context.language, exact=draft[Field.TIME]["exact"] == "true")
    shown["description"] = draft[Field.DESCRIPTION]
    remedy, _, words = draft[Field.REMEDY].partition(":")
    shown["remedy"] = words or context.label(f"remedy_{remedy}")
    if draft[Field.CONTACT]:
        shown["contact"] = formats.masked(draft[Field.CONTACT])
    return shown


def _moment(draft: Dict[Field, Any]) -> datetime:
    return datetime.fromisoformat(draft[Field.TIME]["at"])


class FileComplaint(Action):
    """Files what was confirmed, once; or says that nothing was filed."""

    def name(self) -> Text:
        return "action_file_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        draft = draft_of(tracker)
        forget = [SlotSet(f"complaint_{field.value}", None) for field in Field] + [SlotSet("complaint_attachments", None)]
        if draft[Field.CONFIRM] != CONFIRMED:
            dispatcher.utter_message(response="utter_complaint_cancelled")
            return forget
        statement = replace(await _statement(context, draft), attachment_ids=tracker.get_slot("complaint_attachments") or ())

        def work(session: Any, conversation: Any) -> Dict[str, Any]:
            complaint = service.file(session, conversation, statement, key=context.message_key, now=context.now)
            return {"number": complaint.number, **{d.kind: d.due_at for d in complaint.deadlines}}

        filed = await write(context, work)
        dispatcher.utter_message(
            response="utter_complaint_filed", number=filed["number"],
            first_reply=formats.moment(filed[Deadline.FIRST_REPLY.value], context.language),
            final_reply=formats.moment(filed[Deadline.FINAL_REPLY.value], context.language, exact=False), buttons=await offers(context, filed["number"]))
        if context.customer_id is None:
            dispatcher.utter_message(response="utter_keep_number")
        return forget


async def _statement(context: Context, draft: Dict[Field, Any]) -> service.Statement:
    remedy, _, words = draft[Field.REMEDY].partition(":")
    number = draft[Field.TRANSACTION] if draft[Field.TRANSACTION] != NONE else None
    known = await _known_transaction(context, number)
    stated = draft[Field.AMOUNT] if isinstance(draft[Field.AMOUNT], dict) else None
    return service.Statement(
        category=Category(draft[Field.CATEGORY]), description=draft[Field.DESCRIPTION], remedy=Remedy(remedy),
        remedy_words=words or None, transaction_id=number,
        amount=Decimal(stated["value"]) if stated else known.amount if known else None,
        currency=stated["currency"] if stated else known.currency if known else None,
        occurred_at=_moment(draft) if isinstance(draft[Field.TIME], dict) else known.created_at if known else None,
        contact=draft[Field.CONTACT])


async def _known_transaction(context: Context, number: Optional[str]) -> Optional[Transaction]:
    if not number or context.customer_id is None:
        return None
    try:
        return await asyncio.to_thread(wallet().transaction, context.customer_id, number)
    except WalletUnavailable:
        return None  # the complaint names the transaction; its sum can be read later
