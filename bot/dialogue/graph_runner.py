"""The model's steps are ordered once and then called one after the other.

rasa/engine/runner/dask.py:79-106 cuts the graph down to what is asked for, builds a dask graph and schedules it anew at
each parse and each prediction, three times a turn.
"""
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.core import processor
from rasa.engine.runner.dask import DaskGraphRunner


class PlannedGraphRunner(DaskGraphRunner):
    """Rasa's runner with a plan for each set of targets."""

    def run(self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None) -> Dict[Text, Any]:
        """Run what the targets need, as Rasa's runner does, and give their outputs."""
        wanted = tuple(targets or self._graph_schema.target_names)
        done: Dict[Text, Tuple[Text, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plan(wanted):
            # A need that is neither a step nor given is handed on by its name alone, as dask would: the step reports it.
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[target] for target in wanted)

    @lru_cache(maxsize=None)  # noqa: B019 - a runner lives as long as its process
    def _plan(self, targets: Tuple[Text, ...]) -> List[Tuple[Text, Tuple[Text, ...]]]:
        nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        order = TopologicalSorter({name: list(node.needs.values()) for name, node in nodes.items()}).static_order()
        return [(name, tuple(nodes[name].needs.values())) for name in order if name in nodes]


def install() -> None:
    """Let models that are loaded from now on run by a plan."""
    processor.DaskGraphRunner = PlannedGraphRunner  # type: ignore[misc]
