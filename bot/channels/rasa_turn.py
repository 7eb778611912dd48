"""One turn with Rasa: a stored message in, what the bot says out."""
import itertools
from dataclasses import dataclass, replace
from typing import Any, Dict, List, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, ConversationResumed, SlotSet, UserUttered

from bot.awaiting import Turnstile
from bot.channels import repeating
from bot.channels.follow_ups import in_context
from bot.channels.naming import named
from bot.channels.understanding import noted, parse_payload, read
from bot.conversations import danger
from bot.conversations.models import Choice, Conversation, Message
from bot.conversations.service import Option, Reply
from bot.conversations.text import has_words
from bot.db import Database
from bot.metrics.measures import Phase, phase
from bot.texts import has, text

CHANNEL = "web"


class SilentTurn(Exception):
    """The bot found nothing to say: the customer must not be left without an answer."""


@dataclass(frozen=True)
class Turn:
    """What the bot says to a message, and what it understood of it."""

    replies: Sequence[Reply]
    understood: Dict[str, Any]


class StoredOutput(OutputChannel):
    """Collects what the bot says in one turn, to be stored as a whole."""

    def __init__(self) -> None:
        self.replies: List[Reply] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """One answer, with its blank lines: Rasa's own channels would cut it at each."""
        self.replies.append(reply_of(text, None, kwargs.get("utter_action")))

    async def send_text_with_buttons(self, recipient_id: str, text: str, buttons: List[Dict[str, Any]],
                                     **kwargs: Any) -> None:
        """One answer with its buttons, whose payloads stay with us."""
        self.replies.append(reply_of(text, buttons, kwargs.get("utter_action")))


def reply_of(said: str, buttons: Optional[List[Dict[str, Any]]], response: Optional[str]) -> Reply:
    """What the bot said, its buttons as options; of two that lead to a person, the one that says why."""
    options = [Option(button["title"], parse_payload(button["payload"])) for button in buttons or ()]
    why = next((option for option in options if _asks_for_person(option) and option.payload["entities"]), None)
    if why:
        first = next(option for option in options if _asks_for_person(option))
        options = [why if option is first else option for option in options if option is first or not _asks_for_person(option)]
    return Reply(said.strip(), tuple(options), response)


def _asks_for_person(option: Option) -> bool:
    return option.payload["intent"] == "human_agent" and option.payload["aspect"] is None


async def turn(agent: Agent, database: Database, message: Message, conversation: Conversation, choice: Optional[Choice],
               meaning: Optional[Dict[str, Any]], turnstile: Turnstile) -> Turn:
    """What the bot says to a message, which may stand for something (`meaning`, a button's payload); SilentTurn where it finds nothing to say.

    Understanding and dialogue are milliseconds of work each, which turns do one after another (`turnstile`).
    """
    warning = await _warning(agent, message, conversation)
    if warning and not has_words(message.text):
        return Turn(warning, {})  # nothing is left to understand
    if choice is None and danger.is_told(message.text):  # in a form, too: nothing else matters now
        return Turn([*warning, _to_her_who_is_in_danger(conversation)], {"intent": "in_danger", "confidence": 1.0, "entities": []})
    await turnstile.passed()
    with phase(Phase.UNDERSTAND):
        payload = choice.payload if choice else meaning
        parsed = await read(agent, message, payload)
        parsed = await in_context(agent, database, message, parsed if payload else await named(agent, message, parsed))
    output = StoredOutput()
    await turnstile.passed()
    with phase(Phase.DIALOGUE):
        await agent.handle_message(_user_message(message, conversation, choice, parsed, output))
    if not output.replies:  # Rasa logs an action's error and goes on in silence
        await _listen_again(agent, message)
        raise SilentTurn(f"message {message.id}")
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    replies = output.replies if choice else repeating.instead(tracker, conversation, output.replies)
    return Turn([*warning, *await _thanks(agent, message), *replies, *await _others(agent, message, conversation, parsed)], noted(parsed))


def _to_her_who_is_in_danger(conversation: Conversation) -> Reply:
    return Reply(text("notices.in_danger", conversation.language), (repeating.person(conversation),), "in_danger")


async def _listen_again(agent: Agent, message: Message) -> None:
    """Put the dialogue back to where it waits for the customer; left in the middle, it would stay silent."""
    async with agent.lock_store.lock(message.conversation_id):
        tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
        tracker.update_with_events(
            [ConversationResumed(), ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), ActionExecuted(ACTION_LISTEN_NAME)], agent.domain)
        await agent.tracker_store.save(tracker)


async def _warning(agent: Agent, message: Message, conversation: Conversation) -> List[Reply]:
    """Whoever sent a password or a code is told at once not to."""
    if not message.secrets_removed:
        return []
    return [await _said(agent, message, "utter_secret_removed", language=conversation.locale)]


async def _thanks(agent: Agent, message: Message) -> List[Reply]:
    """That pictures came with a text is said, unless the answer to the text already speaks of them."""
    if not message.attachments:
        return []
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    since = itertools.takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))
    if any(isinstance(event, BotUttered) and "attachment" in (event.metadata.get("utter_action") or "") for event in since):
        return []
    return [await _said(agent, message, "utter_attachments_received", count=len(message.attachments))]


async def _others(agent: Agent, message: Message, conversation: Conversation, parsed: Dict[str, Any]) -> List[Reply]:
    """The second need of a message is offered once the first is met; not while a form asks, which the words may belong to."""
    also = [intent for intent in parsed.get("also") or [] if has(f"labels.intent_{intent}")][:2]
    if not also or (await agent.tracker_store.get_or_create_tracker(message.conversation_id)).active_loop_name:
        return []
    said = await _said(agent, message, "utter_also_mentioned")
    options = tuple(Option(text(f"labels.intent_{intent}", conversation.language), parse_payload(f"/{intent}")) for intent in also)
    return [replace(said, options=options)]


async def _said(agent: Agent, message: Message, response: str, **values: Any) -> Reply:
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    said = await agent.processor.nlg.generate(response, tracker, CHANNEL, **values)
    return reply_of(said["text"], said.get("buttons"), response)


def _user_message(message: Message, conversation: Conversation, choice: Optional[Choice], parsed: Dict[str, Any],
                  output: OutputChannel) -> UserMessage:
    return UserMessage(
        text=message.text, output_channel=output, sender_id=message.conversation_id, input_channel=CHANNEL,
        message_id=str(message.id), parse_data=parsed,
        metadata={"language": conversation.locale, "choice": choice is not None, "attachments": [attachment.id for attachment in message.attachments]})
