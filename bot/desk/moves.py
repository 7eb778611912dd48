"""What somebody may do with a conversation as it is now."""
from typing import List

from bot.agents.roles import Actor, Role
from bot.conversations.models import Conversation
from bot.conversations.ownership import Owner


def moves(conversation: Conversation, actor: Actor) -> List[str]:
    """The moves that would be accepted from this person, by the names of their routes."""
    if actor.role is Role.AUDITOR or actor.agent_id is None:
        return []
    if conversation.owner == Owner.QUEUE:
        return ["take", "notes"]
    if conversation.agent_id == actor.agent_id:
        return ["messages", "transfer", "return", "notes"]
    return ["notes"] if actor.role is Role.AGENT else ["take-over", "notes"]
