"""A long conversation is cut into short sessions, so that its thousandth turn costs what its tenth does.

Every turn replays its session several times (rasa/shared/core/trackers.py:457 and 620, rasa/core/processor.py:962), and
Rasa begins a new one only after hours of silence. Here one that has grown long is followed by a fresh one at the end of a
turn, at a moment when nothing hangs on what was said before.
"""
from typing import Any, Dict, Iterator, List

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, ConversationResumed, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

LONG = 90  # events; a turn makes about six
RECENT = 4  # turns for which the talk with a person still matters
LISTED = "/transaction_status{"  # how the payload of a listed transaction begins
OFFER = "offer"  # valid for one turn, counted within its session (actions/context.py)


def is_due(tracker: DialogueStateTracker) -> bool:
    """Whether a session is long and may end here: the bot listens, no form runs, no offer waits for a yes and no list for a name out of it."""
    if len(tracker.events) < LONG or tracker.active_loop_name or tracker.is_paused() or tracker.latest_action_name != ACTION_LISTEN_NAME:
        return False
    return not _just_resumed(tracker) and not awaits_an_answer(tracker) and not any(button["payload"].startswith(LISTED) for button in buttons(tracker))


def awaits_an_answer(tracker: DialogueStateTracker) -> bool:
    """Whether the last turn offered something that a yes would take (actions/context.py)."""
    standing = tracker.get_slot(OFFER)
    return bool(standing) and standing["turn"] >= sum(isinstance(event, UserUttered) for event in tracker.events)


def buttons(tracker: DialogueStateTracker) -> Iterator[Dict[str, Any]]:
    """The buttons under what the bot said last, in their order."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return
        if isinstance(event, BotUttered):
            yield from event.data.get("buttons") or ()


def _just_resumed(tracker: DialogueStateTracker) -> bool:
    """Whether a person had the conversation until a few turns ago: what was said then lies in this session alone."""
    turns = 0
    for event in reversed(tracker.events):
        if isinstance(event, ConversationResumed):
            return True
        turns += isinstance(event, UserUttered)
        if turns == RECENT:
            return False
    return False


def fresh_start(tracker: DialogueStateTracker) -> List[Event]:
    """The events of a new session that knows what the old one knew, but for an offer that is over."""
    kept = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None and name != OFFER]
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *kept, ActionExecuted(ACTION_LISTEN_NAME)]
