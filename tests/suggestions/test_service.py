"""A suggestion is kept once, sorted, answered and decided; its author is told at each step, once."""
import re
from typing import Optional

import pytest

from bot.agents import audit
from bot.agents.roles import Actor
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.language import Language
from bot.suggestions import queries, service
from bot.suggestions.kinds import Kind, State, Topic
from bot.suggestions.models import Suggestion
from bot.suggestions.queries import Filter
from bot.suggestions.service import Change
from tests.complaints.people import HOUR, NOW, conversation, hired, said
from tests.complaints.test_service import _while_another_writes as while_another_writes


def suggested(database: Database, words: str = "建议加个夜间模式", *, kind: Kind = Kind.IDEA, key: str = "message:1", customer: Optional[str] = "demo-chen",
              language: Language = Language.ZH) -> str:
    with database.transaction() as session:
        return service.store(session, conversation(session, customer, language), words, kind=kind, key=key, now=NOW).number


def change(database: Database, number: str, actor: Actor, version: Optional[int] = None, **wanted: object) -> Suggestion:
    with database.transaction() as session:
        return service.change(session, number, Change(**wanted), actor=actor, now=NOW + HOUR, version=version)


def told(database: Database, number: str) -> list:
    with database.reading() as session:
        return said(session, queries.one(session, number))


def test_it_gets_a_number_and_is_kept_once_without_secrets(database: Database):
    number = suggested(database, "建议改密码更方便，我的密码是 abc12345")
    assert suggested(database, "别的话") == number and re.fullmatch(r"S20261103[2-9A-HJKMNP-Z]{6}", number)
    with database.reading() as session:
        kept = queries.one(session, number)
        assert (kept.state, kept.kind, kept.customer_id, kept.locale, kept.version) == ("received", "idea", "demo-chen", "zh", 0)
        assert kept.text.startswith("建议改密码更方便") and "abc12345" not in kept.text
    assert told(database, number) == []


def test_two_processes_that_hand_over_the_same_message_keep_it_once(database: Database):
    with database.transaction() as session:
        hers = conversation(session)
    keep = lambda session: service.store(session, hers, "加个夜间模式", kind=Kind.IDEA, key="message:1", now=NOW)  # noqa: E731
    while_another_writes(database, keep, keep)
    with database.reading() as session:
        assert len(queries.page(session, Filter(), after=None, limit=9)) == 1


def test_its_author_hears_of_each_step_and_who_did_it_is_on_record(database: Database):
    number, agent = suggested(database), hired(database)
    change(database, number, agent, topic=Topic.INTERFACE)
    change(database, number, agent, state=State.UNDER_REVIEW)
    change(database, number, agent, answer="排在下个月")
    done = change(database, number, agent, state=State.ADOPTED, answer="下个版本就有")
    assert (done.state, done.answer, done.agent_id, done.version, done.topic) == ("adopted", "下个版本就有", agent.agent_id, 4, "interface")
    first, second, third = told(database, number)
    assert "已经有同事在看" in first and "排在下个月" in second and "采纳" in third and "下个版本就有" in third and all(number in words for words in (first, second, third))
    with database.reading() as session:
        assert [event.details for event in audit.listed(session, subject=f"suggestion:{number}")] == [
            {"state": "adopted", "answered": True}, {"answered": True}, {"state": "under_review"}, {"topic": "interface"}]


def test_an_english_author_is_told_in_english(database: Database):
    number = suggested(database, "please add dark mode", language=Language.EN)
    change(database, number, hired(database), state=State.DECLINED, answer="It would take too much battery.")
    assert "cannot adopt it this time" in told(database, number)[0] and "too much battery" in told(database, number)[0]


def test_a_review_may_begin_with_a_word_and_one_change_is_told_once(database: Database):
    number = suggested(database)
    change(database, number, hired(database), state=State.UNDER_REVIEW, answer="谢谢，先问问设计", topic=Topic.INTERFACE)
    [words] = told(database, number)
    assert "已经有同事在看" in words and "先问问设计" in words


def test_nothing_new_changes_nothing(database: Database):
    number, agent = suggested(database), hired(database)
    change(database, number, agent, topic=Topic.INTERFACE)
    again = change(database, number, agent, topic=Topic.INTERFACE, state=State.RECEIVED, kind=Kind.IDEA)
    assert again.version == 1 and told(database, number) == []


@pytest.mark.parametrize("steps, state, allowed", [
    ([], State.ADOPTED, True), ([], State.DECLINED, True), ([State.DECLINED], State.ADOPTED, True), ([State.UNDER_REVIEW], State.DECLINED, True),
    ([State.ADOPTED], State.DECLINED, False), ([State.ADOPTED], State.UNDER_REVIEW, False), ([State.DECLINED], State.UNDER_REVIEW, False),
    ([State.UNDER_REVIEW], State.RECEIVED, False)])
def test_what_was_adopted_stays_so_and_what_was_declined_may_still_be_adopted(database: Database, steps: list, state: State, allowed: bool):
    number, agent = suggested(database), hired(database)
    for step in steps:
        change(database, number, agent, state=step, answer="好")
    if allowed:
        assert change(database, number, agent, state=state, answer="好").state == state.value
    else:
        with pytest.raises(NotAllowed, match="suggestion_state"):
            change(database, number, agent, state=state, answer="好")
        assert len(told(database, number)) == len(steps)


@pytest.mark.parametrize("state", [State.ADOPTED, State.DECLINED])
@pytest.mark.parametrize("words", [None, "", "  "])
def test_a_decision_needs_its_reason(database: Database, state: State, words: Optional[str]):
    number = suggested(database)
    with pytest.raises(InvalidInput, match="needs_words"):
        change(database, number, hired(database), state=state, answer=words)
    assert told(database, number) == []


def test_praise_is_answered_and_never_decided(database: Database):
    number, agent = suggested(database, "客服真好", kind=Kind.PRAISE), hired(database)
    for state in (State.UNDER_REVIEW, State.ADOPTED, State.DECLINED):
        with pytest.raises(NotAllowed, match="suggestion_state"):
            change(database, number, agent, state=state, answer="谢谢")
    change(database, number, agent, answer="谢谢您，已经转给小周")
    assert "已经转给小周" in told(database, number)[0]


def test_what_was_taken_for_praise_can_be_made_an_idea_and_a_decided_idea_is_no_praise(database: Database):
    number, agent = suggested(database, "好用，就是字小", kind=Kind.PRAISE), hired(database)
    assert change(database, number, agent, kind=Kind.IDEA, state=State.ADOPTED, answer="字会变大").state == "adopted"
    with pytest.raises(NotAllowed, match="suggestion_state"):
        change(database, number, agent, kind=Kind.PRAISE)


def test_who_has_not_seen_the_newest_changes_nothing(database: Database):
    number, agent = suggested(database), hired(database)
    change(database, number, agent, version=0, topic=Topic.FEES)
    with pytest.raises(NotAllowed, match="changed_meanwhile"):
        change(database, number, agent, version=0, state=State.ADOPTED, answer="好")
    assert told(database, number) == []


def test_of_two_agents_at_once_the_author_hears_one(database: Database):
    number = suggested(database)
    agents = [hired(database, name) for name in ("小周", "小李")]
    failed = while_another_writes(database, *(
        lambda session, agent=agent: service.change(session, number, Change(state=State.DECLINED, answer="不行"), actor=agent, now=NOW, version=0)
        for agent in agents))
    assert [error.code for error in failed] == ["changed_meanwhile"] and len(told(database, number)) == 1


def test_an_answer_holds_no_secret(database: Database):
    number = suggested(database)
    change(database, number, hired(database), answer="您的验证码 482913 我们不需要")
    assert "482913" not in told(database, number)[0]


def test_an_unknown_number_is_unknown(database: Database):
    with pytest.raises(NotFound, match="unknown_suggestion"):
        change(database, "S20261103ABCDEF", hired(database), topic=Topic.FEES)


@pytest.mark.parametrize("wanted, count", [
    (Filter(), 3), (Filter(state=State.RECEIVED), 2), (Filter(kind=Kind.PRAISE), 1), (Filter(topic=Topic.FEES), 1), (Filter(sorted_in=False), 2), (Filter(sorted_in=True), 1),
    (Filter(words="夜间"), 1), (Filter(words="100%"), 0), (Filter(words="_"), 0)])
def test_a_list_holds_what_is_wanted_the_newest_first(database: Database, wanted: Filter, count: int):
    agent = hired(database)
    suggested(database)
    suggested(database, "客服真好", kind=Kind.PRAISE, key="message:2")
    change(database, suggested(database, "手续费低一点", key="message:3"), agent, topic=Topic.FEES, state=State.UNDER_REVIEW)
    with database.reading() as session:
        found = [one.id for one in queries.page(session, wanted, after=None, limit=9)]
        assert len(found) == count and found == sorted(found, reverse=True)
        assert [one.id for one in queries.page(session, wanted, after=found[0] if found else 1, limit=9)] == found[1:]


def test_it_is_found_by_its_number(database: Database):
    number = suggested(database)
    with database.reading() as session:
        assert [one.number for one in queries.page(session, Filter(words=number.lower()), after=None, limit=9)] == [number]
