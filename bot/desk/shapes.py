"""How people look in the desk API."""
from typing import Any, Dict, Optional

from bot.agents.models import Agent


def agent_shape(agent: Agent) -> Dict[str, Any]:
    """A person as her colleagues see her."""
    return {name: getattr(agent, name) for name in ("id", "name", "email", "role", "team", "languages", "locale")}


def me_shape(agent: Agent, csrf: Optional[str]) -> Dict[str, Any]:
    """The person who asks; `csrf` goes into the header x-csrf-token of whatever she changes."""
    return {"agent": agent_shape(agent), "csrf": csrf}
