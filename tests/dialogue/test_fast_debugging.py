"""For a debugging log that nobody keeps nothing is copied."""
import ast
import copy
import inspect
import logging

import pytest

from bot.dialogue import fast_debugging


@pytest.fixture(autouse=True)
def departed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in fast_debugging.COPYING:
        monkeypatch.setattr(module, "copy", copy)


@pytest.mark.parametrize(("level", "is_copied"), [(logging.DEBUG, True), (logging.INFO, False), (logging.WARNING, False)])
def test_only_who_debugs_gets_copies(level: int, is_copied: bool):
    fast_debugging.install(level)
    for module in fast_debugging.COPYING:
        events = [["said"]]
        assert (module.copy.deepcopy(events) is not events) == is_copied


@pytest.mark.parametrize("module", fast_debugging.COPYING)
def test_rasa_copies_for_its_debugging_log_and_for_nothing_else(module):
    tree = ast.parse(inspect.getsource(module))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    logged = [name for call in ast.walk(tree) if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
              for name in ast.walk(call) if isinstance(name, ast.Name) and name.id == "copy"]
    assert names and len(names) == len(logged)
