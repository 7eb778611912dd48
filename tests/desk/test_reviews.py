"""Reviews from elsewhere over the desk's API: taken in, drafted, followed up, as complaints of their own kind."""
from typing import Any, Dict

import pytest

from bot.db import Database
from tests.desk.complaints import events, sound
from tests.desk.running import Desk
from tests.desk.test_complaints import act, code

REVIEW = {"source": "app_store", "link": "https://apps.example/1", "text": "提现三天没到账，差评", "posted_at": "2026-11-03T08:00:00Z", "author": "momo", "stars": 1}
HEAD = "source,link,author,stars,text,posted_at\n"


def imported(person: Any, content: Any, name: str = "reviews.csv") -> Any:
    return person.post("/reviews/import", files={"file": (name, content if isinstance(content, bytes) else content.encode(), "text/csv")})


def test_a_review_is_taken_in_once_and_worked_to_the_end(desk: Desk, database: Database):
    amy = desk(name="小周")
    made = amy.post("/reviews", json=REVIEW)
    assert made.status_code == 201 and (again := amy.post("/reviews", json=REVIEW)).status_code == 200 and again.json()["number"] == made.json()["number"]
    number = made.json()["number"]
    [row] = amy.get("/reviews").json()["reviews"]
    assert {name: row[name] for name in ("number", "source", "link", "author", "stars", "text", "status")} == {
        "number": number, "source": "app_store", "link": "https://apps.example/1", "author": "momo", "stars": 1, "text": "提现三天没到账，差评", "status": "acknowledged"}
    for path, words in (("draft", "您好，请把单号发给我们"), ("solution", "补手续费"), ("follow-up", "已改五星")):
        version = amy.get(f"/complaints/{number}").json()["version"]
        answer = amy.post(f"/reviews/{number}/{path}", json={"words": words, "version": version})
        assert answer.status_code == 200 and answer.json()["review"][path.replace("-", "_")] == words
    assert act(amy, number, "decision", outcome="upheld", words="已在原处答复").status_code == 200
    assert amy.get("/reviews", params={"open": "true"}).json()["reviews"] == []
    whole = amy.get(f"/complaints/{number}").json()
    assert whole["review"]["follow_up"] == "已改五星" and whole["moves"] == ["evidence_added", "note_added", "review_followed_up"]
    assert [kind for kind in events(database, number) if kind.startswith("review")] == ["review_reply_drafted", "review_solution_offered", "review_followed_up"] and sound(database)


def test_a_complaint_that_is_no_review_has_no_draft(desk: Desk, database: Database):
    from tests.desk.complaints import filed
    number = filed(database)
    assert code(desk().post(f"/reviews/{number}/draft", json={"words": "x", "version": 0}))[0] in {404, 409}


@pytest.mark.slow
@pytest.mark.parametrize("field, value", [
    ("source", ""), ("source", "x" * 33), ("link", "javascript:alert(1)"), ("link", "https://a b"), ("text", ""), ("text", "\u200b"), ("text", "x" * 5001), ("posted_at", "2999-01-01T00:00:00Z"),
    ("posted_at", "yesterday"), ("stars", 0), ("stars", 6), ("stars", "5"), ("author", "x" * 101), ("extra", 1), ("source", "a\x00b"), ("link", "https://a/\ud800")])
def test_an_odd_review_is_refused_by_its_field(desk: Desk, field: str, value: Any):
    amy = desk()
    import json
    answer = amy.post("/reviews", content=json.dumps({**REVIEW, field: value}))
    assert code(answer) == (422, "invalid_field"), answer.text
    assert amy.get("/reviews").json()["reviews"] == []


def test_a_file_is_taken_in_row_by_row_and_what_is_wrong_is_told_by_its_line(desk: Desk):
    amy = desk()
    rows = HEAD + "weibo,https://w.example/1,a,2,太慢,2026-11-03\nweibo,nonsense,a,2,太慢,2026-11-03\nweibo,https://w.example/2,,,差,2026-11-03T08:00:00Z\n"
    answer = imported(amy, "\ufeff" + rows)
    assert answer.status_code == 200, answer.text
    assert answer.json()["added"] == 2 and [(one["line"], one["field"]) for one in answer.json()["problems"]] == [(3, "link")] and answer.json()["problems"][0]["message"]
    assert imported(amy, rows).json() | {"problems": []} == {"added": 0, "known": 2, "problems": []}


@pytest.mark.parametrize("content, expected", [
    (b"", "review_file"), (b"a,b\n1,2\n", "review_file"), (b"\xff\xfe", "review_file"), ((HEAD + "\x00").encode(), "review_file"),
    ((HEAD + "x\n" * 2001).encode(), "review_file"), (b"x" * (1024 * 1024 + 5000), "attachment_too_large")])
def test_what_is_no_such_file_is_refused(desk: Desk, content: bytes, expected: str):
    assert imported(desk(), content).json()["error"]["code"] == expected


def test_pages_of_reviews_and_odd_questions(desk: Desk):
    amy = desk()
    for n in range(3):
        amy.post("/reviews", json={**REVIEW, "link": f"https://apps.example/{n}"})
    first = amy.get("/reviews", params={"limit": 2}).json()
    rest = amy.get("/reviews", params={"limit": 2, "after": first["following"]}).json()
    assert len(first["reviews"]) == 2 and len(rest["reviews"]) == 1 and rest["following"] is None
    for query in ({"limit": 0}, {"open": "yes"}, {"after": "x"}):
        assert code(amy.get("/reviews", params=query)) == (422, "invalid_field")


def test_an_auditor_takes_nothing_in(desk: Desk):
    auditor = desk("auditor")
    answers: Dict[str, Any] = {"one": auditor.post("/reviews", json=REVIEW), "file": imported(auditor, HEAD)}
    assert {code(answer) for answer in answers.values()} == {(403, "not_your_role")}
