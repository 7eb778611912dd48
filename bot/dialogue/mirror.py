"""What was said while a person had the conversation, as events of Rasa's tracker: the bot resumes knowing it.

Nothing is predicted from it: the customer's words stand there as she said them, the agent's under her name, between
a pause and a resumption. Each event names its message, so that what is there already is not added again.
"""
from typing import Any, Collection, Dict, List, Mapping, Sequence

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, ConversationPaused, ConversationResumed, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations.mirroring import Heard, Unheard
from bot.conversations.models import Author


async def follow(agent: Agent, conversation_id: str, unheard: Unheard, parsed: Mapping[int, Dict[str, Any]], heard: Collection[int], channel: str) -> None:
    """Add to the tracker what it lacks; the caller holds the conversation's lock.

    `parsed` is what NLU read in each customer's message; `heard` are those an earlier session has, which a tracker does not show.
    """
    tracker = await agent.tracker_store.get_or_create_tracker(conversation_id)
    known = _known(tracker)
    missing = [each for each in unheard.messages if str(each.message.id) not in known and each.message.id not in heard]
    events = _events(missing, unheard, parsed, channel)
    paused = tracker.is_paused()
    if not paused and (unheard.should_pause or (events and unheard.followed)):
        events, paused = [ConversationPaused(), *events], True
    if paused and not unheard.should_pause:
        events = [*events, ConversationResumed()]
    if events:
        _in_order(events, tracker)
        tracker.update_with_events(events, agent.domain)
        await agent.tracker_store.save(tracker)


def is_hearsay(event: Event) -> bool:
    """Whether an event is a person's words or a notice, and not what the bot said."""
    return isinstance(event, BotUttered) and "message" in event.metadata


def _known(tracker: DialogueStateTracker) -> "set[str]":
    """The messages the tracker has, by id."""
    said = {event.message_id for event in tracker.events if isinstance(event, UserUttered)}
    return said | {str(event.metadata["message"]) for event in tracker.events if is_hearsay(event)}


def _events(missing: Sequence[Heard], unheard: Unheard, parsed: Mapping[int, Dict[str, Any]], channel: str) -> List[Event]:
    return [_customers(heard, parsed[heard.message.id], unheard.locale, channel) if heard.message.author == Author.CUSTOMER else _ours(heard)
            for heard in missing]


def _customers(heard: Heard, parsed: Dict[str, Any], locale: str, channel: str) -> Event:
    message = heard.message
    metadata = {"language": locale, "choice": heard.payload is not None, "attachments": [attachment.id for attachment in message.attachments]}
    return UserUttered(message.text, parsed["intent"], parsed["entities"], parsed, message.created_at.timestamp(), channel, str(message.id), metadata)


def _ours(heard: Heard) -> Event:
    message = heard.message
    speaker = {"agent": heard.agent_name} if message.author == Author.AGENT else {"author": message.author}
    return BotUttered(message.text, metadata={**speaker, "message": message.id}, timestamp=message.created_at.timestamp())


def _in_order(events: Sequence[Event], tracker: DialogueStateTracker) -> None:
    """Times as they were, but never before what stands there: a session is read by its order."""
    last = tracker.events[-1].timestamp if tracker.events else 0.0
    for event in events:
        last = event.timestamp = max(last, event.timestamp if isinstance(event, (UserUttered, BotUttered)) else last)
