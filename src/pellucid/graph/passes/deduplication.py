"""Nodes that compute the same from the same become one (common subexpressions)."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.graph.graph import Node, SymbolicTensor
from pellucid.graph.passes.copying import Copy

# Larger constants are compared by identity: reading them costs more than keeping two.
_COMPARED = 1024


def deduplicate(graph: Copy) -> None:
    """Let nodes of a copy that do the same share the first one's outputs.

    Left alone are ops with effects or random numbers, branches and loops, Python functions, and
    what is given from outside.
    """
    given = {id(t) for t in graph.given}
    first: dict[Any, Node] = {}
    tensors: dict[int, SymbolicTensor] = {}
    nodes: dict[int, Node] = {}
    kept: list[Node] = []
    for node in graph.nodes:
        if tensors:
            node.inputs = [tensors.get(id(t), t) for t in node.inputs]
            node.control_inputs = [nodes.get(id(c), c) for c in node.control_inputs]
        key = None if any(id(t) in given for t in node.outputs) else _key(node)
        same = node if key is None else first.setdefault(key, node)
        if same is node:
            kept.append(node)
            continue
        nodes[id(node)] = same
        tensors.update(zip(map(id, node.outputs), same.outputs, strict=True))
    graph.nodes = kept
    graph.outputs = [tensors.get(id(t), t) for t in graph.outputs]


def _key(node: Node) -> Any:
    """Equal for nodes that do the same; None for one that must stay."""
    op = node.op
    if op.stateful or op.calls_graphs or op.user_code or node.type == "Placeholder":
        return None
    attrs = tuple((k, _frozen(v)) for k, v in sorted(node.attrs.items()))
    key = (
        node.type, node.device, attrs, tuple(map(id, node.inputs)),
        tuple(sorted(map(id, node.control_inputs))),
    )  # fmt: skip
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _frozen(value: Any) -> Any:
    """An attribute, so that equal ones have one hash; numbers of different kinds are not equal."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind == "O" or array.nbytes > _COMPARED:
            return id(value)
        return array.dtype.str, array.shape, array.tobytes()
    if isinstance(value, list | tuple):
        return tuple(_frozen(v) for v in value)
    if isinstance(value, bool | int | float | complex):
        return type(value).__name__, repr(value)
    return value
