"""Where is my money: a customer's own transactions, with their state and what it means."""
import asyncio
import json
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, Dict, List, Sequence, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, read_context
from actions.guidance import FAILED, apologise_if_angry
from bot import formats
from bot.conversations import wrong_person
from bot.conversations.mood import Mood
from bot.errors import WalletUnavailable
from bot.texts import has
from bot.wallet import wallet
from bot.wallet.matching import relevant, topic_of
from bot.wallet.protocol import State, Transaction

LOOK_BACK = timedelta(days=30)


class TransactionTopic(Action, ABC):
    """Guidance for a visitor; for a signed-in customer the transactions she may mean."""

    @property
    @abstractmethod
    def topic(self) -> str:
        """The intent it answers."""

    def name(self) -> Text:
        return f"action_{self.topic}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        person = apologise_if_angry(dispatcher, context)
        chosen = (context.turn.values("transaction_id") or [None])[0]
        if context.customer_id is None or chosen == "none":
            dispatcher.utter_message(response=f"utter_{self.topic}", buttons=person)
            return []
        try:
            if chosen:
                await self._show_chosen(dispatcher, context, chosen)
            else:
                await self._show_candidates(dispatcher, context, person)
        except WalletUnavailable:
            dispatcher.utter_message(response="utter_wallet_unavailable")
            dispatcher.utter_message(response=f"utter_{self.topic}", buttons=[context.button("human", FAILED)])
        return []

    async def _show_chosen(self, dispatcher: CollectingDispatcher, context: Context, number: str) -> None:
        found = await asyncio.to_thread(wallet().transaction, str(context.customer_id), number)
        if found is None:
            dispatcher.utter_message(response="utter_transaction_unknown", number=number)
            return
        topic = (context.turn.values("topic") or [self.topic])[0]
        self._explain(dispatcher, context, found, topic)

    async def _show_candidates(self, dispatcher: CollectingDispatcher, context: Context, person: List[Dict[Text, Any]]) -> None:
        recent = await asyncio.to_thread(wallet().transactions, str(context.customer_id), since=context.now - LOOK_BACK)
        found = relevant(self.topic, recent)
        if not found:
            dispatcher.utter_message(response="utter_nothing_found")
            dispatcher.utter_message(response=f"utter_{self.topic}", buttons=person)
        elif len(found) == 1:
            self._explain(dispatcher, context, found[0], self.topic, person)
        else:
            response = "utter_found_twice" if self.topic == "duplicate_charge" else "utter_pick_transaction"
            dispatcher.utter_message(response=response, buttons=[
                *(self._pick(context, transaction) for transaction in found),
                context.button("none_of_these", self._payload(self.topic, transaction_id="none")), *person])

    def _explain(self, dispatcher: CollectingDispatcher, context: Context, found: Transaction, topic: str,
                 person: Sequence[Dict[Text, Any]] = ()) -> None:
        topic = topic_of(found) if topic == "transaction_status" else topic
        expected = context.label("expected_by", when=formats.moment(found.expected_at, context.language, exact=False)) \
            if found.expected_at else ""
        dispatcher.utter_message(
            response=f"utter_transaction_{found.state.value}", title=title(found, context),
            counterparty=found.counterparty, expected=expected,
            reason=context.label(f"reason_{found.reason}") if has(f"labels.reason_{found.reason}") else "",
            buttons=[*self._moves(context, found, topic), *person])

    def _moves(self, context: Context, found: Transaction, topic: str) -> List[Dict[str, str]]:
        moves = [context.button("complain", self._payload("file_complaint", category=topic, transaction_id=found.id)),
                 context.button("other_transaction", self._payload(topic, transaction_id="none"))]
        if topic == "unrecognised_deduction" and found.state is State.SUCCEEDED:
            moves.append({"title": context.label("intent_freeze_request"), "payload": "/freeze_request"})
        return [*moves, context.button("human", "/human_agent"), context.button("solved", "/thanks")]

    def _pick(self, context: Context, transaction: Transaction) -> Dict[str, str]:
        return {"title": title(transaction, context),
                "payload": self._payload("transaction_status", transaction_id=transaction.id, topic=self.topic)}

    @staticmethod
    def _payload(intent: str, **entities: str) -> str:
        return f"/{intent}{json.dumps(entities)}"


def title(transaction: Transaction, context: Context) -> str:
    """A transaction in a line: when, with whom, how much, how far."""
    return formats.PARTS.join([formats.moment(transaction.created_at, context.language), transaction.counterparty,
                       formats.amount(transaction.amount, transaction.currency),
                       context.label(f"state_{transaction.state.value}")])


class FailedPayment(TransactionTopic):
    topic = "failed_payment"


class UnrecognisedDeduction(TransactionTopic):
    topic = "unrecognised_deduction"


class DuplicateCharge(TransactionTopic):
    topic = "duplicate_charge"


class MoneyNotArrived(TransactionTopic):
    topic = "money_not_arrived"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        if context.turn.pressed or not wrong_person.is_told(context.turn.text):
            return await super().run(dispatcher, tracker, domain)
        hurried = Mood.URGENT in context.turn.moods  # what stops a thief stops no transfer of her own
        dispatcher.utter_message(response="utter_sent_to_wrong_person", buttons=[] if hurried else apologise_if_angry(dispatcher, context))
        return []


class TopupProblem(TransactionTopic):
    topic = "topup_problem"


class WithdrawalProblem(TransactionTopic):
    topic = "withdrawal_problem"


class RefundStatus(TransactionTopic):
    topic = "refund_status"


class TransactionStatus(TransactionTopic):
    topic = "transaction_status"
