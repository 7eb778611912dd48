"""What every action needs to know of the turn it answers."""
import asyncio
import itertools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, Dict, List, Optional, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.complaints import phrases
from bot.complaints.intake.turns import Turn
from bot.conversations import queries, service, speaker
from bot.conversations.models import Conversation
from bot.db import database, hold, utc_now
from bot.language import Language, detect
from bot.texts import text

T = TypeVar("T")
_REFUSING = re.compile(r"不|别|等|慢|算了|没事|找到|停|\b(?:no|not|don'?t|never|found|cancel|wait|hold|stop|later)\b", re.I)
_AGREEING = re.compile(
    r"确认|确定|^好|^嗯|^是|^对|^行|^可以|^要|^冻|^撤|^重新|[吧掉]$|\b(?:yes|yep|yeah|ok|okay|sure|please|confirm|go ahead|do it|right)\b", re.I)


@dataclass(frozen=True)
class Context:
    """One turn: who speaks, in which language, what she said, and the key of her message."""

    conversation_id: str
    customer_id: Optional[str]
    language: Language
    message_key: str
    turn: Turn
    now: datetime

    @property
    def message_id(self) -> Optional[int]:
        """The stored message's number; None where Rasa runs without our channel."""
        number = self.message_key.partition(":")[2]
        return int(number) if number.isascii() and number.isdigit() else None

    def label(self, key: str, **values: Any) -> str:
        """A label in the customer's language."""
        return text(f"labels.{key}", self.language, **values)

    def button(self, label: str, payload: str) -> Dict[str, str]:
        """A button whose title is a label."""
        return {"title": self.label(f"button_{label}"), "payload": payload}


async def read_context(tracker: Tracker) -> Context:
    """The context of the latest message; the customer is whom the conversation belongs to, never what a message claims."""
    conversation = speaker.known(tracker.sender_id) or await asyncio.to_thread(_read, tracker.sender_id)
    message = tracker.latest_message or {}
    said = message.get("text") or ""
    return Context(
        conversation_id=tracker.sender_id,
        customer_id=conversation.customer_id if conversation else None,
        language=conversation.language if conversation else detect(said, Language.ZH),
        message_key=f"message:{message.get('message_id') or tracker.sender_id}",
        turn=_turn(message), now=utc_now())


def _read(conversation_id: str) -> Optional[Conversation]:
    with database().reading() as session:
        return queries.conversation(session, conversation_id)


def _turn(message: Dict[str, Any]) -> Turn:
    intent = message.get("intent") or {}
    metadata = message.get("metadata") or {}
    return Turn(text=message.get("text") or "", intent=intent.get("name") or "", confidence=intent.get("confidence") or 0.0,
                beside=(message.get("beside") or {}).get("name") or "", entities=message.get("entities") or [],
                moods=message.get("moods") or [], pressed=bool(metadata.get("choice")), attachment_ids=metadata.get("attachments") or [])


async def write(context: Context, work: Callable[[Session, Conversation], T]) -> T:
    """Run work in one transaction, off the event loop, with the conversation it belongs to; two of one conversation one after the other.

    Turns have a lock of their own, but a Redis that was restarted has forgotten it: what the first of two did, the second must see.
    """
    def run() -> T:
        with database().transaction() as session:
            hold(session, context.conversation_id)
            return work(session, _conversation(session, context))
    speaker.forget()
    return await asyncio.to_thread(run)


async def look(context: Context, work: Callable[[Session, Conversation], T]) -> T:
    """Run reading work off the event loop."""
    def run() -> T:
        with database().reading() as session:
            found = speaker.known(context.conversation_id) or queries.conversation(session, context.conversation_id)
            return work(session, found or Conversation(id=context.conversation_id, customer_id=None))
    return await asyncio.to_thread(run)


def _conversation(session: Session, context: Context) -> Conversation:
    # `rasa shell` talks to the actions without our channel: its conversations begin here.
    return queries.conversation(session, context.conversation_id) or service.open_conversation(
        session, customer_id=None, language=context.language, now=context.now, conversation_id=context.conversation_id)


def aspect(tracker: Tracker, intent: str) -> Optional[str]:
    """The finer question of an intent, as the selector read it."""
    selected = (tracker.latest_message or {}).get("response_selector") or {}
    return (selected.get(intent) or {}).get("response", {}).get("intent_response_key")


def turns(tracker: Tracker) -> int:
    """How many messages the customer has sent; an offer made in one turn is taken in the next."""
    return sum(event.get("event") == "user" for event in tracker.events)


def offer(tracker: Tracker, kind: str, **details: Any) -> List[Dict[str, Any]]:
    """Remember what the customer was just asked, so that a plain "yes" has a meaning."""
    return [{"event": "slot", "name": "offer", "value": {"kind": kind, "turn": turns(tracker), **details}, "timestamp": None}]


def standing_offer(tracker: Tracker) -> Optional[Dict[str, Any]]:
    """The offer of the turn before this one, None if there was none."""
    standing = tracker.get_slot("offer")
    return standing if standing and standing["turn"] == turns(tracker) - 1 else None


def repeats_offer(tracker: Tracker, context: Context, kind: str) -> bool:
    """Whether she was just asked to confirm this very thing and agrees in its words: "yes please, freeze it".

    A question or anything like a refusal is never taken for consent: what follows cannot be undone here.
    """
    standing, said = standing_offer(tracker), context.turn.text.strip(" .!。！~")
    return bool(standing and standing["kind"] == kind and _AGREEING.search(said)
                and not _REFUSING.search(said) and not phrases.ASKING.search(said))


def answered_elsewhere(tracker: Tracker, form: str) -> bool:
    """Whether another action already answered this message: the form comes back only to ask its question again."""
    since = list(itertools.takewhile(lambda event: event.get("event") != "user", reversed(tracker.events)))
    return any(event.get("event") == "action" and event.get("name") not in {form, "action_listen", "action_extract_slots"} for event in since)


def leave_form(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, entering: str = "") -> List[Dict[str, Any]]:
    """The events that end a running form before another thing begins; a complaint's draft is kept and she is told so."""
    running = (tracker.active_loop or {}).get("name")
    if not running or running == entering:
        return []
    if running == "complaint_form":
        dispatcher.utter_message(response="utter_form_paused", buttons=[context.button("continue_complaint", "/file_complaint")])
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
