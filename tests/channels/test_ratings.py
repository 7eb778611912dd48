"""A customer rates in the chat: pressed or typed, with a comment; a problem she tells of there is answered as one."""
import re
from typing import List, Optional

import pytest
from sqlalchemy import select

from bot.complaints import service as complaints
from bot.complaints.kinds import Category, Remedy
from bot.conversations import handoffs, queries
from bot.conversations.ownership import Step, move
from bot.db import Database, utc_now
from bot.satisfaction import asking
from bot.satisfaction.models import FollowUp, Rating
from bot.suggestions.models import Suggestion
from tests.channels.running import Customer, Server


@pytest.fixture()
def database(server: Server) -> Database:
    return Database(server.environment["DATABASE_URL"])


def filed(database: Database, customer: Customer) -> str:
    with database.transaction() as session:
        conversation = queries.conversation(session, customer.session["conversation_id"])
        statement = complaints.Statement(category=Category.SLOW_SUPPORT, description="问了三次都没有人回答", remedy=Remedy.APOLOGY)
        return complaints.file(session, conversation, statement, key=f"message:{conversation.id}", now=utc_now()).number


def handed_off(database: Database, customer: Customer) -> None:
    """A colleague answers her."""
    with database.transaction() as session:
        handoff = handoffs.request(session, customer.session["conversation_id"], reason="asked_for", now=utc_now())
        handoffs.answer(session, handoff.id, "已经帮您看了", now=utc_now())


def asked(database: Database, customer: Customer, words: str = "点一下就好") -> None:
    asking.ask_due(database, now=utc_now())
    customer.choices = customer.wait_for(words)["choices"]


def rating(database: Database, customer: Customer) -> Rating:
    with database.reading() as session:
        return session.execute(select(Rating).where(Rating.conversation_id == customer.session["conversation_id"])).scalar_one()


def suggestions(database: Database, customer: Customer) -> List[Suggestion]:
    with database.reading() as session:
        return list(session.execute(select(Suggestion).where(Suggestion.conversation_id == customer.session["conversation_id"])
                                    .order_by(Suggestion.id)).scalars())


def rated_customer(server: Server, database: Database, stars: int, locale: str = "zh-CN") -> "tuple[Customer, str]":
    """A visitor whom a colleague answered and who pressed so many stars; with what the bot said to that."""
    customer = Customer(server, locale=locale)
    handed_off(database, customer)
    asked(database, customer, "点一下就好" if locale == "zh-CN" else "One tap")
    return customer, customer.press(f"{stars} 分" if locale == "zh-CN" else f"{stars} ·")


def test_a_settled_complaint_is_rated_low_and_reopened_from_the_answer(server: Server, database: Database):
    customer = Customer(server)
    server.command("complaints", "resolve", filed(database, customer), "已经道歉")
    asked(database, customer, "处理得怎么样")
    said = customer.press("1 分")
    assert "对不起" in said and "主管" in said and rating(database, customer).stars == 1
    assert "已经重新处理" in customer.press("重新处理")
    with database.reading() as session:
        tasks = select(FollowUp.state).where(FollowUp.rating_id == rating(database, customer).id, FollowUp.kind == "task")
        assert session.execute(tasks).scalars().all() == ["open"]


@pytest.mark.parametrize("locale, thanks", [("zh-CN", "谢谢您的 5 分"), ("en", "Thank you for the 5")])
def test_a_high_rating_is_thanked_for_and_the_next_words_are_its_comment(server: Server, database: Database, locale: str, thanks: str):
    customer, said = rated_customer(server, database, 5, locale)
    assert thanks in said
    words = "同事很耐心 讲得很清楚" if locale == "zh-CN" else "Your colleague was patient and explained it well"
    assert re.search("记下了|Noted", customer.say(words))
    assert (rating(database, customer).stars, rating(database, customer).comment) == (5, words)
    assert suggestions(database, customer) == []


@pytest.mark.parametrize("words, stars", [("4", 4), ("五星", 5), ("很满意", 5), ("不满意", 2)])
def test_a_typed_rating_counts_right_after_the_question(server: Server, database: Database, words: str, stars: int):
    customer = Customer(server)
    handed_off(database, customer)
    asked(database, customer)
    assert re.search("谢谢您的|没让您满意", customer.say(words))
    assert rating(database, customer).stars == stars


def test_the_same_words_elsewhere_are_what_they_are_in_themselves(server: Server, database: Database):
    customer = Customer(server)
    customer.say("你好")
    assert "谢谢您的" not in customer.say("4")


def test_a_problem_told_after_the_rating_is_kept_and_answered_as_a_problem(server: Server, database: Database):
    customer, _ = rated_customer(server, database, 2)
    answer = customer.say("我的账户还是被冻结了 到现在没有解开")
    assert "记下了，谢谢" not in answer and "冻结" in answer
    assert rating(database, customer).comment == "我的账户还是被冻结了 到现在没有解开"


def test_an_order_after_the_rating_is_no_comment(server: Server, database: Database):
    customer, _ = rated_customer(server, database, 2)
    assert "记下了，谢谢" not in customer.say("转人工")
    assert rating(database, customer).comment is None


def test_pressed_again_the_later_counts_and_nothing_is_asked_twice(server: Server, database: Database):
    customer = Customer(server)
    handed_off(database, customer)
    asked(database, customer)
    buttons = list(customer.choices)
    customer.press("1 分")
    customer.choices = buttons
    assert "谢谢您的 4 分" in customer.press("4 分")
    assert rating(database, customer).stars == 4
    assert asking.ask_due(database, now=utc_now()) == 0


def test_a_button_pressed_while_a_colleague_has_her_rates_all_the_same(server: Server, database: Database):
    customer = Customer(server)
    handed_off(database, customer)
    asked(database, customer)
    with database.transaction() as session:
        move(session, customer.session["conversation_id"], Step.REQUEST, now=utc_now())
    chosen: Optional[str] = next(choice["id"] for choice in customer.choices if choice["title"].startswith("3"))
    assert customer.post(choice_id=chosen).status_code == 202
    assert rating(database, customer).stars == 3


def test_an_idea_gets_a_number_and_praise_too(server: Server, database: Database):
    customer = Customer(server)
    idea, praise = customer.say("建议你们把字体做大一点，老人看不清"), customer.say("表扬一下昨天的客服 很有耐心")
    kept = suggestions(database, customer)
    assert [(one.kind, one.state, one.text) for one in kept] == [
        ("idea", "received", "建议你们把字体做大一点，老人看不清"), ("praise", "received", "表扬一下昨天的客服 很有耐心")]
    assert kept[0].number in idea and kept[1].number in praise and all(re.fullmatch(r"S\d{8}[2-9A-Z]{6}", one.number) for one in kept)


def test_an_idea_that_is_only_announced_is_asked_for_and_then_kept(server: Server, database: Database):
    customer = Customer(server, locale="en")
    assert "Just write it down here" in customer.say("I have a suggestion")
    assert suggestions(database, customer) == []
    assert "under" in customer.say("a purple cow on the start page instead of the grey one")
    assert [one.text for one in suggestions(database, customer)] == ["a purple cow on the start page instead of the grey one"]
