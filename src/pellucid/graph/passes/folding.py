"""Nodes whose inputs are constants become constants, evaluated by their own NumPy kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.registry import OPS
from pellucid.graph.graph import Node
from pellucid.graph.passes.copying import Copy

# Larger results are left to be computed: they would make files and programs big.
LIMIT = 1 << 20


def fold(graph: Copy) -> None:
    """Turn nodes of a copy into constants where that is possible."""
    given = {id(t) for t in graph.given}
    known: dict[int, Any] = {}
    for node in graph.nodes:
        if node.type == "Const":
            known[id(node.outputs[0])] = node.attrs["value"]
        elif _foldable(node) and all(id(t) in known for t in node.inputs):
            value = None if id(node.outputs[0]) in given else _value(node, known)
            if value is not None:
                _become_constant(node, value)
                known[id(node.outputs[0])] = value


def _foldable(node: Node) -> bool:
    single = len(node.outputs) == 1 and bool(node.inputs) and not node.control_inputs
    return single and node.op.foldable and not node.op.user_code


def _value(node: Node, known: dict[int, Any]) -> Any:
    """The value, or None where it is too large, or where computing it fails: then, and not now,
    the error is the user's."""
    size = node.outputs[0].shape.num_elements()
    if size is not None and size * node.outputs[0].dtype.size > LIMIT:
        return None
    try:
        value = node.op.run_numpy([known[id(t)] for t in node.inputs], node.attrs)[0]
    except Exception:  # whatever a kernel raises
        return None
    return value if np.asarray(value).nbytes <= LIMIT else None


def _become_constant(node: Node, value: Any) -> None:
    node.op = OPS["Const"]
    node.inputs = []
    node.attrs = {"value": np.asarray(value), "dtype": node.outputs[0].dtype}
    node.static = None
    node.outputs[0].dims = np.shape(value)
