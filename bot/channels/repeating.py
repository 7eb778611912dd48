"""Who asks the same again has not been helped: the same long answer is not read out a second time."""
import itertools
from dataclasses import replace
from typing import List, Optional, Sequence

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.understanding import parse_payload
from bot.conversations.models import Conversation
from bot.conversations.service import Option, Reply
from bot.texts import text

_LONG = 100  # characters: what is shorter is as soon said again
_RESPONSE = "said_already"


def instead(tracker: DialogueStateTracker, conversation: Conversation, replies: Sequence[Reply]) -> List[Reply]:
    """The replies, or, where the only one is what the turn before was answered with, a word that asks what did not work, over the same buttons.

    A form's questions are asked as often as it takes.
    """
    if len(replies) != 1 or tracker.active_loop_name or len(replies[0].text) < _LONG or _said_before(tracker) != replies[0].text:
        return list(replies)
    return [replace(replies[0], text=text(f"notices.{_RESPONSE}", conversation.language), options=_with_a_person(replies[0].options, conversation),
                    response=_RESPONSE)]


def _said_before(tracker: DialogueStateTracker) -> Optional[str]:
    """All that the bot said in the turn before the latest, None where that was more than one thing or nothing."""
    turns = [list(events) for hers, events in itertools.groupby(tracker.events, lambda event: isinstance(event, UserUttered)) if not hers]
    said = [event.text for event in (turns[-2] if len(turns) > 1 else ()) if isinstance(event, BotUttered)]
    return said[0].strip() if len(said) == 1 and said[0] else None


def _with_a_person(options: Sequence[Option], conversation: Conversation) -> Sequence[Option]:
    if any(option.payload["intent"] == "human_agent" for option in options):
        return options
    return (*options, person(conversation))


def person(conversation: Conversation) -> Option:
    """The button that leads to a person."""
    return Option(text("labels.button_human", conversation.language), parse_payload("/human_agent"))
