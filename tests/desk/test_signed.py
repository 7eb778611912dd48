"""Who may ask what: signed in, from our own pages, in her role."""
from tests.desk.running import Desk


def test_a_person_is_told_who_she_is(desk: Desk):
    supervisor = desk("supervisor", name="唐主管", team="payments", locale="en")
    answer = supervisor.get("/me")
    assert answer.status_code == 200
    assert answer.json()["agent"] == {"id": supervisor.actor.agent_id, "name": "唐主管", "email": supervisor.email, "role": "supervisor",
                                      "team": "payments", "languages": ["zh", "en"], "locale": "en", "compensation_limit": 0}
    assert answer.json()["csrf"] == supervisor.headers["x-csrf-token"]


def test_a_stranger_is_refused_in_her_language(desk: Desk):
    answer = desk.stranger(**{"accept-language": "en"}).get("/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorised")
    assert "sign in" in answer.json()["error"]["message"]
    assert "登录" in desk.stranger().get("/me").json()["error"]["message"]


def test_a_signed_out_cookie_opens_nothing_any_more(desk: Desk):
    agent = desk()
    cookie = agent.cookies["desk_session"]
    assert agent.post("/sign-out").status_code == 204
    assert agent.cookies.get("desk_session") is None
    assert desk.stranger(cookie=f"desk_session={cookie}").get("/me").status_code == 401


def test_the_cookie_is_for_this_site_and_no_script(desk: Desk):
    person = desk.hire()
    assert person.try_to_sign_in().headers["set-cookie"].partition("; ")[2] == "Path=/; HttpOnly; SameSite=Strict"


def test_a_change_needs_the_token_that_only_our_pages_can_read(desk: Desk):
    agent, other = desk(), desk()
    for wrong in ("", "x", other.headers["x-csrf-token"]):
        refused = agent.post("/sign-out", headers={"x-csrf-token": wrong})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "csrf")
    assert agent.get("/me").status_code == 200


def test_a_page_of_another_site_changes_nothing(desk: Desk):
    agent = desk()
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        refused = agent.post("/sign-out", headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "foreign_site")
    assert agent.post("/sign-out", headers={"origin": desk.url, "sec-fetch-site": "same-origin"}).status_code == 204
