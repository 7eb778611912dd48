"""A running chat process says on its internal port what it does."""
import threading

import httpx
import pytest

from tests.channels.running import Customer, Server


def test_each_phase_of_a_turn_and_what_came_of_it_are_measured(server: Server):
    before, customer = server.measures(), Customer(server)
    customer.say("怎么开启双重验证")
    customer.say("转人工")
    customer.say("不等了")
    Customer(server).say("那张图变灰了咋整")
    after = server.measures()
    turns = {outcome: after.of("support_turns_total", outcome=outcome) - before.of("support_turns_total", outcome=outcome)
             for outcome in ("answered", "fallback", "failed")}
    assert turns["answered"] >= 2 and turns["fallback"] >= 1 and turns["failed"] == 0
    for phase in ("wait", "understand", "dialogue", "store"):
        assert after.of("support_turn_seconds_count", phase=phase) - before.of("support_turn_seconds_count", phase=phase) >= 3, phase
    assert after.of("support_turn_seconds_count", phase="action") > before.of("support_turn_seconds_count", phase="action")
    assert after.of("support_turn_seconds_sum", phase="dialogue") > before.of("support_turn_seconds_sum", phase="dialogue")


def test_the_lag_of_the_event_loop_is_measured_all_the_time(server: Server):
    before = server.measures().of("support_loop_lag_seconds_count")
    Customer(server).say("手续费怎么收")
    assert server.measures().of("support_loop_lag_seconds_count") > before


def test_open_streams_are_counted(server: Server):
    customer, before = Customer(server), server.measures().of("support_streams")
    with customer.http.stream("GET", "/webhooks/web/events") as events:
        lines = events.iter_lines()
        next(lines)
        assert server.measures().of("support_streams") == before + 1


def test_requests_are_counted_by_their_declared_route_and_errors_by_code(server: Server):
    customer = Customer(server)
    made_up = ["/webhooks/web/complaints/C-no-such-thing", "/nowhere/a-secret-path"]
    assert [customer.http.get(path).status_code for path in made_up] == [404, 404]
    customer.http.request("BREW", "/webhooks/web/health")
    found = server.measures()
    assert found.of("support_request_seconds_count", method="GET", route="/webhooks/web/complaints/<number:str>", status="404") >= 1
    assert found.of("support_request_seconds_count", route="none", status="404") >= 1
    assert found.of("support_errors_total", code="unknown_complaint") >= 1 and found.of("support_errors_total", code="not_found") >= 1
    labels = {value for _, own in found for _, value in own}
    assert not [value for value in labels if "no-such-thing" in value or "secret" in value or "BREW" in value]


@pytest.mark.parametrize("path", ["/metrics", "/webhooks/web/metrics"])
def test_the_public_port_shows_no_measures(server: Server, path: str):
    answer = httpx.get(server.url + path)
    assert answer.status_code == 404 and "support_" not in answer.text


def test_a_scrape_beside_running_turns_harms_neither(server: Server):
    customer, failed = Customer(server), []

    def scrape() -> None:
        for _ in range(20):
            if not server.measures().of("support_loop_lag_seconds_count"):
                failed.append(1)

    scraping = threading.Thread(target=scrape)
    scraping.start()
    for _ in range(5):
        assert customer.say("手续费怎么收")
    scraping.join()
    assert not failed


def test_a_full_garbage_collection_leaves_alone_what_was_loaded(server: Server):
    customer = Customer(server)
    for _ in range(3):
        customer.say("手续费怎么收")
    assert server.measures().of("support_objects_at_rest") > 100_000
