"""Who works on what."""
import pytest

from bot.agents.roles import Actor, Role
from bot.complaints import assignment, lists, queries, service
from bot.complaints.assignment import Refused, choose
from bot.db import Database
from bot.errors import NotAllowed, NotFound
from bot.language import Language
from tests.complaints.people import HOUR, NOW, OPERATOR, conversation, file, filed, hire, kinds, said
from tests.complaints.test_service import _while_another_writes as while_another_writes


def person(number: int, *languages: str, team: str = None, role: Role = Role.AGENT) -> Actor:
    return Actor(number, f"p{number}", role, team, languages or ("zh", "en"))


@pytest.mark.parametrize("people, loads, language, team, chosen", [
    ([], {}, "zh", None, None),
    ([person(1), person(2)], {1: 3, 2: 2}, "zh", None, 2),
    ([person(1), person(2)], {1: 1}, "zh", None, 2),
    ([person(2), person(1)], {}, "zh", None, 1),
    ([person(1, "zh"), person(2, "en")], {2: 9}, "en", None, 2),
    ([person(1, "zh")], {}, "en", None, None),
    ([person(1, team="pay"), person(2, team="risk")], {2: 9}, "zh", "risk", 2),
    ([person(1, team="pay")], {}, "zh", "risk", None),
    ([person(1, role=Role.AUDITOR), person(2)], {2: 9}, "zh", None, 2),
    ([Actor(None, "amy", Role.AGENT)], {}, "zh", None, None),
])
def test_the_least_loaded_who_speaks_the_language_and_is_of_the_team_is_chosen(people: list, loads: dict, language: str, team: str, chosen: int):
    found = choose(people, loads, language=language, team=team)
    assert (found.agent_id if found else None) == chosen


def test_the_customer_hears_who_works_on_it_and_the_record_shows_who_gave_it(database: Database):
    with database.transaction() as session:
        complaint, amy = file(session), hire(session, "小周", team="pay")
        assignment.assign(session, complaint.number, amy, actor=OPERATOR, now=NOW)
        assert (complaint.assignee.name, complaint.team, complaint.status) == ("小周", "pay", "acknowledged")
        assert said(session, complaint) == [f"您的投诉 {complaint.number} 由同事小周负责，有进展就在这里告诉您。"]
        event = complaint.events[-1]
        assert (event.kind, event.actor_name, event.details) == ("complaint_assigned", "amy", {"agent": amy.agent_id, "before": None})


def test_given_again_to_the_same_agent_nothing_happens(database: Database):
    with database.transaction() as session:
        complaint, amy = file(session), hire(session)
        for _ in range(2):
            assignment.assign(session, complaint.number, amy, actor=OPERATOR, now=NOW)
        assert kinds(complaint).count("complaint_assigned") == len(said(session, complaint)) == 1


def test_load_counts_what_is_open_and_nothing_else(database: Database):
    with database.transaction() as session:
        amy, bob = hire(session), hire(session, "小李")
        for n in range(3):
            complaint = file(session, key=f"message:{n}")
            assignment.assign(session, complaint.number, amy, actor=OPERATOR, now=NOW)
        service.withdraw(session, conversation(session), complaint.number, now=NOW)
        assert assignment.loads(session) == {amy.agent_id: 2}
        fresh = file(session, key="message:9")
        assert assignment.assign_by_load(session, fresh.id, [amy, bob], now=NOW) == bob
        assert fresh.events[-1].actor == "system"


def test_what_is_somebodys_or_has_ended_is_not_given_by_load(database: Database):
    with database.transaction() as session:
        amy, bob = hire(session), hire(session, "小李")
        taken, ended = file(session), file(session, key="message:2")
        assignment.assign(session, taken.number, amy, actor=OPERATOR, now=NOW)
        service.withdraw(session, conversation(session), ended.number, now=NOW)
        assert [assignment.assign_by_load(session, one.id, [bob], now=NOW) for one in (taken, ended)] == [None, None]
        english = file(session, key="message:3", customer=None, language=Language.EN)
        assert assignment.assign_by_load(session, english.id, [Actor(bob.agent_id, "x", Role.AGENT, None, ("zh",))], now=NOW) is None


def test_an_agent_takes_what_is_nobodys_and_passes_on_her_own(database: Database):
    with database.transaction() as session:
        amy, bob = hire(session, team="pay"), hire(session, "小李", team="pay")
        number = file(session).number
        assignment.assign(session, number, amy, actor=amy, now=NOW)
        with pytest.raises(NotAllowed, match="taken") as refused:
            assignment.assign(session, number, bob, actor=bob, now=NOW)
        assert refused.value.values["by"] == "小周"
        assert assignment.assign(session, number, bob, actor=amy, now=NOW).assignee_id == bob.agent_id


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_who_only_reads_neither_gives_nor_gets(database: Database, role: Role):
    with database.transaction() as session:
        amy, reader = hire(session), hire(session, "审计", role)
        number = file(session).number
        for agent, actor in ((amy, reader), (reader, OPERATOR)):
            with pytest.raises(NotAllowed, match="not_your_role"):
                assignment.assign(session, number, agent, actor=actor, now=NOW)


def test_an_ended_complaint_is_given_to_nobody(database: Database):
    with database.transaction() as session:
        complaint, amy = file(session), hire(session)
        service.withdraw(session, conversation(session), complaint.number, now=NOW)
        with pytest.raises(NotAllowed, match="not_now"):
            assignment.assign(session, complaint.number, amy, actor=OPERATOR, now=NOW)


def test_of_many_those_that_cannot_be_given_are_named_and_the_others_given(database: Database):
    with database.transaction() as session:
        amy, bob = hire(session), hire(session, "小李")
        free, taken, ended = (file(session, key=f"message:{n}") for n in range(3))
        assignment.assign(session, taken.number, bob, actor=OPERATOR, now=NOW)
        taken.team = amy.team
        service.withdraw(session, conversation(session), ended.number, now=NOW)
        refused = assignment.assign_many(session, [free.number, ended.number, "C1", free.number], amy, actor=amy, now=NOW)
        assert sorted(refused, key=str) == sorted([Refused(ended.number, "not_now"), Refused("C1", "unknown_complaint")], key=str)
        assert free.assignee_id == amy.agent_id
        assert assignment.assign_many(session, [taken.number], amy, actor=OPERATOR, now=NOW) == []


def test_of_two_agents_who_take_at_once_one_gets_it_and_the_other_is_told_who(database: Database):
    number = filed(database)
    with database.transaction() as session:
        amy, bob = hire(session, team="pay"), hire(session, "小李", team="pay")
    failed = while_another_writes(database, lambda session: assignment.assign(session, number, amy, actor=amy, now=NOW),
                                  lambda session: assignment.assign(session, number, bob, actor=bob, now=NOW + HOUR))
    assert [(error.code, error.values.get("by")) for error in failed] == [("taken", "小周")]
    with database.reading() as session:
        assert queries.by_number(session, number).assignee_id == amy.agent_id


def test_an_agent_reads_hers_her_teams_and_nobodys_the_others_read_all(database: Database):
    with database.transaction() as session:
        amy, bob, eve = hire(session, team="pay"), hire(session, "小李", team="pay"), hire(session, "小伊", team="risk")
        lead, auditor = hire(session, "主管", Role.SUPERVISOR), hire(session, "审计", Role.AUDITOR)
        hers, free, foreign = (file(session, key=f"message:{n}").number for n in range(3))
        assignment.assign(session, hers, amy, actor=OPERATOR, now=NOW)
        assignment.assign(session, foreign, eve, actor=OPERATOR, now=NOW)
        seen = {actor.name: {c.number for c in lists.page(session, actor, lists.Filter(), now=NOW).complaints} for actor in (amy, bob, eve, lead, auditor)}
        assert seen == {"小周": {hers, free}, "小李": {hers, free}, "小伊": {foreign, free}, "主管": {hers, free, foreign}, "审计": {hers, free, foreign}}
        with pytest.raises(NotFound):
            queries.readable(session, foreign, amy)
        with pytest.raises(NotFound):
            assignment.assign(session, foreign, amy, actor=amy, now=NOW)
        assert queries.readable(session, hers, bob).number == hers
        teamless = hire(session, "新人")
        assert {c.number for c in lists.page(session, teamless, lists.Filter(), now=NOW).complaints} == {free}


def test_many_given_at_once_in_opposite_orders_lock_nobody_out(database: Database):
    import threading
    numbers = [filed(database, key=f"message:{n}") for n in range(4)]
    with database.transaction() as session:
        amy, bob = hire(session), hire(session, "小李")
    failed = []

    def give(agent, order):
        try:
            for _ in range(5):
                with database.transaction() as session:
                    assignment.assign_many(session, order, agent, actor=OPERATOR, now=NOW)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=give, args=pair) for pair in ((amy, numbers), (bob, numbers[::-1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
