"""Evidence that our own people add: checked, rebuilt, on record, and never seen by the customer."""
import hashlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.attachments import queries as attachments
from bot.attachments import storing, sweeping
from bot.attachments.service import require_room
from bot.complaints import queries
from bot.complaints.models import ComplaintEvent
from bot.conversations.models import Attachment, Conversation
from bot.db import Database, utc_now
from bot.errors import NotFound
from tests.attachments.files import SECRET, pdf, photo
from tests.desk.complaints import filed, kept, sound
from tests.desk.running import Desk, Person
from tests.desk.test_complaints import code


def add(person: Person, number: str, content: bytes, name: str = "letter.jpg", kind: str = "image/jpeg"):
    return person.post(f"/complaints/{number}/attachments", files={"file": (name, content, kind)})


def test_a_picture_is_kept_without_its_metadata_and_its_hash_is_in_the_trail(desk: Desk, database: Database):
    number, amy = filed(database), desk(name="小周")
    made = add(amy, number, photo())
    assert made.status_code == 201, made.text
    evidence = made.json()["attachment"]
    shown = amy.get(f"/complaints/{number}/attachments/{evidence['id']}")
    assert shown.status_code == 200 and shown.headers["content-type"] == "image/jpeg" and SECRET not in shown.content
    assert shown.headers["content-disposition"].startswith("inline") and "sandbox" in shown.headers["content-security-policy"] and shown.headers["x-content-type-options"] == "nosniff"
    with database.reading() as session:
        row = session.execute(select(ComplaintEvent).where(ComplaintEvent.kind == "evidence_added")).scalar_one()
    assert row.details == {"attachment": evidence["id"], "sha256": hashlib.sha256(shown.content).hexdigest(), "bytes": len(shown.content)}
    whole = amy.get(f"/complaints/{number}").json()
    assert [one["id"] for one in whole["attachments"]] == [evidence["id"]] and whole["timeline"][-1]["actor_name"] == "小周" and sound(database)


def test_a_pdf_is_a_download(desk: Desk, database: Database):
    number, amy = filed(database), desk()
    evidence = add(amy, number, pdf(), "银行函.pdf", "application/pdf").json()["attachment"]
    shown = amy.get(f"/complaints/{number}/attachments/{evidence['id']}")
    assert shown.headers["content-disposition"].startswith("attachment") and shown.headers["content-type"] == "application/pdf"


def test_the_customer_never_sees_it_and_it_takes_none_of_her_room(desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch):
    number = filed(database)
    evidence = add(desk(), number, photo()).json()["attachment"]["id"]
    with database.reading() as session:
        complaint = queries.by_number(session, number)
        hers = session.get(Conversation, complaint.conversation_id)
        assert queries.attachments(session, complaint, hers) == [] and len(queries.attachments(session, complaint)) == 1
        with pytest.raises(NotFound):
            attachments.mine(session, hers.id, evidence)
        require_room(session, hers.id, 100 * 1024 * 1024, now=utc_now())


def test_it_stays_though_no_message_ever_carries_it(desk: Desk, database: Database):
    number, amy = filed(database), desk()
    evidence = add(amy, number, photo()).json()["attachment"]["id"]
    assert sweeping.remove_unsent(database, now=utc_now() + timedelta(days=3)) == 0
    assert amy.get(f"/complaints/{number}/attachments/{evidence}").status_code == 200


def test_only_who_may_read_the_complaint_adds_or_sees(desk: Desk, database: Database):
    number, other = filed(database, key="message:1"), filed(database, key="message:2")
    lead, amy, eve, auditor = desk("supervisor"), desk(team="pay"), desk(team="risk"), desk("auditor")
    lead.post(f"/complaints/{number}/assign", json={"agent_id": amy.actor.agent_id, "version": kept(database, number).version})
    evidence = add(amy, number, photo()).json()["attachment"]["id"]
    assert code(add(eve, number, photo())) == (404, "unknown_complaint") and code(add(auditor, number, photo())) == (403, "not_your_role")
    assert code(eve.get(f"/complaints/{number}/attachments/{evidence}")) == (404, "unknown_attachment")
    assert code(amy.get(f"/complaints/{other}/attachments/{evidence}")) == (404, "unknown_attachment")
    assert auditor.get(f"/complaints/{number}/attachments/{evidence}").status_code == 200
    assert desk.stranger().get(f"/complaints/{number}/attachments/{evidence}").status_code == 401


@pytest.mark.parametrize("content, kind, expected", [
    (b"<svg/>", "image/svg+xml", (422, "attachment_type")), (b"", "image/jpeg", (422, "attachment_type")), (photo()[:200], "image/jpeg", (422, "attachment_broken")),
    (pdf(password="x"), "application/pdf", (422, "attachment_locked")), (b"x" * (10 * 1024 * 1024 + 1), "image/jpeg", (413, "attachment_too_large"))])
def test_what_is_no_picture_or_pdf_is_refused_and_nothing_is_kept(desk: Desk, database: Database, content: bytes, kind: str, expected):
    number = filed(database)
    assert code(add(desk(), number, content, "x.pdf" if "pdf" in kind else "x.jpg", kind)) == expected
    with database.reading() as session:
        assert session.execute(select(Attachment)).all() == []


def test_a_body_that_is_no_form_is_refused(desk: Desk, database: Database):
    number = filed(database)
    assert code(desk().post(f"/complaints/{number}/attachments", content=b"x")) == (422, "invalid_field")


def test_a_store_that_does_not_answer_leaves_nothing_to_see(desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch):
    from bot.errors import StoreUnavailable
    number, amy = filed(database), desk()

    def broken(*_: object) -> None:
        raise StoreUnavailable()

    monkeypatch.setattr(storing, "write", broken)
    assert code(add(amy, number, photo())) == (503, "attachment_store")
    assert amy.get(f"/complaints/{number}").json()["attachments"] == [] and sound(database)
    assert sweeping.remove_unsent(database, now=utc_now() + timedelta(days=2)) == 1


def test_nobody_holds_all_the_places(desk: Desk, database: Database):
    number, amy = filed(database), desk()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(add(amy, number, photo()))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {answer.status_code for answer in answers} <= {201, 429} and any(answer.status_code == 201 for answer in answers)
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
