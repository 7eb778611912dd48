"""Who works on complaints in these tests, and what they work on."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Optional

from sqlalchemy.orm import Session

from bot.agents.models import Agent
from bot.agents.roles import Actor, Role
from bot.complaints import service
from bot.complaints.kinds import Category, Remedy
from bot.complaints.models import Complaint
from bot.conversations.models import Conversation
from bot.conversations.queries import messages_after
from bot.conversations.service import open_conversation
from bot.db import Database
from bot.language import Language

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPERATOR = Actor(agent_id=None, name="amy", role=Role.SUPERVISOR)


def hire(session: Session, name: str = "小周", role: Role = Role.AGENT, *, team: Optional[str] = None, limit: str = "0", languages: tuple = ("zh", "en")) -> Actor:
    """A person of the company; `limit` in yuan."""
    person = Agent(name=name, created_at=NOW)
    session.add(person)
    session.flush()
    return Actor(agent_id=person.id, name=name, role=role, team=team, languages=languages, compensation_limit=int(Decimal(limit) * 100))


def hired(database: Database, *args: object, **kwargs: object) -> Actor:
    with database.transaction() as session:
        return hire(session, *args, **kwargs)


def conversation(session: Session, customer: Optional[str] = "demo-chen", language: Language = Language.ZH) -> Conversation:
    return open_conversation(session, customer_id=customer, language=language, now=NOW)


def file(session: Session, *, key: str = "message:1", customer: Optional[str] = "demo-chen", category: Category = Category.FAILED_PAYMENT,
         description: str = "付款失败但是扣了钱", amount: Optional[str] = None, now: datetime = NOW, language: Language = Language.ZH,
         contact: Optional[str] = None) -> Complaint:
    statement = service.Statement(category=category, description=description, remedy=Remedy.REFUND, contact=contact,
                                  amount=Decimal(amount) if amount else None, currency="CNY" if amount else None)
    return service.file(session, conversation(session, customer, language), statement, key=key, now=now)


def filed(database: Database, **kwargs: object) -> str:
    with database.transaction() as session:
        return file(session, **kwargs).number


def said(session: Session, complaint: Complaint) -> list:
    """What was said in a complaint's conversation."""
    return [message.text for message in messages_after(session, complaint.conversation_id, 0, 99)]


def kinds(complaint: Complaint) -> list:
    return [event.kind for event in complaint.events]


def states(complaint: Complaint) -> dict:
    return {clock.kind: clock.state for clock in complaint.deadlines}
