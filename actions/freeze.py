"""A frozen account: why, and what lifts it. And the order to freeze one now."""
import asyncio
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, aspect, offer, read_context, repeats_offer
from actions.guidance import FAILED, apologise_if_angry
from bot import formats
from bot.errors import NotFound, WalletUnavailable
from bot.wallet import wallet


class AccountFreeze(Action):
    """Why her account is frozen; general causes for a visitor."""

    def name(self) -> Text:
        return "action_account_freeze"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        person = apologise_if_angry(dispatcher, context)
        if context.customer_id is None:
            dispatcher.utter_message(response=f"utter_{aspect(tracker, 'account_freeze') or 'account_freeze/why'}", buttons=person)
            return []
        if repeats_offer(tracker, context, "freeze") and len(context.turn.text) <= 8:
            await freeze_now(dispatcher, context)
            return []
        try:
            account = await asyncio.to_thread(wallet().account, context.customer_id)
        except WalletUnavailable:
            dispatcher.utter_message(response="utter_wallet_unavailable")
            dispatcher.utter_message(response="utter_account_freeze/why", buttons=[context.button("human", FAILED)])
            return []
        if account is None or account.frozen is None:
            dispatcher.utter_message(response="utter_account_not_frozen", buttons=person)
            return []
        dispatcher.utter_message(
            response=f"utter_frozen_{account.frozen.value}",
            when=formats.moment(account.frozen_at or context.now, context.language),
            buttons=[{"title": context.label("button_file_complaint"), "payload": '/file_complaint{"category": "account_freeze"}'},
                     context.button("human", "/human_agent"), *person])
        return []


class FreezeRequest(Action):
    """Freezes her account once she confirms; tells a visitor how to do it at once."""

    def name(self) -> Text:
        return "action_freeze_request"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if context.customer_id is None:
            dispatcher.utter_message(response="utter_freeze_request")
            return []
        if context.turn.values("confirmed") or repeats_offer(tracker, context, "freeze"):
            await freeze_now(dispatcher, context)
            return []
        if await _frozen(context):
            dispatcher.utter_message(response="utter_already_frozen")
            return []
        dispatcher.utter_message(response="utter_freeze_confirm", buttons=[
            context.button("freeze_now", '/freeze_request{"confirmed": "yes"}'), context.button("not_now", "/deny")])
        return offer(tracker, "freeze")


async def _frozen(context: Context) -> bool:
    try:
        account = await asyncio.to_thread(wallet().account, str(context.customer_id))
    except WalletUnavailable:
        return False  # then freezing is tried, and says so if it fails
    return account is not None and account.frozen is not None


async def freeze_now(dispatcher: CollectingDispatcher, context: Context) -> None:
    """Freeze the signed-in customer's account, or say honestly that it failed and what to do at once."""
    try:
        await asyncio.to_thread(wallet().freeze, str(context.customer_id), key=context.message_key)
    except (WalletUnavailable, NotFound):
        dispatcher.utter_message(response="utter_freeze_failed")
        return
    dispatcher.utter_message(response="utter_freeze_done")
