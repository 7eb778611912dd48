"""Files go both ways, and only to those who may read the conversation."""
import pytest

from bot.attachments import service as attachments
from bot.attachments import storing
from bot.attachments.checking import check
from bot.conversations import queries, service
from bot.db import utc_now
from tests.attachments.files import picture
from tests.desk.running import Desk
from tests.desk.test_conversations import code, taken, waiting


def test_an_agent_sends_a_picture_and_both_sides_have_it(desk: Desk):
    zhou = desk("agent")
    conversation_id = taken(zhou, desk.database, "在吗")
    sent = zhou.post(f"/conversations/{conversation_id}/attachments", files={"file": ("步骤.png", picture("PNG"), "image/png")})
    assert (sent.status_code, sent.json()["media_type"]) == (201, "image/png")
    file_id = sent.json()["id"]
    said = zhou.post(f"/conversations/{conversation_id}/messages", json={"client_message_id": "1", "attachment_ids": [file_id]})
    assert said.status_code == 201
    last = zhou.get(f"/conversations/{conversation_id}/messages").json()["messages"][-1]
    assert (last["text"], [each["id"] for each in last["attachments"]]) == ("", [file_id])
    with desk.database.reading() as session:
        assert [each.id for each in queries.messages_after(session, conversation_id, 0, 99)[-1].attachments] == [file_id]
    again = zhou.post(f"/conversations/{conversation_id}/messages", json={"client_message_id": "2", "attachment_ids": [file_id]})
    assert code(again) == (404, "unknown_attachment")


def test_what_a_customer_sent_is_shown_to_who_may_read_it_and_to_nobody_else(desk: Desk):
    conversation_id = waiting(desk.database, "在吗", team="risk")
    with desk.database.transaction() as session:
        kept = attachments.reserve(session, conversation_id, check(picture("PNG"), name="a.png", declared="image/png"), name="a.png", now=utc_now())
        storing.write(kept.store_name, b"a picture")
        attachments.mark_stored(session, kept.id)
        service.receive(session, conversation_id, client_message_id="f", text="", attachment_ids=[kept.id], now=utc_now())
    place = f"/conversations/{conversation_id}/attachments/{kept.id}"
    shown = desk("agent", team="risk").get(place)
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, b"a picture", "image/png")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert code(desk("agent", "小李").get(place)) == (404, "unknown_conversation")
    other = waiting(desk.database, "x")
    assert code(desk("supervisor", "王主管").get(f"/conversations/{other}/attachments/{kept.id}")) == (404, "unknown_attachment")


@pytest.mark.parametrize("wrong", ["x", "%00", "0" * 32])
def test_an_unknown_file_is_unknown(desk: Desk, wrong: str):
    assert desk("agent").get(f"/conversations/{waiting(desk.database, 'x')}/attachments/{wrong}").status_code == 404


def test_only_its_agent_adds_files_and_only_pictures_and_pdfs(desk: Desk):
    zhou, lead = desk("agent"), desk("supervisor", "王主管")
    conversation_id = taken(zhou, desk.database, "在吗")
    place = f"/conversations/{conversation_id}/attachments"
    assert code(lead.post(place, files={"file": ("a.png", picture("PNG"), "image/png")})) == (409, "not_yours")
    assert code(zhou.post(place, files={"file": ("a.exe", b"MZ" + b"x" * 99, "application/octet-stream")})) == (422, "attachment_type")
    assert code(zhou.post(place, data={"x": "y"})) == (422, "invalid_field")
