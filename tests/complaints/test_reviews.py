"""Reviews from elsewhere, taken in once and worked as complaints."""
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.__main__ import main
from bot.complaints import decisions, queries, reviews, verification, work
from bot.complaints.kinds import Outcome
from bot.complaints.models import Complaint, Review
from bot.complaints.reviews import Found
from bot.conversations.models import Message
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from tests.complaints.people import DAY, NOW, OPERATOR, file, filed, kinds
from tests.complaints.test_service import _while_another_writes as while_another_writes

FOUND = Found("app_store", "https://apps.example/r/1", "提现三天没到账 客服不理 我的卡6222021234567890128", NOW - DAY, author="小明", stars=1)


def test_a_review_becomes_a_complaint_of_its_own_kind_with_clocks_and_without_secrets(database: Database):
    with database.transaction() as session:
        review, new = reviews.take_in(session, FOUND, now=NOW)
        complaint = review.complaint
        assert new and (complaint.category, complaint.status, complaint.customer_id, complaint.locale) == ("review", "acknowledged", None, "zh")
        assert (review.source, review.link, review.author, review.stars, review.posted_at) == ("app_store", FOUND.link, "小明", 1, NOW - DAY)
        assert "6222021234567890128" not in complaint.description and "提现三天没到账" in complaint.description
        assert {clock.kind for clock in complaint.deadlines} == {"acknowledge", "first_reply", "final_reply"}


def test_the_same_link_of_the_same_source_is_taken_in_once(database: Database):
    with database.transaction() as session:
        first, _ = reviews.take_in(session, FOUND, now=NOW)
        again, new = reviews.take_in(session, Found("app_store", FOUND.link, "改过的文字", NOW), now=NOW)
        assert (again.id, new) == (first.id, False)
        _, other = reviews.take_in(session, Found("weibo", FOUND.link, "x", NOW), now=NOW)
        assert other


def test_an_english_review_is_an_english_complaint(database: Database):
    with database.transaction() as session:
        review, _ = reviews.take_in(session, Found("play", "https://p.example/1", "My withdrawal never arrived, nobody answers", NOW), now=NOW)
        assert review.complaint.locale == "en"


def test_a_review_is_drafted_offered_answered_followed_up_and_nobody_is_written_to(database: Database):
    with database.transaction() as session:
        number = reviews.take_in(session, FOUND, now=NOW)[0].complaint.number
        reviews.draft_reply(session, number, "您好，我们很抱歉", actor=OPERATOR, now=NOW)
        reviews.draft_reply(session, number, "您好，我们马上查", actor=OPERATOR, now=NOW)
        reviews.offer_solution(session, number, "补 20 元", actor=OPERATOR, now=NOW)
        work.reply(session, number, "您好，我们马上查", actor=OPERATOR, now=NOW)
        decisions.decide(session, number, Outcome.UPHELD, "已到账", actor=OPERATOR, now=NOW)
        review = reviews.follow_up(session, number, "评价改成五星", actor=OPERATOR, now=NOW + 3 * DAY)
        assert (review.draft.text, review.solution.text, review.follow_up.text) == ("您好，我们马上查", "补 20 元", "评价改成五星")
        assert kinds(review.complaint)[2:] == ["review_reply_drafted", "review_reply_drafted", "review_solution_offered", "complaint_replied",
                                               "complaint_decided", "review_followed_up"]
        assert session.execute(select(func.count(Message.id))).scalar_one() == 0
        assert verification.problems(session, review.complaint) == []


def test_what_is_no_review_takes_no_draft(database: Database):
    with database.transaction() as session, pytest.raises(NotFound):
        reviews.draft_reply(session, file(session).number, "x", actor=OPERATOR, now=NOW)


@pytest.mark.parametrize("field, value", [
    ("source", ""), ("source", "x" * 33), ("source", "a\nb"), ("link", "javascript:alert(1)"), ("link", "https://a b"), ("link", "https://" + "x" * 500),
    ("link", "https://a\nb"), ("author", "x" * 101), ("stars", 0), ("stars", 6), ("text", "  "), ("text", "x" * 5001), ("posted_at", NOW + DAY),
    ("posted_at", datetime(2026, 1, 1))])
def test_an_odd_field_is_named_and_nothing_is_stored(database: Database, field: str, value: object):
    with database.transaction() as session:
        with pytest.raises(InvalidInput) as refused:
            reviews.take_in(session, Found(**{**FOUND.__dict__, field: value}), now=NOW)
        assert refused.value.values == {"field": field}
        assert session.execute(select(func.count(Complaint.id))).scalar_one() == 0


def test_the_same_review_from_two_imports_at_once_is_one(database: Database):
    take = lambda session: reviews.take_in(session, FOUND, now=NOW)  # noqa: E731
    while_another_writes(database, take, take)
    with database.reading() as session:
        assert session.execute(select(func.count(Review.id))).scalar_one() == session.execute(select(func.count(Complaint.id))).scalar_one() == 1


HEADER = "source,link,author,stars,text,posted_at\n"
one_engine = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def imported(path: Path, content: bytes) -> int:
    path.write_bytes(content)
    return main(["reviews", "import", str(path)])


@one_engine
def test_a_file_is_taken_in_row_by_row_and_again_without_harm(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture):
    rows = (HEADER + 'app_store,https://a.example/1,小明,1,"提现没到账，\n客服不理",2026-01-02\n'
            "weibo,https://w.example/2,,,一般般,2026-01-02T08:00:00Z\n"
            "weibo,ftp://w.example/3,,,一般般,2026-01-02\n"
            "weibo,https://w.example/4,,five,一般般,2026-01-02\n"
            "weibo,https://w.example/5,,5,一般般,yesterday\n"
            "weibo,https://w.example/6\n").encode("utf-8-sig")
    assert imported(tmp_path / "r.csv", rows) == 1
    told = capsys.readouterr()
    assert told.out == "2 new, 0 known already, 4 refused\n"
    assert told.err.splitlines() == ["line 5: link is missing or odd", "line 6: stars is missing or odd", "line 7: posted_at is missing or odd",
                                     "line 8: posted_at is missing or odd"]
    assert imported(tmp_path / "r.csv", rows) == 1 and capsys.readouterr().out == "0 new, 2 known already, 4 refused\n"
    with database.reading() as session:
        first, second = session.execute(select(Review).order_by(Review.id)).scalars()
        assert (first.author, first.stars, second.author, second.stars) == ("小明", 1, None, None)
        assert first.posted_at == datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=8)))
        assert first.complaint.description == "提现没到账，\n客服不理"


@one_engine
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "来源,链接\n".encode(), "来源".encode("gbk"), b"source,link,text\n"])
def test_what_is_no_such_file_is_one_clear_line(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture, content: bytes):
    assert imported(tmp_path / "r.csv", content) == 2
    assert capsys.readouterr().err.startswith("review_file: ")
    assert main(["reviews", "import", str(tmp_path / "none.csv")]) == 2


@one_engine
def test_a_review_is_shown_and_listed_like_any_complaint(database: Database, capsys: pytest.CaptureFixture):
    with database.transaction() as session:
        number = reviews.take_in(session, FOUND, now=NOW)[0].complaint.number
    filed(database)
    assert main(["complaints", "show", number]) == 0 and "review" in capsys.readouterr().out
    with database.reading() as session:
        assert queries.by_number(session, number).conversation_id is not None
