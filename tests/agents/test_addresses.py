"""One way to write an address, and what is none."""
import pytest

from bot.agents.addresses import address
from bot.errors import InvalidInput


@pytest.mark.parametrize("typed", ["amy@desk.example", " Amy@DESK.example\n", "ａｍｙ＠desk.example"])
def test_spellings_of_one_address(typed: str):
    assert address(typed) == "amy@desk.example"


@pytest.mark.parametrize("typed", ["o'brien+desk@mail.example.com", "a.b-c_d%e@x1.example"])
def test_addresses_that_people_have(typed: str):
    assert address(typed) == typed


@pytest.mark.parametrize("typed", ["", "amy", "amy@", "@desk.example", "amy@desk", "a b@desk.example", "amy@desk.example,li@desk.example", "amy@desk..example", "amy\n@desk.example",
                                   "\u0430my@desk.example", "amy@desk.example\u0000", "\ud800@desk.example", "x" * 65 + "@desk.example", "a@" + "x." * 130 + "example", "<amy@desk.example>"])
def test_what_is_no_address(typed: str):
    with pytest.raises(InvalidInput) as refused:
        address(typed)
    assert refused.value.code == "agent_email"
