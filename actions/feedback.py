"""What a customer thinks of us: ideas and praise get a number, ratings and their comments are thanked for."""
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.context import Context, aspect, look, offer, read_context, standing_offer, write
from bot.complaints.view import described
from bot.satisfaction import queries
from bot.satisfaction.kinds import LOW, MOST
from bot.satisfaction.models import Rating
from bot.suggestions import service
from bot.suggestions.kinds import Kind

_KINDS = {"feedback/suggestion": Kind.IDEA, "feedback/praise": Kind.PRAISE}


class Feedback(Action):
    """Keeps an idea or praise with a number, asks for the idea that was only announced, thanks for a rating."""

    def name(self) -> Text:
        return "action_feedback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]) -> List[Dict[Text, Any]]:
        context = await read_context(tracker)
        about = aspect(tracker, "feedback") or "feedback/offer"
        if about == "feedback/rating":
            await _thank(dispatcher, context)
        elif about == "feedback/comment":
            dispatcher.utter_message(response="utter_rating_comment")
        elif about in _KINDS and not context.turn.pressed:
            await keep(dispatcher, context, _KINDS[about])
        elif about == "feedback/survey":
            dispatcher.utter_message(response="utter_feedback/survey")
        else:
            dispatcher.utter_message(response="utter_feedback/offer")
            return offer(tracker, "suggestion")
        return []


def announced(tracker: Tracker) -> bool:
    """Whether she was just asked to write down her idea."""
    return (standing_offer(tracker) or {}).get("kind") == "suggestion"


async def keep(dispatcher: CollectingDispatcher, context: Context, kind: Kind = Kind.IDEA) -> None:
    """Store what she wrote and tell her its number."""
    number = await write(context, lambda session, conversation: service.store(
        session, conversation, context.turn.text, kind=kind, key=context.message_key, now=context.now).number)
    dispatcher.utter_message(response="utter_feedback/praise" if kind is Kind.PRAISE else "utter_feedback/suggestion", number=number)


async def _thank(dispatcher: CollectingDispatcher, context: Context) -> None:
    """The channel has kept the rating with the message; where it has not, it came too late."""
    found = await look(context, lambda session, conversation: _rated(session, context))
    if found is None:
        dispatcher.utter_message(response="utter_rating_over")
    elif found["stars"] > LOW:
        dispatcher.utter_message(response="utter_rating_high" if found["stars"] >= MOST - 1 else "utter_rating_middle", stars=found["stars"])
    elif found["reopens"]:
        entities = f'{{"complaint_number": "{found["reopens"]}", "confirmed": "yes"}}'
        dispatcher.utter_message(response="utter_rating_low_reopen", buttons=[
            context.button("reopen", f"/supplement_complaint{entities}"), context.button("human", "/human_agent")])
    else:
        dispatcher.utter_message(response="utter_rating_low", buttons=[
            context.button("human", "/human_agent"), context.button("file_complaint", "/file_complaint")])


def _rated(session: Session, context: Context) -> Optional[Dict[str, Any]]:
    rating: Optional[Rating] = queries.answered_by(session, context.message_id) if context.message_id else None
    if rating is None:
        return None
    complaint = rating.complaint
    return {"stars": rating.stars, "reopens": complaint.number if complaint and described(complaint, context.language).may_reopen else None}
