"""What each role may do. Pure."""
from dataclasses import dataclass
from enum import Enum
from typing import Optional


class Role(str, Enum):
    """What a person of the company is here for."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Who does something at the desk; `compensation_limit` in hundredths."""

    agent_id: Optional[int]
    name: str
    role: Role
    team: Optional[str] = None
    languages: tuple = ("zh", "en")
    compensation_limit: int = 0
