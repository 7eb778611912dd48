"""Rasa's event log stands where DATABASE_URL says, is read once, and notices what other processes wrote."""
import inspect as source

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import make_url

import bot.settings
from bot.db import Database
from bot.dialogue import short_sessions
from bot.dialogue.interruption import Overtaken, out_of_rasa
from bot.dialogue.tracker_store import NEWEST, Draft, SupportTrackerStore
from bot.migrate import downgrade, upgrade

DOMAIN = Domain.from_dict({"intents": ["greet"], "slots": {
    name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]} for name in ("offer", "city")}})


def count(database: Database, sender: str) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM events WHERE sender_id = :sender"), {"sender": sender}).scalar()


def words(tracker: DialogueStateTracker) -> list:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def say(store: SupportTrackerStore, *texts: str, sender: str = "c1") -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender)
    for said in texts:
        tracker.update_with_events([UserUttered(said, {"name": "greet"}), ActionExecuted("utter_hi"), ActionExecuted("action_listen")], DOMAIN)
    await store.save(tracker)
    return tracker


async def test_what_is_said_is_kept_in_our_database(database: Database):
    await say(SupportTrackerStore(domain=DOMAIN), "你好", "在吗")
    assert words(await SupportTrackerStore(domain=DOMAIN).retrieve("c1")) == ["你好", "在吗"]
    assert count(database, "c1") == 7  # an action_listen at the beginning, three events each


async def test_a_saved_tracker_is_given_out_again_without_being_read(database: Database):
    store = SupportTrackerStore(domain=DOMAIN)
    saved = await say(store, "你好")
    assert await store.retrieve("c1") is saved
    assert words(await say(store, "在吗")) == ["你好"] + ["在吗"] and count(database, "c1") == 7


async def test_what_another_process_wrote_is_noticed(database: Database):
    ours, theirs = SupportTrackerStore(domain=DOMAIN), SupportTrackerStore(domain=DOMAIN)
    await say(ours, "一")
    await say(theirs, "二")
    assert words(await ours.retrieve("c1")) == ["一", "二"]
    await say(ours, "三")
    assert words(await theirs.retrieve("c1")) == ["一", "二", "三"] and count(database, "c1") == 10


async def test_a_message_is_heard_once_whoever_else_hears_it_meanwhile(database: Database):
    ours, theirs = SupportTrackerStore(domain=DOMAIN), SupportTrackerStore(domain=DOMAIN)
    await say(ours, "零")
    mine, hers = await ours.retrieve("c1"), await theirs.retrieve("c1")
    for tracker in (mine, hers):
        tracker.update_with_events([UserUttered("确认提交", {"name": "greet"}, message_id="7"), ActionExecuted("action_listen")], DOMAIN)
    await theirs.save(hers)
    with pytest.raises(Overtaken), out_of_rasa():
        await ours.save(mine)
    assert words(await ours.retrieve("c1")) == ["零", "确认提交"] and count(database, "c1") == 6


async def test_what_a_turn_adds_is_stored_with_what_its_transaction_stores_or_not_at_all(database: Database):
    store = SupportTrackerStore(domain=DOMAIN)
    await say(store, "零")
    lost, draft = Draft(), Draft()
    with lost.open():
        await say(store, "没存上")
        assert words(await store.retrieve("c1")) == ["零", "没存上"]  # within the turn it is there
    with pytest.raises(RuntimeError), database.transaction() as session:
        lost.write(session)
        raise RuntimeError
    assert words(await store.retrieve("c1")) == ["零"] and count(database, "c1") == 4
    with draft.open():
        await say(store, "一")
        assert words(await say(store, "二")) == ["零", "一", "二"]  # saved twice in one turn
    assert count(database, "c1") == 4
    with database.transaction() as session:
        draft.write(session)
    await draft.written()
    assert await store.retrieve("c1") is draft.tracker and count(database, "c1") == 10
    assert words(await SupportTrackerStore(domain=DOMAIN).retrieve("c1")) == ["零", "一", "二"]


async def test_the_first_words_of_a_conversation_are_kept_back_as_well(database: Database):
    store, draft = SupportTrackerStore(domain=DOMAIN), Draft()
    with draft.open():
        await say(store, "你好")
    assert count(database, "c1") == 0
    with database.transaction() as session:
        draft.write(session)
    await draft.written()
    assert words(await SupportTrackerStore(domain=DOMAIN).retrieve("c1")) == ["你好"] and count(database, "c1") == 4


async def test_a_turn_that_knows_the_newest_event_does_not_ask_for_it(database: Database, monkeypatch: pytest.MonkeyPatch):
    store, draft = SupportTrackerStore(domain=DOMAIN), Draft()
    saved = await say(store, "你好")
    with database.reading() as session:
        draft.newest = session.execute(select(NEWEST), {"conversation": "c1"}).scalar()
    with monkeypatch.context() as patched, draft.open():
        patched.setattr(store, "_read", lambda *_: pytest.fail("read again"))
        assert await store.retrieve("c1") is saved
    theirs, late = SupportTrackerStore(domain=DOMAIN), Draft()
    await say(theirs, "在吗")
    late.newest = draft.newest
    with late.open():  # what it was told is older than the tracker at hand: it is read
        assert words(await theirs.retrieve("c1")) == ["你好", "在吗"]


async def test_a_turn_stores_nothing_where_another_process_wrote_into_the_log_meanwhile(database: Database):
    ours, draft = SupportTrackerStore(domain=DOMAIN), Draft()
    await say(ours, "零")
    with draft.open():
        await say(ours, "一")
    await say(SupportTrackerStore(domain=DOMAIN), "别处")
    with pytest.raises(Overtaken), database.transaction() as session:
        draft.write(session)
    assert words(await ours.retrieve("c1")) == ["零", "别处"] and count(database, "c1") == 7


async def test_so_it_is_where_the_conversation_had_no_events_yet(database: Database):
    ours, draft = SupportTrackerStore(domain=DOMAIN), Draft()
    draft.newest = 0
    with draft.open():
        await say(ours, "一")
    await say(SupportTrackerStore(domain=DOMAIN), "别处")
    with pytest.raises(Overtaken), database.transaction() as session:
        draft.write(session)


async def test_the_first_session_of_a_conversation_is_given_out_again_and_a_later_one_read(database: Database, monkeypatch: pytest.MonkeyPatch):
    store, draft = SupportTrackerStore(domain=DOMAIN), Draft()
    draft.newest = 0
    with draft.open():
        tracker = DialogueStateTracker("c1", DOMAIN.slots)
        tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        await store.save(tracker)
    with database.transaction() as session:
        draft.write(session)
    await draft.written()
    assert await store.retrieve("c1") is tracker
    tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
    await store.save(tracker)
    assert len((await store.retrieve("c1")).events) == 2 and count(database, "c1") == 5


async def test_a_tracker_that_was_changed_and_dropped_is_forgotten(database: Database):
    store = SupportTrackerStore(domain=DOMAIN)
    await say(store, "你好")
    dropped = await store.retrieve("c1")
    dropped.update(UserUttered("一半"), DOMAIN)
    assert words(await store.retrieve("c1")) == ["你好"]
    await store.save(dropped)  # whoever saves it after all adds only what is new
    assert words(await SupportTrackerStore(domain=DOMAIN).retrieve("c1")) == ["你好", "一半"] and count(database, "c1") == 5


async def test_a_long_session_is_followed_by_a_fresh_one_that_knows_the_slots(database: Database):
    store = SupportTrackerStore(domain=DOMAIN)
    tracker = await store.get_or_create_tracker("c1")
    tracker.update_with_events([SlotSet("city", "上海"), SlotSet("offer", {"turn": 1})], DOMAIN)
    await store.save(tracker)
    longest = 0
    for number in range(150):
        longest = max(longest, len((await say(store, f"第{number}句")).events))
    fresh = await store.retrieve("c1")
    assert longest <= short_sessions.LONG + 12 and words(fresh)[-1:] == ["第149句"][:len(words(fresh))]
    assert fresh.get_slot("city") == "上海" and fresh.get_slot("offer") is None
    assert words(await store.retrieve_full_tracker("c1")) == [f"第{number}句" for number in range(150)]


@pytest.mark.parametrize(("events", "due"), [
    ([], True), ([ActiveLoop("complaint_form")], False), ([SlotSet("offer", {"turn": 40})], False), ([SlotSet("offer", {"turn": 39})], True),
    ([ActionExecuted("utter_hi")], False), ([BotUttered("哪一笔？", {"buttons": [{"payload": '/transaction_status{"transaction_id": "T1"}'}]})], False),
    ([BotUttered("好的", {"buttons": [{"payload": "/human_agent"}]})], True)],
    ids=["quiet", "in a form", "an offer waits", "an offer is over", "amid a turn", "a list was shown", "other buttons were shown"])
def test_a_session_ends_only_where_nothing_hangs_on_it(events, due):
    slots = [AnySlot("offer", mappings=[{}], influence_conversation=False)]
    tracker = DialogueStateTracker.from_events("c", [UserUttered("嗯")] * 40 + [ActionExecuted("action_listen")] * 60, slots)
    tracker.update_with_events(events, None)
    assert short_sessions.is_due(tracker) is due
    short = DialogueStateTracker.from_events("c", [UserUttered("嗯"), ActionExecuted("action_listen")], slots)
    assert not short_sessions.is_due(short)


async def test_only_the_latest_session_is_read(database: Database):
    store = SupportTrackerStore(domain=DOMAIN)
    await say(store, "旧的")
    tracker = await store.retrieve("c1")
    tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
    await store.save(tracker)
    await say(store, "新的")
    assert words(await store.retrieve("c1")) == ["新的"] and words(await store.retrieve_full_tracker("c1")) == ["旧的", "新的"]


def test_the_options_of_the_address_are_kept(postgresql: str, monkeypatch: pytest.MonkeyPatch):
    url = make_url(postgresql).update_query_dict({"application_name": "support", "connect_timeout": "7"})
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    bot.settings.settings.cache_clear()
    store = SupportTrackerStore(domain=Domain.empty())
    assert dict(store.engine.url.query) == dict(url.query)
    with store.engine.connect() as connection:
        assert connection.execute(text("SHOW application_name")).scalar() == "support"


async def test_the_log_has_ids_of_64_bits_even_where_rasa_made_it_before_us(database: Database):
    downgrade(database, "0007")
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE events"))
    SQLTrackerStore.Base.metadata.create_all(database.engine)
    upgrade(database)
    kind = next(str(column["type"]) for column in inspect(database.engine).get_columns("events") if column["name"] == "id")
    assert kind == ("BIGINT" if database.engine.dialect.name == "postgresql" else "INTEGER")  # SQLite's INTEGER has 64 bits
    await say(SupportTrackerStore(domain=DOMAIN), "你好")
    assert count(database, "c1") == 4


def test_rasas_own_store_still_is_what_ours_replaces():
    assert "session_start_sub_query" in source.getsource(SQLTrackerStore._event_query)
    assert "self._event_query(" in source.getsource(SQLTrackerStore._additional_events)
    assert "self.stream_events(tracker)" in source.getsource(SQLTrackerStore.save)
