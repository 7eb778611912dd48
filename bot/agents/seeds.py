"""Demo agents, one or two for each role. Their password is known to everybody, so they can sign in in demo mode alone."""
from typing import List, NamedTuple, Optional, Tuple

from bot.agents import passwords, queries
from bot.agents.models import Agent
from bot.agents.roles import Role
from bot.db import Database, utc_now
from bot.language import Language

PASSWORD = "wallet-demo-2026"


class DemoAgent(NamedTuple):
    """Who she is; `limit` in yuan."""

    email: str
    name: str
    role: Role
    team: Optional[str] = None
    languages: Tuple[str, ...] = ("zh", "en")
    limit: int = 0
    language: Language = Language.ZH


DEMO_AGENTS: Tuple[DemoAgent, ...] = (
    DemoAgent("zhou@demo.example", "小周", Role.AGENT),
    DemoAgent("lin@demo.example", "小林", Role.AGENT, languages=("zh",)),
    DemoAgent("kate@demo.example", "Kate", Role.AGENT, languages=("en",), language=Language.EN),
    DemoAgent("tang@demo.example", "唐静", Role.SUPERVISOR, limit=500),
    DemoAgent("he@demo.example", "何远", Role.SUPERVISOR, limit=2000),
    DemoAgent("shen@demo.example", "沈怡", Role.AUDITOR),
    DemoAgent("guan@demo.example", "关宁", Role.ADMINISTRATOR),
)


def seed(database: Database) -> List[DemoAgent]:
    """Make those who are missing; what somebody changed of the others stays."""
    password_hash = passwords.hashed(PASSWORD)
    with database.transaction() as session:
        for demo in DEMO_AGENTS:
            if queries.by_email(session, demo.email) is None:
                session.add(Agent(
                    email=demo.email, name=demo.name, role=demo.role.value, team=demo.team, languages=list(demo.languages), locale=demo.language.value,
                    compensation_limit=demo.limit * 100, password_hash=password_hash, demo=True, created_at=utc_now()))
    return list(DEMO_AGENTS)


def described(people: List[DemoAgent]) -> str:
    """How to sign in as them, for the terminal."""
    rows = (f"  {demo.email:<20} {demo.role.value:<14} {demo.name}" for demo in people)
    return "\n".join((f"{len(people)} demo agents; the password of each is {PASSWORD}, no second factor is asked for in demo mode", *rows))
