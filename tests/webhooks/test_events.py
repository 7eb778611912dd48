"""What subscribers hear of conversations: ids and codes, in the transaction of what happened."""
from datetime import datetime, timezone

from sqlalchemy import select

from bot.conversations import handoffs
from bot.conversations import service as conversations
from bot.conversations.models import Author
from bot.conversations.ownership import TOLD, Step
from bot.db import Database
from bot.language import Language
from bot.webhooks import service
from bot.webhooks.models import Topic, WebhookEvent

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def test_every_step_has_a_name_of_its_own():
    assert set(TOLD) == set(Step) and len(set(TOLD.values())) == len(Step)


def test_opening_speaking_and_asking_for_a_person_are_told_without_words(database: Database):
    with database.transaction() as session:
        service.subscribe(session, "https://crm.example/", [Topic.CONVERSATION, Topic.MESSAGE], by=None, now=NOW)
        visitor = conversations.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW)
        conversations.receive(session, visitor.id, client_message_id="m", text="老王火锅扣了两次", now=NOW)
        conversations.say(session, visitor.id, "在查", author=Author.BOT, now=NOW)
        handoffs.request(session, visitor.id, reason="asked_for", now=NOW)
        told = session.execute(select(WebhookEvent).order_by(WebhookEvent.id)).scalars().all()
        assert [(event.kind, event.data["conversation_id"]) for event in told][:4] == [
            (kind, visitor.id) for kind in ("conversation_opened", "message_stored", "message_stored", "person_requested")]
        assert [event.data["author"] for event in told if event.kind == "message_stored"][:2] == ["customer", "bot"]
        assert told[3].data["owner"] == "queue" and not [event for event in told if "火锅" in str(event.data) or "在查" in str(event.data)]
