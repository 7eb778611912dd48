"""Signing in through the company's identity provider, and what attackers try on the way."""
import time
from typing import Any, Callable, Dict, Iterator

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select

from bot.agents import audit
from bot.agents.models import Agent
from bot.settings import settings
from tests.desk.oidc_provider import CLIENT, SECRET, Provider
from tests.desk.running import Desk


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that the desk (started after it) is configured for."""
    running = Provider()
    for name, value in {"ISSUER": running.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"OIDC_{name}", value)
    yield running
    running.stop()


@pytest.fixture
def company(provider: Provider, database: Any) -> Iterator[Desk]:
    """A desk of a company with a provider."""
    settings.cache_clear()
    desk = Desk(database)
    object.__setattr__(settings(), "desk_url", desk.url)
    running = desk.start()
    yield running
    running.stop()


def browser(desk: Desk) -> httpx.Client:
    return httpx.Client(base_url=desk.url, timeout=30)


def back(desk: Desk, provider: Provider, visitor: httpx.Client, start: str = "/oidc/start") -> httpx.Response:
    """To the provider and back."""
    sent = visitor.get(start)
    assert sent.status_code == 302, sent.text
    return visitor.get(provider.consent(sent.headers["location"]))


def problem(answer: httpx.Response) -> str:
    assert answer.status_code == 302 and "desk_session" not in answer.headers.get("set-cookie", "").replace("desk_oidc", "")
    return answer.headers["location"].removeprefix("/sign-in?problem=")


def test_a_known_person_comes_in_without_a_password(company: Desk, provider: Provider):
    known = company.hire("supervisor", email="amy@desk.example", totp_secret=None, totp_step=None, password_hash=None)
    with browser(company) as visitor:
        answer = back(company, provider, visitor, "/oidc/start?next=/complaints")
        assert answer.status_code == 200 and "url=/complaints" in answer.text
        assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=Strict" in answer.headers["set-cookie"]
        me = visitor.get("/api/v1/me").json()
        assert (me["agent"]["id"], me["agent"]["role"], me["enrol"]) == (known.actor.agent_id, "supervisor", False)
    with company.database.reading() as session:
        assert session.get(Agent, known.actor.agent_id).oidc_subject == "u-1"
        assert audit.listed(session)[0].details["by"] == "identity provider"


def test_she_is_known_by_her_subject_when_her_address_has_changed(company: Desk, provider: Provider):
    known = company.hire(email="amy@desk.example")
    with browser(company) as visitor:
        back(company, provider, visitor)
    provider.person.update(email="amy.wong@desk.example")
    with browser(company) as visitor:
        back(company, provider, visitor)
        assert visitor.get("/api/v1/me").json()["agent"]["id"] == known.actor.agent_id


def test_an_unknown_person_is_refused_and_told_so(company: Desk, provider: Provider):
    with browser(company) as visitor:
        answer = back(company, provider, visitor)
        assert problem(answer) == "oidc_unknown"
        page = visitor.get(answer.headers["location"], headers={"accept-language": "en"})
        assert "ask an administrator" in page.text and 'role="alert"' in page.text
        assert visitor.get("/api/v1/me").status_code == 401
    with company.database.reading() as session:
        assert session.execute(select(Agent)).first() is None
        assert [(event.kind, event.details) for event in audit.listed(session)] == [("sign_in_failed", {"why": "oidc_unknown"})]


def test_an_inactive_person_and_a_demo_agent_out_of_demo_mode_are_refused(company: Desk, provider: Provider):
    company.hire(email="amy@desk.example", active=False)
    with browser(company) as visitor:
        assert problem(back(company, provider, visitor)) == "oidc_inactive"
    company.hire(email="kate@demo.example", demo=True)
    provider.person.update(sub="u-2", email="kate@demo.example")
    object.__setattr__(settings(), "demo_mode", False)
    with browser(company) as visitor:
        assert problem(back(company, provider, visitor)) == "oidc_inactive"


def test_an_address_that_the_provider_does_not_vouch_for_opens_nobodys_account(company: Desk, provider: Provider):
    company.hire("administrator", email="amy@desk.example")
    for verified in (False, None, "true", 1):
        provider.person.update(email_verified=verified)
        with browser(company) as visitor:
            assert problem(back(company, provider, visitor)) == "oidc_unknown"


def test_another_person_with_the_same_address_does_not_get_the_account(company: Desk, provider: Provider):
    company.hire("administrator", email="amy@desk.example", oidc_subject="u-0")
    with browser(company) as visitor:
        assert problem(back(company, provider, visitor)) == "oidc_other_person"


def test_with_a_default_role_a_newcomer_gets_an_account(company: Desk, provider: Provider):
    object.__setattr__(settings(), "oidc_default_role", "agent")
    with browser(company) as visitor:
        back(company, provider, visitor)
        me = visitor.get("/api/v1/me").json()["agent"]
        assert (me["name"], me["email"], me["role"]) == ("Amy Wong", "amy@desk.example", "agent")
    provider.person.update(sub="u-3", email="no address")
    with browser(company) as visitor:
        assert problem(back(company, provider, visitor)) == "oidc_no_email"


def test_groups_decide_the_role_at_each_sign_in(company: Desk, provider: Provider):
    object.__setattr__(settings(), "oidc_role_claim", "groups")
    object.__setattr__(settings(), "oidc_roles", "leads=supervisor,support=agent")
    known = company.hire("administrator", email="boss@desk.example")
    for groups, role in ((["staff", "support"], "agent"), (["support", "leads"], "supervisor"), ("support", "agent")):
        provider.person.update(groups=groups)
        with browser(company) as visitor:
            back(company, provider, visitor)
            assert visitor.get("/api/v1/me").json()["agent"]["role"] == role
    for nothing in ([], ["administrator"], None, {"leads": 1}, [["leads"]]):
        provider.person.update(groups=nothing)
        with browser(company) as visitor:
            assert problem(back(company, provider, visitor)) == "oidc_unknown"
    assert known.try_to_sign_in(code=None).status_code == 401  # passwords go on working beside it: she has one


def test_a_lost_role_ends_the_sign_ins_that_had_it(company: Desk, provider: Provider):
    object.__setattr__(settings(), "oidc_role_claim", "roles")
    provider.person.update(roles=["supervisor"])
    with browser(company) as first, browser(company) as second:
        back(company, provider, first)
        provider.person.update(roles=["agent"])
        back(company, provider, second)
        assert (first.get("/api/v1/me").status_code, second.get("/api/v1/me").json()["agent"]["role"]) == (401, "agent")


def stranger_key(claims: Dict[str, Any], provider: Provider) -> str:
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": provider.kid})


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [
    lambda claims, provider: jwt.encode({**claims, "iss": "https://evil.example"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "aud": "another client"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "aud": [CLIENT, "another"], "azp": "another"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "nonce": "of another flow"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({key: value for key, value in claims.items() if key != "nonce"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "exp": int(time.time()) - 120}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "iat": int(time.time()) + 600}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({key: value for key, value in claims.items() if key != "sub"}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "sub": ""}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode({**claims, "sub": "x" * 256}, provider.key, "RS256", headers={"kid": "one"}),
    lambda claims, provider: jwt.encode(claims, None, "none"),
    lambda claims, provider: jwt.encode(claims, SECRET, "HS256"),
    lambda claims, provider: stranger_key(claims, provider),
    lambda claims, provider: "not.a.token",
    lambda claims, provider: "{}",
], ids=["issuer", "audience", "azp", "nonce", "no nonce", "old", "future", "no sub", "empty sub", "long sub", "unsigned", "secret", "another key", "garbage", "json"])
def test_a_token_that_is_not_the_providers_word_to_us_now_is_refused(company: Desk, provider: Provider, spoil: Callable[[Dict[str, Any], Provider], str]):
    company.hire("administrator", email="amy@desk.example")
    provider.forge = lambda claims: spoil(claims, provider)
    with browser(company) as visitor:
        assert problem(back(company, provider, visitor)) == "oidc_failed"
        assert visitor.get("/api/v1/me").status_code == 401


def test_an_answer_that_belongs_to_another_browser_is_refused(company: Desk, provider: Provider):
    company.hire(email="amy@desk.example")
    with browser(company) as attacker, browser(company) as victim:
        his = provider.consent(attacker.get("/oidc/start").headers["location"])
        assert problem(victim.get(his)) == "oidc_failed"  # she never set out
        victim.get("/oidc/start")
        assert problem(victim.get(his)) == "oidc_failed"  # she set out with another state
        assert victim.get("/api/v1/me").status_code == 401


def test_an_answer_works_once(company: Desk, provider: Provider):
    company.hire(email="amy@desk.example")
    with browser(company) as visitor:
        sent = visitor.get("/oidc/start")
        kept = visitor.cookies["desk_oidc"]
        address = provider.consent(sent.headers["location"])
        assert visitor.get(address).status_code == 200
        assert problem(visitor.get(address)) == "oidc_failed"
        visitor.cookies.set("desk_oidc", kept)
        assert problem(visitor.get(address)) == "oidc_failed"  # the provider knows its codes


def test_the_code_is_worthless_without_the_verifier_that_never_left_the_desk(company: Desk, provider: Provider):
    company.hire(email="amy@desk.example")
    with browser(company) as visitor:
        back(company, provider, visitor)
    assert len(provider.asked[0]["code_verifier"]) >= 43


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=%ED%A0%80", "?error=access_denied&state=x", "?code=&state="])
def test_an_odd_answer_is_refused(company: Desk, provider: Provider, query: str):
    with browser(company) as visitor:
        visitor.get("/oidc/start")
        assert problem(visitor.get(f"/oidc/callback{query}")) == "oidc_failed"


def test_she_may_change_her_mind(company: Desk, provider: Provider):
    with browser(company) as visitor:
        state = httpx.URL(visitor.get("/oidc/start").headers["location"]).params["state"]
        assert problem(visitor.get("/oidc/callback", params={"error": "access_denied", "state": state})) == "oidc_cancelled"


@pytest.mark.slow
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example", '/"><script>alert(1)</script>'])
def test_the_way_back_never_leads_elsewhere(company: Desk, provider: Provider, wanted: str):
    company.hire(email="amy@desk.example")
    with browser(company) as visitor:
        answer = back(company, provider, visitor, str(httpx.URL("/oidc/start", params={"next": wanted})))
        assert answer.status_code == 200 and "evil" not in answer.text and "<script" not in answer.text and "javascript" not in answer.text


def test_new_keys_of_the_provider_are_read_when_they_are_needed(company: Desk, provider: Provider):
    company.hire(email="amy@desk.example")
    with browser(company) as visitor:
        back(company, provider, visitor)
    provider.new_key()
    with browser(company) as visitor:
        assert back(company, provider, visitor).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("overrides", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": None}, {"authorization_endpoint": 7}])
def test_a_provider_that_is_not_the_configured_one_is_not_used(company: Desk, provider: Provider, overrides: Dict[str, Any]):
    provider.overrides = overrides
    with browser(company) as visitor:
        assert problem(visitor.get("/oidc/start")) == "oidc_unavailable"


def test_a_provider_that_is_away_is_said_clearly(company: Desk, provider: Provider):
    provider.stop()
    with browser(company) as visitor:
        answer = visitor.get("/oidc/start")
        assert problem(answer) == "oidc_unavailable"
        assert "cannot be reached" in visitor.get(answer.headers["location"], headers={"accept-language": "en"}).text


def test_without_a_provider_there_is_no_such_way(desk: Desk):
    with browser(desk) as visitor:
        assert visitor.get("/oidc/start").status_code == 404
        assert "/oidc/start" not in visitor.get("/sign-in").text
