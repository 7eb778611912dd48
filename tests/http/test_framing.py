"""No app listens to a signal of a request: with one, Sanic dispatches all of them at each."""
from pathlib import Path

import pytest
from sanic.touchup.schemes.ode import RemoveDispatch


@pytest.mark.parametrize("path", sorted(Path("bot").rglob("*.py")), ids=str)
def test_nobody_listens(path: Path):
    written = path.read_text("utf-8")
    assert "add_signal(" not in written and "app.signal(" not in written


@pytest.mark.parametrize(("listened_to", "is_left_out"), [([], True), (["http.lifecycle.<__trigger__>"], False)])
def test_sanic_still_leaves_out_what_nobody_listens_to_only_where_it_is_none_of_a_request(listened_to: list, is_left_out: bool):
    assert RemoveDispatch(listened_to)._not_registered("http.lifecycle.send") == is_left_out
