"""Which moves a complaint may make: the whole table, and nothing besides."""
import pytest

from bot.complaints.kinds import Event, Status
from bot.complaints.lifecycle import MOVES, after
from bot.errors import NotAllowed

OPEN = ("received", "acknowledged", "investigating", "reopened")
CLOSED = ("resolved", "withdrawn")
ALLOWED = {
    ("received", "complaint_acknowledged"): "acknowledged",
    **{(status, "complaint_replied"): "investigating" for status in OPEN},
    **{(status, "complaint_supplemented"): status for status in OPEN},
    **{(status, "complaint_resolved"): "resolved" for status in OPEN},
    **{(status, "complaint_withdrawn"): "withdrawn" for status in OPEN},
    **{(status, "deadline_breached"): status for status in OPEN},
    **{(status, "complaint_reopened"): "reopened" for status in CLOSED},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("event", MOVES)
def test_a_complaint_moves_as_the_table_says_and_in_no_other_way(status: Status, event: Event):
    following = ALLOWED.get((status.value, event.value))
    if following:
        assert after(status, event) is Status(following)
    else:
        with pytest.raises(NotAllowed) as refused:
            after(status, event)
        assert refused.value.code == "not_now"


def test_every_event_but_the_filing_itself_is_in_the_table():
    assert set(MOVES) == set(Event) - {Event.FILED}


@pytest.mark.parametrize("status", Status)
def test_a_complaint_is_open_until_it_is_resolved_or_withdrawn(status: Status):
    assert status.is_open is (status.value in OPEN)
