"""Guidance for problems that no look-up can answer, and what the bot says when it did not understand."""
import re
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, aspect, look, read_context, write
from actions.feedback import announced, keep
from bot import formats
from bot.conversations import queries
from bot.conversations.mood import is_angry
from bot.conversations.service import pin_language
from bot.language import Language
from bot.texts import has

# Panic, not anger: what stops the loss is said before anything else.
URGENT = {"fraud": "utter_fraud/victim", "account_compromised": "utter_account_compromised", "freeze_request": "utter_freeze_request"}


def apologise_if_angry(dispatcher: CollectingDispatcher, context: Context) -> None:
    """Anger at us is met with an apology first, and the offer to make it a complaint."""
    if not context.turn.pressed and context.turn.intent not in URGENT and is_angry(context.turn.text):
        dispatcher.utter_message(response="utter_apology")


class Guide(Action):
    """Answers a problem with the guidance of its intent and aspect."""

    def name(self) -> Text:
        return "action_guide"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        apologise_if_angry(dispatcher, context)
        waiting = await look(context, lambda session, conversation: queries.waiting_since(session, conversation.id))
        if waiting and context.turn.intent == "slow_support":  # she asked for a person already: what she wants to know is whether one comes
            dispatcher.utter_message(response="utter_handoff_waiting", when=formats.moment(waiting, context.language))
            return []
        dispatcher.utter_message(response=f"utter_{aspect(tracker, context.turn.intent) or context.turn.intent}")
        return []


class Fallback(Action):
    """Not understood: the two best guesses as buttons, and a person."""

    def name(self) -> Text:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if announced(tracker):
            await keep(dispatcher, context)
            return []
        apologise_if_angry(dispatcher, context)
        ranking = (tracker.latest_message or {}).get("intent_ranking") or []
        guesses = [guess["name"] for guess in ranking
                   if guess["confidence"] > 0.1 and guess["name"] != "human_agent" and has(f"labels.intent_{guess['name']}")][:2]
        if not guesses:
            dispatcher.utter_message(response="utter_fallback_none")
            return []
        dispatcher.utter_message(response="utter_fallback_guess", buttons=[
            *({"title": context.label(f"intent_{guess}"), "payload": f"/{guess}"} for guess in guesses),
            context.button("human", "/human_agent")])
        return []


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
