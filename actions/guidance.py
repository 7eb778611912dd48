"""Guidance for problems that no look-up can answer, and what the bot says when it did not understand."""
import re
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, aspect, look, offer, read_context, write
from actions.feedback import announced, keep
from actions.handoff import FALLBACKS, last_response, remind
from bot.conversations import callbacks, queue
from bot.conversations.mood import ANGRY, Mood
from bot.conversations.queue import Staffing
from bot.conversations.reasons import Reason
from bot.conversations.service import pin_language
from bot.language import Language
from bot.texts import has

# Panic, not anger: what stops the loss is said before anything else.
URGENT = {"fraud": "utter_fraud/victim", "account_compromised": "utter_account_compromised", "freeze_request": "utter_freeze_request"}
# What could not be done here, a person may do.
FAILED = '/human_agent{"reason": "failed_action"}'


def apologise_if_angry(dispatcher: CollectingDispatcher, context: Context) -> List[Dict[Text, Any]]:
    """Discontent is met with an apology first, a loss under way with what stops it; returns the button that offers a person beside the answer."""
    if context.turn.pressed or context.turn.intent in URGENT:
        return []
    if Mood.URGENT in context.turn.moods:
        dispatcher.utter_message(response="utter_loss_under_way")
        return []  # a person stands among its own buttons
    if not ANGRY.intersection(context.turn.moods):
        return []
    dispatcher.utter_message(response="utter_apology")
    return [context.button("human", '/human_agent{"reason": "anger"}')]


class Guide(Action):
    """Answers a problem with the guidance of its intent and aspect."""

    def name(self) -> Text:
        return "action_guide"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        person = apologise_if_angry(dispatcher, context)
        if context.turn.intent == "slow_support":  # who asked for a person already wants to know when one comes
            owed, there = await look(context, lambda session, conversation: (
                callbacks.owed(session, conversation.id), queue.availability(session, now=context.now)))
            if owed and there.kind is not Staffing.STAFFED:
                remind(dispatcher, context, owed, there)
                return []
        dispatcher.utter_message(response=f"utter_{aspect(tracker, context.turn.intent) or context.turn.intent}", buttons=person)
        return []


class Fallback(Action):
    """Not understood: the two best guesses as buttons, and a person; the second time in a row the person first."""

    def name(self) -> Text:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if announced(tracker):
            await keep(dispatcher, context)
            return []
        apologise_if_angry(dispatcher, context)
        guesses = [{"title": context.label(f"intent_{guess}"), "payload": f"/{guess}"} for guess in _guesses(tracker)]
        if last_response(tracker) in FALLBACKS:
            person = context.button("to_person", '/human_agent{"reason": "fallback_twice"}')
            dispatcher.utter_message(response="utter_fallback_twice", buttons=[person, *guesses])
            return offer(tracker, "person", reason=Reason.FALLBACK_TWICE.value)
        if not guesses:
            dispatcher.utter_message(response="utter_fallback_none")
            return []
        dispatcher.utter_message(response="utter_fallback_guess", buttons=[*guesses, context.button("human", "/human_agent")])
        return []


def _guesses(tracker: Tracker) -> List[Text]:
    ranking = (tracker.latest_message or {}).get("intent_ranking") or []
    return [guess["name"] for guess in ranking
            if guess["confidence"] > 0.1 and guess["name"] != "human_agent" and has(f"labels.intent_{guess['name']}")][:2]


class SwitchLanguage(Action):
    """Goes on in the language the customer asks for, and keeps to it."""

    def name(self) -> Text:
        return "action_switch_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        wanted = _wanted_language(context)
        await write(context, lambda session, conversation: pin_language(session, conversation.id, wanted))
        dispatcher.utter_message(response="utter_switch_language", language=wanted.value)
        return []


def _wanted_language(context: Context) -> Language:
    said = context.turn.text.lower()
    if re.search(r"(?:no|not|don'?t|can'?t|cannot)\b.{0,25}\b(?:chinese|mandarin)|看不懂中文|中文看不懂|不会中文|不懂中文", said):
        return Language.EN
    if re.search(r"(?:no|not|don'?t|can'?t|cannot)\b.{0,25}\benglish|(?:不会|不懂|看不懂)英[文语]|英[文语](?:不会|不懂|看不懂)", said):
        return Language.ZH
    chinese = re.search(r"中文|汉语|普通话|国语|华语|chinese|mandarin|zhongwen", said)
    english = re.search(r"英文|英语|english|eng\b", said)
    if chinese and not english:
        return Language.ZH
    if english and not chinese:
        return Language.EN
    return Language.EN if context.language is Language.ZH else Language.ZH
