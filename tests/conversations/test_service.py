"""Storing what is said: in order, once, without secrets, in the right language."""
import threading
from datetime import datetime, timezone
from typing import List, Optional

import pytest
from sqlalchemy.orm import Session

from bot.conversations import queries, service
from bot.conversations.models import Author
from bot.conversations.service import Option, Reply
from bot.db import Database
from bot.errors import NotFound
from bot.language import Language
from tests.conversations.together import together

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def opened(database: Database, customer: Optional[str] = None, language: Language = Language.ZH) -> str:
    with database.transaction() as session:
        return service.open_conversation(session, customer_id=customer, language=language, now=NOW).id


def sent(session: Session, conversation_id: str, text: str, client_id: str = "c1"):
    return service.receive(session, conversation_id, client_message_id=client_id, text=text, now=NOW)


def messages(database: Database, conversation_id: str) -> List:
    with database.reading() as session:
        return queries.messages_after(session, conversation_id, 0, 1000)


# Opening

def test_a_customer_has_one_conversation_however_often_she_comes(database: Database):
    assert opened(database, "chen") == opened(database, "chen", Language.EN)
    with database.reading() as session:
        assert queries.conversation_of(session, "chen").language is Language.ZH


def test_every_visitor_gets_a_conversation_of_her_own(database: Database):
    assert opened(database) != opened(database)


def test_a_customer_who_opens_two_windows_at_once_has_one_conversation(database: Database):
    found = []

    def open_another() -> None:
        with database.transaction() as session:
            found.append(service.open_conversation(session, customer_id="chen", language=Language.ZH, now=NOW).id)

    with database.transaction() as session:
        first = service.open_conversation(session, customer_id="chen", language=Language.ZH, now=NOW).id
        thread = threading.Thread(target=open_another)
        thread.start()
        thread.join(0.3)
    thread.join(10)
    assert found == [first]


# Receiving

def test_messages_count_from_one_without_gaps_whoever_writes(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "你好")
        service.answer(session, message.id, [Reply("您好"), Reply("请说")], now=NOW)
        service.say(session, conversation_id, "通知", author=Author.SYSTEM, now=NOW)
        sent(session, conversation_id, "付款失败", "c2")
    assert [(m.sequence, m.author, m.text) for m in messages(database, conversation_id)] == [
        (1, "customer", "你好"), (2, "bot", "您好"), (3, "bot", "请说"), (4, "system", "通知"), (5, "customer", "付款失败")]


def test_each_conversation_counts_by_itself(database: Database):
    one, two = opened(database), opened(database)
    with database.transaction() as session:
        assert [sent(session, which, "hi")[0].sequence for which in (one, two)] == [1, 1]


def test_an_error_leaves_no_gap(database: Database):
    conversation_id = opened(database)
    with pytest.raises(RuntimeError), database.transaction() as session:
        sent(session, conversation_id, "lost")
        raise RuntimeError
    with database.transaction() as session:
        assert sent(session, conversation_id, "kept")[0].sequence == 1


def test_many_who_write_at_once_leave_neither_gap_nor_double(database: Database):
    conversation_id, each = opened(database), 8

    def write_many(writer: int) -> None:
        for n in range(each):
            with database.transaction() as session:
                if writer:
                    service.say(session, conversation_id, f"{writer}.{n}", author=Author.BOT, now=NOW)
                else:
                    sent(session, conversation_id, f"0.{n}", f"c{n}")

    together(*(lambda writer=writer: write_many(writer) for writer in range(3)))
    found = messages(database, conversation_id)
    assert [m.sequence for m in found] == list(range(1, 3 * each + 1))
    for writer in range(3):
        assert [m.text for m in found if m.text.startswith(f"{writer}.")] == [f"{writer}.{n}" for n in range(each)]


def test_the_same_client_message_id_again_changes_nothing(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        first, is_new = sent(session, conversation_id, "你好")
        again, is_new_again = sent(session, conversation_id, "something else")
        assert (is_new, is_new_again, again.id, again.text) == (True, False, first.id, "你好")
    assert len(messages(database, conversation_id)) == 1


def test_the_same_client_message_id_at_the_same_moment_is_one_message(database: Database):
    conversation_id, results = opened(database), []

    def send() -> None:
        with database.transaction() as session:
            message, is_new = sent(session, conversation_id, "你好")
            results.append((message.id, is_new))

    together(*[send] * 4)
    assert sorted(is_new for _, is_new in results) == [False, False, False, True]
    assert len({message_id for message_id, _ in results}) == 1


def test_two_conversations_may_use_the_same_client_message_id(database: Database):
    one, two = opened(database), opened(database)
    with database.transaction() as session:
        assert sent(session, one, "a")[1] and sent(session, two, "b")[1]


@pytest.mark.parametrize("text, secret", [
    ("我的卡号是 4111 1111 1111 1111", "4111 1111"), ("my password is hunter2secret", "hunter2secret"), ("验证码 482913", "482913")])
def test_secrets_are_gone_before_anything_is_stored(database: Database, text: str, secret: str):
    conversation_id = opened(database)
    with database.transaction() as session:
        sent(session, conversation_id, text)
    [stored] = messages(database, conversation_id)
    assert secret not in stored.text and stored.secrets_removed is True


def test_a_code_in_a_message_of_its_own_is_known_by_the_message_before(database: Database):
    conversation_id = opened(database)
    for place, text in enumerate(("验证码是", "4829", "转了", "4829")):
        with database.transaction() as session:
            sent(session, conversation_id, text, f"c{place}")
    assert [(m.text, m.secrets_removed) for m in messages(database, conversation_id)] == [
        ("验证码是", False), ("******", True), ("转了", False), ("4829", False)]


def test_six_figures_are_a_sum_where_we_asked_for_one_and_a_code_elsewhere(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        service.say(session, conversation_id, "涉及多少钱？大概的数也可以，比如“200 元”。", author=Author.BOT, now=NOW)
        sent(session, conversation_id, "500000")
        service.say(session, conversation_id, "好的，我看看。", author=Author.AGENT, now=NOW)
        sent(session, conversation_id, "500000", "c2")
    assert [m.text for m in messages(database, conversation_id) if m.author == "customer"] == ["500000", "******"]


def test_a_message_without_secrets_is_stored_as_it_is(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        sent(session, conversation_id, "付款 500 元失败")
    [stored] = messages(database, conversation_id)
    assert (stored.text, stored.secrets_removed, stored.unhandled, stored.client_message_id) == ("付款 500 元失败", False, True, "c1")


# Language

@pytest.mark.parametrize("begins, text, goes_on", [
    (Language.ZH, "my payment failed", "en"), (Language.EN, "付款失败", "zh"), (Language.EN, "500", "en"), (Language.ZH, "ok", "zh")])
def test_the_conversation_follows_the_language_she_writes(database: Database, begins: Language, text: str, goes_on: str):
    conversation_id = opened(database, language=begins)
    with database.transaction() as session:
        sent(session, conversation_id, text)
        assert queries.conversation(session, conversation_id).locale == goes_on


def test_a_language_she_chose_stays_until_she_chooses_again(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        service.pin_language(session, conversation_id, Language.EN)
        sent(session, conversation_id, "付款失败")
        assert queries.conversation(session, conversation_id).locale == "en"
        service.pin_language(session, conversation_id, Language.ZH)
        sent(session, conversation_id, "hello there", "c2")
        assert queries.conversation(session, conversation_id).locale == "zh"


# Choices

def offered(session: Session, conversation_id: str, *titles: str):
    said = service.say(session, conversation_id, "选一个", author=Author.BOT, now=NOW, options=[
        Option(title, {"intent": "inform", "entities": {"n": n}}) for n, title in enumerate(titles)])
    return queries.messages_after(session, conversation_id, said.sequence - 1, 1)[0].choices


def test_choices_keep_their_order_and_what_they_mean(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        offered(session, conversation_id, "退款", "道歉", "解释")
    [said] = messages(database, conversation_id)
    assert [(c.title, c.payload["entities"]) for c in said.choices] == [("退款", {"n": 0}), ("道歉", {"n": 1}), ("解释", {"n": 2})]
    assert len({c.id for c in said.choices}) == 3


def test_a_pressed_choice_is_stored_with_its_title_untouched_and_keeps_the_language(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        [choice] = offered(session, conversation_id, "password: hunter2secret")
        message, _ = service.receive(session, conversation_id, client_message_id="c1", text=choice.title, choice=choice, now=NOW)
        assert (message.text, message.choice_id, message.secrets_removed) == ("password: hunter2secret", choice.id, False)
        assert queries.conversation(session, conversation_id).locale == "zh"


def test_a_choice_means_nothing_outside_its_conversation(database: Database):
    one, two = opened(database), opened(database)
    with database.transaction() as session:
        [choice] = offered(session, one, "退款")
        assert queries.choice(session, one, choice.id).title == "退款"
        for where, which in ((two, choice.id), (one, "made-up")):
            with pytest.raises(NotFound, match="unknown_choice"):
                queries.choice(session, where, which)


# Answering

def test_a_message_is_answered_once(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "你好")
        assert len(service.answer(session, message.id, [Reply("您好")], now=NOW)) == 1
        assert service.answer(session, message.id, [Reply("又来")], now=NOW) is None
    assert [m.text for m in messages(database, conversation_id)] == ["你好", "您好"]


def test_two_who_answer_at_once_give_one_answer(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "你好")

    def answer() -> None:
        with database.transaction() as session:
            service.answer(session, message.id, [Reply("您好")], now=NOW)

    together(*[answer] * 4)
    assert [m.text for m in messages(database, conversation_id)] == ["你好", "您好"]


def test_an_answered_message_no_longer_waits(database: Database):
    conversation_id = opened(database)
    with database.transaction() as session:
        message, _ = sent(session, conversation_id, "你好")
        assert queries.next_unhandled(session, conversation_id).id == message.id
        service.answer(session, message.id, [], now=NOW, author=Author.SYSTEM)
        assert queries.next_unhandled(session, conversation_id) is None
