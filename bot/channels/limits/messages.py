"""The limits on what a customer says. What is urgent passes them."""
from typing import List, Optional

from sanic.request import Request

from bot.channels.limits.checks import HERS, check_urgent
from bot.channels.limits.counter import Limit
from bot.channels.limits.urgent import asks_to_freeze, means_urgent, says_urgent
from bot.conversations import queries
from bot.conversations.redaction import redact
from bot.errors import TooManyTries
from bot.http.threads import read
from bot.settings import settings


async def check_message(request: Request, words: str, choice_id: Optional[str]) -> None:
    """Count a message for its conversation and its customer; TooManyTries where one is used up and the message is not urgent."""
    conversation = request.ctx.conversation
    limits: List[Limit] = [(settings().limit_messages_per_conversation, "messages", conversation.id)]
    if conversation.customer_id:
        limits.append((settings().limit_messages_per_customer, "messages of", conversation.customer_id))
    wait = await request.app.ctx.counter.take(*limits)
    if not wait:
        return
    # Looking costs as well, and what passes is answered: so it is done oftener than a hand can type, but not as often as a script can.
    await check_urgent(request)
    if not await _is_urgent(request, words, choice_id):
        raise TooManyTries(HERS, retry_after=wait)


async def _is_urgent(request: Request, words: str, choice_id: Optional[str]) -> bool:
    conversation_id = request.ctx.conversation.id

    if choice_id:
        pressed = choice_id
        return means_urgent(await read(request, lambda session: queries.choice(session, conversation_id, pressed).payload))
    if not words:  # pictures alone ask for nobody
        return False
    offered = await read(request, lambda session: [choice.payload for choice in queries.last_choices(session, conversation_id)])
    return any(map(asks_to_freeze, offered)) or await says_urgent(request.app.ctx.agent, redact(words).text)
