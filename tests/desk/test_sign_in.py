"""Coming in: password, code, lock-out, and what attackers try."""
import threading
from datetime import timedelta
from typing import Iterator, List

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from bot.agents import audit, passwords
from bot.agents.models import Agent, DeskSignIn, SignInTries
from bot.agents.seeds import DEMO_AGENTS, seed
from bot.agents.seeds import PASSWORD as DEMO_PASSWORD
from bot.db import utc_now
from bot.settings import settings
from tests.desk.running import PASSWORD, Desk, Person


def code_of(answer: httpx.Response) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]


def kinds(desk: Desk, person: Person) -> List[str]:
    with desk.database.reading() as session:
        return [event.kind for event in audit.listed(session, subject=f"agent:{person.actor.agent_id}")]


def test_the_right_password_and_code_open_the_desk_and_are_written_down(desk: Desk):
    agent = desk()
    assert agent.get("/me").status_code == 200
    assert kinds(desk, agent) == ["signed_in"]


def test_the_password_alone_opens_nothing(desk: Desk):
    person = desk.hire()
    answer = person.try_to_sign_in(code=None)
    assert code_of(answer) == (401, "code_required") and "set-cookie" not in answer.headers
    assert person.get("/me").status_code == 401


@pytest.mark.parametrize("code", ["000000", "", "12345", "1234567", " 123456", "一二三四五六", "\ud800", "null"])
def test_a_wrong_code_opens_nothing(desk: Desk, code: str):
    person = desk.hire()
    answer = person.post("/sign-in", content=f'{{"email": "{person.email}", "password": "{PASSWORD}", "code": "{code}"}}'.encode("utf-8", "surrogatepass")
                         if code != "\ud800" else b'{"email": "%s", "password": "%s", "code": "\\ud800"}' % (person.email.encode(), PASSWORD.encode()))
    assert code_of(answer) == (401, "wrong_code")
    assert kinds(desk, person) == ["sign_in_failed"]


def test_a_code_works_once(desk: Desk):
    person = desk.hire()
    code = person.code()
    person.sign_in(code=code)
    assert code_of(person.try_to_sign_in(code=code)) == (401, "wrong_code")
    person.sign_in()


def test_a_code_older_than_the_last_one_used_works_no_more(desk: Desk):
    person = desk.hire()
    earlier, later = person.code(), person.code()
    person.sign_in(code=later)
    assert code_of(person.try_to_sign_in(code=earlier)) == (401, "wrong_code")


def test_of_two_sign_ins_at_once_with_the_same_code_one_succeeds(desk: Desk):
    person = desk.hire()
    code, answers = person.code(), []
    threads = [threading.Thread(target=lambda: answers.append(
        desk.stranger().post("/sign-in", json={"email": person.email, "password": PASSWORD, "code": code}).status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200, 401, 401, 401]


def test_wrong_password_and_unknown_account_are_answered_alike(desk: Desk):
    person = desk.hire()
    wrong = person.try_to_sign_in(password="not her password", code=None)
    unknown = person.try_to_sign_in(email="nobody@desk.example", code=None)
    assert code_of(wrong) == code_of(unknown) == (401, "wrong_sign_in")
    assert wrong.content == unknown.content and set(wrong.headers) == set(unknown.headers)


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes as they are made for real."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


def test_an_unknown_account_costs_a_check_of_a_hash_like_a_known_one(real_hashes: None, monkeypatch: pytest.MonkeyPatch):
    checked = []
    real = passwords._hasher().verify
    monkeypatch.setattr("argon2.PasswordHasher.verify", lambda self, hash, password: checked.append(hash[:len("$argon2id$v=19$m=65536")]) or real(hash, password))
    assert not passwords.matches(None, "x") and not passwords.matches(None, "of an account that does not exist")
    assert not passwords.matches(passwords.hashed("y"), "x") and passwords.matches(passwords.hashed("x"), "x")
    assert checked == ["$argon2id$v=19$m=65536"] * 4


def test_after_five_wrong_tries_even_the_right_password_must_wait(desk: Desk):
    person = desk.hire()
    for _ in range(5):
        assert code_of(person.try_to_sign_in(password="wrong", code=None)) == (401, "wrong_sign_in")
    answer = person.try_to_sign_in()
    assert code_of(answer) == (429, "locked_out")
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60 and answer.headers["retry-after"] in answer.json()["error"]["message"]


@pytest.fixture
def two_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer than usual: each costs a hash."""
    monkeypatch.setenv("DESK_SIGN_IN_TRIES", "2")


def test_the_lock_says_nothing_about_whether_the_account_exists(two_tries: None, desk: Desk):
    person = desk.hire()
    for _ in range(2):
        for email in (person.email, "nobody@desk.example"):
            person.try_to_sign_in(email=email, password="wrong", code=None)
    known, unknown = person.try_to_sign_in(password="wrong", code=None), person.try_to_sign_in(email="nobody@desk.example", password="wrong", code=None)
    assert code_of(known) == code_of(unknown) == (429, "locked_out")


def test_an_address_that_tries_many_accounts_is_locked_out_and_a_colleague_elsewhere_is_not(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DESK_SIGN_IN_TRIES_PER_ADDRESS", "3")
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    settings.cache_clear()
    person = desk.hire()
    bad, good = {"x-forwarded-for": "198.51.100.7"}, {"x-forwarded-for": "203.0.113.9"}
    for number in range(3):
        assert person.post("/sign-in", json={"email": f"{number}@desk.example", "password": "x"}, headers=bad).status_code == 401
    assert code_of(person.post("/sign-in", json={"email": person.email, "password": PASSWORD}, headers=bad)) == (429, "locked_out")
    assert code_of(person.post("/sign-in", json={"email": person.email, "password": PASSWORD}, headers=good)) == (401, "code_required")


def test_the_lock_opens_when_its_minutes_are_over(two_tries: None, desk: Desk):
    person = desk.hire()
    for _ in range(3):
        person.try_to_sign_in(password="wrong", code=None)
    with desk.database.transaction() as session:
        session.execute(update(SignInTries).values(since=utc_now() - timedelta(minutes=15, seconds=1)))
    person.sign_in()


def test_asking_for_the_code_first_costs_no_tries_and_gives_none_back(two_tries: None, desk: Desk):
    person = desk.hire()
    person.try_to_sign_in(code="000000")
    for _ in range(3):
        assert code_of(person.try_to_sign_in(code=None)) == (401, "code_required")
    assert code_of(person.try_to_sign_in(code="000000")) == (401, "wrong_code")
    assert code_of(person.try_to_sign_in(code="000000")) == (429, "locked_out")


def test_coming_in_forgets_her_own_wrong_tries_and_not_those_of_her_address(desk: Desk):
    person = desk.hire()
    for _ in range(2):
        person.try_to_sign_in(password="wrong", code=None)
    person.sign_in()
    with desk.database.reading() as session:
        left = {row.key.partition(":")[0]: row.tries for row in session.execute(select(SignInTries)).scalars()}
    assert left == {"address": 2}


def test_many_wrong_tries_at_once_are_all_counted(two_tries: None, desk: Desk):
    person, answers = desk.hire(), []
    threads = [threading.Thread(target=lambda: answers.append(
        desk.stranger().post("/sign-in", json={"email": person.email, "password": "wrong"}).status_code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [401] * 2 + [429] * 4


def test_a_deactivated_person_is_refused_like_a_stranger(desk: Desk):
    person = desk.hire(active=False)
    assert code_of(person.try_to_sign_in()) == (401, "wrong_sign_in")


def test_a_person_without_a_password_cannot_guess_one(desk: Desk):
    person = desk.hire(password_hash=None)
    for password in ("", "None", "of an account that does not exist"):
        assert code_of(person.try_to_sign_in(password=password, code=None)) == (401, "wrong_sign_in")


def test_a_cookie_that_an_attacker_planted_is_not_the_one_she_is_signed_in_with(desk: Desk):
    person = desk.hire()
    person.cookies.set("desk_session", "planted")
    person.sign_in()
    assert desk.stranger(cookie="desk_session=planted").get("/me").status_code == 401


def test_each_sign_in_has_a_cookie_of_its_own_and_ends_alone(desk: Desk):
    one = desk()
    two = Person(desk.url, one.actor, one.email)
    two._step = one._step
    two.sign_in()
    one.post("/sign-out")
    assert (one.get("/me").status_code, two.get("/me").status_code) == (401, 200)
    two.close()


def test_who_signs_in_on_a_browser_ends_the_sign_in_that_was_there(desk: Desk):
    first, next_person = desk(), desk.hire()
    before = first.cookies["desk_session"]
    next_person.cookies.set("desk_session", before, domain="127.0.0.1", path="/")
    next_person.sign_in()
    assert next_person.get("/me").json()["agent"]["id"] == next_person.actor.agent_id
    assert desk.stranger(cookie=f"desk_session={before}").get("/me").status_code == 401


def test_a_sign_in_ends_when_she_has_been_away(desk: Desk):
    agent = desk()
    with desk.database.transaction() as session:
        session.execute(update(DeskSignIn).values(seen_at=utc_now() - timedelta(minutes=59)))
    assert agent.get("/me").status_code == 200  # and this was a sign of her
    with desk.database.transaction() as session:
        assert session.execute(select(DeskSignIn.seen_at)).scalar_one() > utc_now() - timedelta(minutes=1)
        session.execute(update(DeskSignIn).values(seen_at=utc_now() - timedelta(minutes=61)))
    assert agent.get("/me").status_code == 401


def test_a_sign_in_ends_after_its_hours_however_busy_she_is(desk: Desk):
    agent = desk()
    with desk.database.transaction() as session:
        lasting = session.execute(select(DeskSignIn)).scalar_one()
        assert lasting.expires_at - lasting.created_at == timedelta(hours=12)
        lasting.expires_at = utc_now() - timedelta(seconds=1)
    assert agent.get("/me").status_code == 401


def test_behind_https_the_cookie_is_for_https_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DESK_URL", "https://desk.example")
    settings.cache_clear()
    person = desk.hire()
    cookie = person.try_to_sign_in().headers["set-cookie"]
    assert cookie.startswith("__Host-desk_session=") and "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    refused = desk.stranger(origin=desk.url).post("/sign-in", json={"email": person.email, "password": PASSWORD})
    assert code_of(refused) == (403, "foreign_site")
    assert code_of(desk.stranger(origin="https://desk.example").post("/sign-in", json={"email": person.email, "password": PASSWORD})) == (401, "code_required")


def test_a_foreign_page_cannot_sign_anybody_in(desk: Desk):
    person = desk.hire()
    answer = person.post("/sign-in", json={"email": person.email, "password": PASSWORD}, headers={"origin": "https://evil.example"})
    assert code_of(answer) == (403, "foreign_site")


def test_an_outdated_hash_is_brought_up_to_date_when_she_comes_in(real_hashes: None, desk: Desk):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    person = desk.hire(password_hash=weak)
    person.sign_in()
    with desk.database.reading() as session:
        stored = session.get(Agent, person.actor.agent_id).password_hash
    assert stored != weak and not passwords.is_outdated(stored) and passwords.matches(stored, PASSWORD)


def test_a_demo_agent_needs_no_code_in_demo_mode_and_is_nobody_out_of_it(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    seed(desk.database)
    body = {"email": DEMO_AGENTS[0].email, "password": DEMO_PASSWORD}
    with desk.stranger() as visitor:
        answer = visitor.post("/sign-in", json=body)
        assert answer.status_code == 200 and answer.json()["enrol"] is False
        monkeypatch.setenv("DEMO_MODE", "false")
        settings.cache_clear()
        assert visitor.get("/me").status_code == 401
        assert code_of(visitor.post("/sign-in", json=body)) == (401, "wrong_sign_in")


@pytest.mark.parametrize("body", [
    b"", b"[]", b"null", b"{", b'"x"', b"\xff", b'{"email": 1, "password": "x"}', b'{"email": "a@b.example"}', b'{"email": null, "password": null}',
    b'{"email": ["a@b.example"], "password": {"$ne": ""}}', b'{"email": "a@b.example", "password": true}', b'{"email": "a", "password": "x", "role": "administrator"}',
    b'{"email": "a@b.example", "password": "x", "code": 123456}', b'{"email":' + b"[" * 30_000, b'{"email": "%s", "password": "x"}' % (b"a" * 2000),
])
def test_an_odd_body_is_refused_clearly(desk: Desk, body: bytes):
    answer = desk.stranger().post("/sign-in", content=body)
    assert answer.status_code in (400, 422) and answer.json()["error"]["code"] in ("invalid_json", "invalid_field") and answer.json()["error"]["message"]


@pytest.mark.parametrize("email", ["\\u0000", "\\ud800", "' OR 1=1 --", "%", "", "a\\nb@desk.example", "😀" * 200])
def test_odd_words_for_an_address_are_just_wrong(desk: Desk, email: str):
    answer = desk.stranger().post("/sign-in", content=f'{{"email": "{email}", "password": "\\ud800x"}}'.encode())
    assert code_of(answer) == (401, "wrong_sign_in")


def test_no_password_and_no_code_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture):
    person = desk.hire()
    person.try_to_sign_in(password="a secret of hers")
    code = person.code()
    person.sign_in(code=code)
    assert "a secret of hers" not in caplog.text and PASSWORD not in caplog.text and code not in caplog.text
