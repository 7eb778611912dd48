"""One turn with Rasa: a stored message in, what the bot says out."""
import itertools
import json
import re
from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered

from bot.conversations.models import Choice, Conversation, Message
from bot.conversations.service import Option, Reply
from bot.conversations.text import has_words
from bot.nlu.aspects import selection

CHANNEL = "web"
_ATTACHMENT: Dict[str, Any] = {"intent": "attachment", "aspect": None, "entities": {}}  # a message without words has nothing to understand
_PAYLOAD = re.compile(r"^/([a-z_0-9]+)(?:/([a-z_]+))?(\{.*\})?$", re.S)


class SilentTurn(Exception):
    """The bot found nothing to say: the customer must not be left without an answer."""


class StoredOutput(OutputChannel):
    """Collects what the bot says in one turn, to be stored as a whole."""

    def __init__(self) -> None:
        self.replies: List[Reply] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """One answer, with its blank lines: Rasa's own channels would cut it at each."""
        self.replies.append(Reply(text.strip()))

    async def send_text_with_buttons(self, recipient_id: str, text: str, buttons: List[Dict[str, Any]],
                                     **kwargs: Any) -> None:
        """One answer with its buttons, whose payloads stay with us."""
        self.replies.append(reply_of(text, buttons))


def reply_of(said: str, buttons: Optional[List[Dict[str, Any]]]) -> Reply:
    """What the bot said, its buttons as options."""
    return Reply(said.strip(), tuple(Option(b["title"], parse_payload(b["payload"])) for b in buttons or ()))


def parse_payload(payload: str) -> Dict[str, Any]:
    """A button's `/intent/aspect{"entity": "value"}` taken apart; ValueError for anything else."""
    match = _PAYLOAD.match(payload)
    if match is None:
        raise ValueError(f"a button's payload names no intent: {payload!r}")
    return {"intent": match.group(1), "aspect": match.group(2), "entities": json.loads(match.group(3) or "{}")}


async def replies_to(agent: Agent, message: Message, conversation: Conversation, choice: Optional[Choice]) -> List[Reply]:
    """What the bot says to a message; SilentTurn where it finds nothing to say."""
    warning = await _warning(agent, message, conversation)
    if warning and not has_words(message.text):
        return warning  # nothing is left to understand
    output = StoredOutput()
    await agent.handle_message(_user_message(message, conversation, choice, output))
    if not output.replies:  # Rasa logs an action's error and goes on in silence
        await _listen_again(agent, message)
        raise SilentTurn(f"message {message.id}")
    return [*warning, *await _thanks(agent, message), *output.replies]


async def _listen_again(agent: Agent, message: Message) -> None:
    """Put the dialogue back to where it waits for the customer; left in the middle, it would stay silent."""
    async with agent.lock_store.lock(message.conversation_id):
        tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
        tracker.update_with_events([ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), ActionExecuted(ACTION_LISTEN_NAME)], agent.domain)
        await agent.tracker_store.save(tracker)


async def _warning(agent: Agent, message: Message, conversation: Conversation) -> List[Reply]:
    """Whoever sent a password or a code is told at once not to."""
    if not message.secrets_removed:
        return []
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    said = await agent.processor.nlg.generate("utter_secret_removed", tracker, CHANNEL, language=conversation.locale)
    return [reply_of(said["text"], said.get("buttons"))]


async def _thanks(agent: Agent, message: Message) -> List[Reply]:
    """That pictures came with a text is said, unless the answer to the text already speaks of them."""
    if not message.attachments:
        return []
    tracker = await agent.tracker_store.get_or_create_tracker(message.conversation_id)
    since = itertools.takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))
    if any(isinstance(event, BotUttered) and "attachment" in (event.metadata.get("utter_action") or "") for event in since):
        return []
    said = await agent.processor.nlg.generate("utter_attachments_received", tracker, CHANNEL, count=len(message.attachments))
    return [reply_of(said["text"], said.get("buttons"))]


async def said_before_a_crash(agent: Agent, message: Message) -> Optional[List[Reply]]:
    """What the bot said, if a crash came between its answer and ours being stored."""
    tracker = await agent.tracker_store.retrieve(message.conversation_id)
    for place, event in enumerate(tracker.events if tracker else ()):
        if isinstance(event, UserUttered) and event.message_id == str(message.id):
            return [reply_of(said.text or "", said.data.get("buttons"))
                    for said in list(tracker.events)[place:] if isinstance(said, BotUttered)]
    return None


def _user_message(message: Message, conversation: Conversation, choice: Optional[Choice],
                  output: OutputChannel) -> UserMessage:
    return UserMessage(
        text=message.text, output_channel=output, sender_id=message.conversation_id, input_channel=CHANNEL,
        message_id=str(message.id), parse_data=_parsed(message.text, choice.payload if choice else _ATTACHMENT) if choice or not message.text else None,
        metadata={"language": conversation.locale, "choice": choice is not None, "attachments": [attachment.id for attachment in message.attachments]})


def _parsed(said: str, payload: Dict[str, Any]) -> Dict[str, Any]:
    """What a pressed button means, in the form NLU would have given."""
    intent, aspect = payload["intent"], payload.get("aspect")
    aspects = {intent: f"{intent}/{aspect}"} if aspect else {}
    return {
        "text": said, "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [{"entity": kind, "value": value, "start": 0, "end": 0} for kind, value in payload["entities"].items()],
        "response_selector": selection(aspects, list(aspects)),
    }
