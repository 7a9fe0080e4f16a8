"""Checks and prints go, where `debug_stripper` asks for it."""

from __future__ import annotations

from typing import Any

from pellucid.core.registry import OPS
from pellucid.graph.graph import FuncGraph
from pellucid.graph.passes.copying import Copy

# What only checks or prints; `CheckNumerics`, which returns what it checks, becomes `Identity`.
_DEBUGGING = frozenset({"Assert", "PrintV2"})


def strip_debugging(graph: FuncGraph) -> None:
    """Remove assertions and prints from a graph, and from the branches and bodies in it.

    A copy gets copies of its branches and bodies, so that the graph it was made of stays as it is.
    """
    graph.nodes = [n for n in graph.nodes if n.type not in _DEBUGGING]
    for node in graph.nodes:
        node.control_inputs = [c for c in node.control_inputs if c.type not in _DEBUGGING]
        if node.type == "CheckNumerics":
            node.op, node.attrs = OPS["Identity"], {"T": node.outputs[0].dtype}
        elif node.op.calls_graphs:
            node.attrs = {k: _stripped(v, graph) for k, v in node.attrs.items()}


def _stripped(value: Any, around: FuncGraph) -> Any:
    """An attribute whose graphs are stripped."""
    if isinstance(value, list):
        return [_stripped(v, around) for v in value]
    if isinstance(value, FuncGraph):
        value = Copy(value) if isinstance(around, Copy) else value
        strip_debugging(value)
    return value
