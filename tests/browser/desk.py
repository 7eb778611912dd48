"""The real desk in a browser: people who are signed in to it, and customers who wait."""
import json
from datetime import timedelta
from typing import Any, Dict, List, Optional

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.complaints import service as complaints
from bot.complaints.kinds import Category, Remedy
from bot.conversations import handoffs, notes, queries, service
from bot.conversations.handoffs import Reason
from bot.conversations.models import Author, Message
from bot.db import Database, utc_now
from bot.language import Language
from tests.browser.browsers import Browsers
from tests.desk.running import Desk, Person

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 1024, "height": 768}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class DeskBrowser(Browsers):
    """One test's people, each in a browser of her own."""

    def __init__(self, browser: Browser, desk: Desk) -> None:
        super().__init__(browser)
        self.desk = desk

    def context(self, person: Optional[Person], **options: Any) -> BrowserContext:
        """A browser in which a person is signed in (None: nobody)."""
        made = self._opened(**{"viewport": WIDE, **options})
        if person:
            made.add_cookies([{"name": "desk_session", "value": person.cookies["desk_session"], "url": self.desk.url}])
        return made

    def open(self, person: Optional[Person], path: str = "/", context: Optional[BrowserContext] = None, **options: Any) -> Page:
        """A page of the desk."""
        page = self._watched((context or self.context(person, **options)).new_page())
        page.goto(f"{self.desk.url}{path}")
        return page


def waiting(database: Database, *texts: str, customer: Optional[str] = None, reason: Reason = Reason.ASKED_FOR, language: Language = Language.ZH) -> str:
    """A conversation in the queue after the customer wrote these."""
    with database.transaction() as session:
        conversation = service.open_conversation(session, customer_id=customer, language=language, now=utc_now())
        for number, text in enumerate(texts):
            service.receive(session, conversation.id, client_message_id=f"{conversation.id}{number}", text=text, now=utc_now())
        handoffs.request(session, conversation.id, reason=reason, now=utc_now())
        return conversation.id


def taken(database: Database, person: Person, *texts: str, **how: Any) -> str:
    """A conversation that is hers."""
    conversation_id = waiting(database, *texts, **how)
    assert person.post(f"/conversations/{conversation_id}/take", json={}).status_code == 200
    return conversation_id


def says(database: Database, conversation_id: str, text: str) -> None:
    """The customer writes something."""
    with database.transaction() as session:
        service.receive(session, conversation_id, client_message_id=text, text=text, now=utc_now())


def understood(database: Database, conversation_id: str, intent: str, confidence: float, **entities: str) -> None:
    """What the bot read in the customer's first message."""
    with database.transaction() as session:
        hers = next(each for each in queries.messages_after(session, conversation_id, 0, 99) if each.author == Author.CUSTOMER.value)
        message = session.get(Message, hers.id)
        assert message is not None
        message.understood = {"intent": intent, "confidence": confidence,
                              "entities": [{"entity": name, "value": value} for name, value in entities.items()]}


def noted(database: Database, conversation_id: str, text: str, person: Person) -> None:
    """A colleague leaves a note."""
    with database.transaction() as session:
        notes.add(session, conversation_id, text, actor=person.actor, now=utc_now())


def filed(database: Database, description: str = "付款失败了，钱没退。", *, customer: str = "demo-chen", category: Category = Category.FAILED_PAYMENT,
          ago: timedelta = timedelta()) -> str:
    """A complaint of a customer; its number."""
    with database.transaction() as session:
        now = utc_now() - ago
        conversation = service.open_conversation(session, customer_id=customer, language=Language.ZH, now=now)
        statement = complaints.Statement(category=category, description=description, remedy=Remedy.REFUND)
        return complaints.file(session, conversation, statement, key=f"{customer}{description}"[:60], now=now).number


def findings(page: Page) -> List[str]:
    """What axe finds wrong with the page as it is."""
    found: Dict[str, Any] = Axe().run(page, options=RULES).response
    return [f"{each['id']}: {json.dumps([node['target'] for node in each['nodes']][:4], ensure_ascii=False)}" for each in found["violations"]]


def fits(page: Page) -> bool:
    """Nothing sticks out of the window at the side."""
    return page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.rail, main, .inbox > *, dialog, .composer')]
        .every((node) => node.getBoundingClientRect().right <= innerWidth + 1 && (node.scrollWidth <= node.clientWidth + 1 || getComputedStyle(node).display === 'none'))""")


def settled(page: Page) -> None:
    """The page has what it asked for."""
    expect(page.locator("[aria-busy=true]:visible, .skeleton:visible")).to_have_count(0)
