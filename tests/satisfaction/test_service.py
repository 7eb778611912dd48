"""What she answers counts, the latest within a day; a low answer opens a task and closes nothing."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.complaints import queries as complaints
from bot.conversations.models import Author
from bot.conversations.service import say as tell
from bot.db import Database
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.satisfaction import queries, service
from bot.satisfaction.models import Rating
from tests.complaints.people import DAY, HOUR, NOW
from tests.complaints.test_service import _while_another_writes as while_another_writes
from tests.satisfaction.asked import ask, follow_ups, handed_off, ratings, resolved, say


def asked(database: Database) -> Rating:
    resolved(database)
    return ask(database)[0]


def test_a_pressed_button_rates(database: Database):
    rating = asked(database)
    message = say(database, rating.conversation_id, "", press=4)
    [kept] = ratings(database)
    assert (kept.stars, kept.rated_at, kept.changed_at, kept.rated_by) == (4, NOW, NOW, message.id)


@pytest.mark.parametrize("words, stars", [("4", 4), ("五星", 5), ("很满意", 5), ("not satisfied", 2)])
def test_a_bare_rating_typed_right_after_the_question_rates(database: Database, words: str, stars: int):
    say(database, asked(database).conversation_id, words)
    assert ratings(database)[0].stars == stars


def test_the_same_words_at_another_place_do_not(database: Database):
    rating = asked(database)
    with database.transaction() as session:
        tell(session, rating.conversation_id, "金额是多少？", author=Author.BOT, now=NOW)
    say(database, rating.conversation_id, "4")
    assert ratings(database)[0].stars is None


def test_other_words_after_the_question_rate_nothing(database: Database):
    say(database, asked(database).conversation_id, "4个红包没到账")
    assert ratings(database)[0].stars is None


def test_within_a_day_the_later_answer_counts_and_after_it_the_rating_stays(database: Database):
    rating = asked(database)
    with database.transaction() as session:
        service.rate(session, queries.rating(session, rating.id), 5, now=NOW)
        service.rate(session, queries.rating(session, rating.id), 3, now=NOW + DAY)
    kept = ratings(database)[0]
    assert (kept.stars, kept.rated_at, kept.changed_at) == (3, NOW, NOW + DAY)
    with pytest.raises(NotAllowed, match="rating_settled"), database.transaction() as session:
        service.rate(session, queries.rating(session, rating.id), 1, now=NOW + DAY + timedelta(seconds=1))
    assert ratings(database)[0].stars == 3


def test_a_question_of_long_ago_is_not_answered_any_more(database: Database):
    rating = asked(database)
    with pytest.raises(NotAllowed, match="rating_over"), database.transaction() as session:
        service.rate(session, queries.rating(session, rating.id), 1, now=NOW + 31 * DAY)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(database: Database, stars: int):
    rating = asked(database)
    with pytest.raises(InvalidInput, match="stars"), database.transaction() as session:
        service.rate(session, queries.rating(session, rating.id), stars, now=NOW)
    with pytest.raises(Exception, match="ck_ratings_stars|CHECK"), database.transaction() as session:
        session.get(Rating, rating.id).stars = stars


@pytest.mark.parametrize("stars, tasks", [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_a_low_rating_opens_a_task_and_closes_nothing(database: Database, stars: int, tasks: int):
    number = resolved(database)
    rating = ask(database)[0]
    say(database, rating.conversation_id, "", press=stars)
    found = [one for one in follow_ups(database) if one.kind == "task"]
    assert [(one.state, one.rating_id, one.complaint_id) for one in found] == [("open", rating.id, rating.complaint_id)] * tasks
    with database.reading() as session:
        complaint = complaints.by_number(session, number)
        assert (complaint.status, complaint.events[-1].kind) == ("resolved", "complaint_resolved")


def test_changed_back_and_forth_it_opens_one_task(database: Database):
    rating = asked(database)
    with database.transaction() as session:
        for stars in (1, 5, 2):
            service.rate(session, queries.rating(session, rating.id), stars, now=NOW)
    assert [one.kind for one in follow_ups(database)].count("task") == 1


def test_two_presses_at_once_open_one_task_and_the_second_counts(database: Database):
    rating = asked(database)
    failed = while_another_writes(database, *(
        lambda session, stars=stars: service.rate(session, queries.rating(session, rating.id), stars, now=NOW) for stars in (1, 2)))
    assert failed == [] and ratings(database)[0].stars == 2
    assert [one.kind for one in follow_ups(database)].count("task") == 1


def test_anothers_question_is_unknown_in_her_conversation(database: Database):
    rating = asked(database)
    handed_off(database, customer="demo-wang")
    other = ask(database)[1]
    with database.transaction() as session, pytest.raises(NotFound, match="unknown_rating"):
        queries.rating(session, rating.id, other.conversation_id)


def test_what_she_writes_next_is_her_comment_without_its_secrets(database: Database):
    rating = asked(database)
    say(database, rating.conversation_id, "", press=2)
    with database.transaction() as session:
        tell(session, rating.conversation_id, "谢谢", author=Author.BOT, now=NOW)
    message = say(database, rating.conversation_id, "等太久了，我的密码是 abc12345")
    with database.transaction() as session:
        found = queries.rating(session, queries.standing(session, message).comments_on)
        for _ in range(2):
            service.comment(session, found, message)
    kept = ratings(database)[0]
    assert kept.comment.startswith("等太久了") and "abc12345" not in kept.comment and kept.commented_by == message.id


@pytest.mark.parametrize("between", [["谢谢", "金额是多少？"], ["谢谢", "您的投诉有进展"]])
def test_after_something_else_was_said_it_is_no_comment(database: Database, between: list):
    rating = asked(database)
    say(database, rating.conversation_id, "", press=2)
    with database.transaction() as session:
        for words in between:
            tell(session, rating.conversation_id, words, author=Author.BOT, now=NOW)
    message = say(database, rating.conversation_id, "50")
    with database.reading() as session:
        assert queries.standing(session, message).comments_on is None


def test_only_the_next_message_is_a_comment(database: Database):
    rating = asked(database)
    say(database, rating.conversation_id, "", press=5)
    first, second = say(database, rating.conversation_id, "小周很耐心"), say(database, rating.conversation_id, "我的退款呢", now=NOW + HOUR)
    with database.reading() as session:
        assert queries.standing(session, first).comments_on == rating.id
        assert queries.standing(session, second).comments_on is None
        assert session.execute(select(Rating.rated_by)).scalar_one() is not None
