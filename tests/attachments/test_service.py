"""Rows before files, the bytes of a day, and what goes when it was never sent."""
from datetime import datetime, timedelta, timezone

import pytest

from bot.__main__ import main
from bot.attachments import queries, service, storing
from bot.attachments.checking import Checked
from bot.attachments.sweeping import remove_unsent
from bot.conversations import service as conversations
from bot.conversations.models import Attachment
from bot.conversations.queries import messages_after, transcript
from bot.db import Database
from bot.errors import InvalidInput, NotFound, StoreUnavailable, TooManyTries
from bot.language import Language
from bot.settings import settings

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)
PICTURE = Checked(b"x" * 100, "image/png", 4, 3)
MEGABYTE = 2**20


def opened(database: Database) -> str:
    with database.transaction() as session:
        return conversations.open_conversation(session, customer_id=None, language=Language.ZH, now=NOW).id


def kept(database: Database, conversation: str, *, now: datetime = NOW, checked: Checked = PICTURE, name: str = "小票.png") -> Attachment:
    with database.transaction() as session:
        attachment = service.reserve(session, conversation, checked, name=name, now=now)
    storing.write(attachment.store_name, checked.content)
    with database.transaction() as session:
        service.mark_stored(session, attachment.id)
    return attachment


def send(database: Database, conversation: str, *ids: str, text: str = "", key: str = "m1"):
    with database.transaction() as session:
        return conversations.receive(session, conversation, client_message_id=key, text=text, attachment_ids=ids, now=NOW)


def test_an_attachment_is_nobodys_until_its_file_is_there(database: Database):
    conversation = opened(database)
    with database.transaction() as session:
        early = service.reserve(session, conversation, PICTURE, name="a", now=NOW)
    with pytest.raises(NotFound, match="unknown_attachment"), database.reading() as session:
        queries.mine(session, conversation, early.id)
    with pytest.raises(NotFound, match="unknown_attachment"):
        send(database, conversation, early.id)
    with database.reading() as session:
        assert messages_after(session, conversation, 0, 9) == []


def test_attachments_go_with_their_message_in_the_order_given(database: Database):
    conversation = opened(database)
    first, second = kept(database, conversation), kept(database, conversation, name="../账单.png")
    message, is_new = send(database, conversation, second.id, first.id, text="看这个")
    assert is_new
    with database.reading() as session:
        [shown] = messages_after(session, conversation, 0, 9)
        assert [a.name for a in shown.attachments] == ["账单.png", "小票.png"]
        assert transcript(session, conversation).endswith("customer: 看这个 [账单.png] [小票.png]")
    again, is_new = send(database, conversation, second.id, first.id, text="看这个")
    assert (again.id, is_new) == (message.id, False)


def test_a_message_of_attachments_alone_keeps_the_language(database: Database):
    with database.transaction() as session:
        conversation = conversations.open_conversation(session, customer_id=None, language=Language.EN, now=NOW).id
    send(database, conversation, kept(database, conversation).id)
    with database.reading() as session:
        assert conversations.queries.conversation(session, conversation).language is Language.EN
        assert transcript(session, conversation).endswith("customer: [小票.png]")


def test_what_was_sent_is_anothers_or_unknown_cannot_be_sent_and_nothing_is_stored(database: Database):
    conversation, other = opened(database), opened(database)
    sent, foreign, free = kept(database, conversation), kept(database, other), kept(database, conversation)
    send(database, conversation, sent.id)
    for bad in (sent.id, foreign.id, "nonsense"):
        with pytest.raises(NotFound, match="unknown_attachment"):
            send(database, conversation, free.id, bad, key="m2")
    with pytest.raises(InvalidInput, match="too_many_attachments"):
        send(database, conversation, *(str(n) for n in range(6)), key="m2")
    with database.reading() as session:
        assert len(messages_after(session, conversation, 0, 9)) == 1
        assert queries.mine(session, conversation, free.id).message_id is None
        with pytest.raises(NotFound):
            queries.mine(session, other, sent.id)
        assert queries.sent(session, sent.id).id == sent.id
        with pytest.raises(NotFound):
            queries.sent(session, free.id)


def test_a_conversation_has_so_many_bytes_a_day_and_is_told_when_there_is_room_again(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ATTACHMENT_DAY_MEGABYTES", "10")
    settings.cache_clear()
    conversation, other, large = opened(database), opened(database), Checked(b"x" * 6 * MEGABYTE, "application/pdf", None, None)
    with database.transaction() as session:
        service.reserve(session, conversation, large, name="a", now=NOW)
    with pytest.raises(TooManyTries) as refused, database.transaction() as session:
        service.reserve(session, conversation, large, name="b", now=NOW + timedelta(hours=1))
    assert (refused.value.code, refused.value.values) == ("attachment_quota", {"limit": 10, "retry_after": 23 * 3600})
    with database.transaction() as session:
        service.reserve(session, other, large, name="a", now=NOW)
        service.reserve(session, conversation, large, name="c", now=NOW + timedelta(hours=24))


def test_what_is_not_sent_within_a_day_goes_with_its_file(database: Database):
    conversation = opened(database)
    unsent, sent, young = kept(database, conversation), kept(database, conversation), kept(database, conversation, now=NOW + timedelta(hours=2))
    send(database, conversation, sent.id)
    with database.transaction() as session:
        broken_off = service.reserve(session, conversation, PICTURE, name="a", now=NOW)  # as a crash leaves it, without a file
    assert remove_unsent(database, now=NOW + timedelta(hours=24)) == 2
    with database.reading() as session:
        assert [session.get(Attachment, a.id) is None for a in (unsent, broken_off, sent, young)] == [True, True, False, False]
    with pytest.raises(StoreUnavailable):
        storing.read(unsent.store_name)
    assert storing.read(sent.store_name) == storing.read(young.store_name) == PICTURE.content
    assert remove_unsent(database, now=NOW + timedelta(hours=24)) == 0


def test_while_the_store_is_away_what_goes_is_hidden_and_not_forgotten(database: Database, monkeypatch: pytest.MonkeyPatch):
    conversation = opened(database)
    unsent = kept(database, conversation)
    with monkeypatch.context() as away:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            away.setenv(name, "test")
        away.setenv("ATTACHMENTS", "s3://wallet/x")
        away.setenv("S3_ENDPOINT_URL", "http://127.0.0.1:9")
        settings.cache_clear()
        with pytest.raises(StoreUnavailable):
            remove_unsent(database, now=NOW + timedelta(days=2))
    settings.cache_clear()
    with pytest.raises(NotFound), database.reading() as session:
        queries.mine(session, conversation, unsent.id)
    assert remove_unsent(database, now=NOW + timedelta(days=2)) == 1


def test_an_operator_saves_what_a_customer_sent(database: Database, tmp_path, capsys: pytest.CaptureFixture):
    conversation = opened(database)
    sent, unsent = kept(database, conversation), kept(database, conversation)
    send(database, conversation, sent.id)
    assert main(["attachments", "save", sent.id, str(tmp_path / "a.png")]) == 0
    assert (tmp_path / "a.png").read_bytes() == PICTURE.content and "小票.png" in capsys.readouterr().out
    assert main(["attachments", "save", unsent.id, str(tmp_path / "b.png")]) == 2
    assert not (tmp_path / "b.png").exists()
