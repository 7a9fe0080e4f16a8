"""Calling a graph's nodes again, one by one, where the caller is: eagerly, or into another graph.

inline       run them; with saved state nothing is read, drawn or written a second time
call_node    one of them
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import FuncGraph


def inline(
    graph: FuncGraph,
    tensors: Sequence[Any],
    replaced: dict[int, Any],
    state: dict[int, Any] | None = None,
    nodes: Sequence[Any] | None = None,
    call: Callable[[Any, list[Any], Any], list[Any]] | None = None,
) -> tuple[list[Any], dict[int, Any]]:
    """Call the graph's nodes one by one here: eagerly, or into the graph being built.

    Args:
        tensors: one for each input of the graph.
        replaced: by the id of a captured tensor or variable what to use in its place.
        state: the values that an earlier run read from variables and random generators, or kept.
            With them that run is repeated: nothing is read, drawn or written again.
        nodes: the nodes to call (default: all).
        call: calls a node's op with inputs and returns its outputs (default: `call_node`).

    Returns: the outputs, and the values of all tensors by the id of the symbolic one.
    """
    values: dict[int, Any] = {}
    for outer, inner in graph.captured.values():
        if inner.op.type == "Placeholder" or isinstance(outer, EagerTensor):
            values[id(inner)] = replaced.get(id(outer), outer)
    values.update(zip(map(id, graph.inputs), tensors, strict=True))
    for node in graph.nodes if nodes is None else nodes:
        if node.type == "Placeholder" or (node.outputs and id(node.outputs[0]) in values):
            continue
        inputs = [values[id(t)] for t in node.inputs]
        if state is not None and all(id(t) in state for t in node.outputs):
            # Also what has no outputs, such as assignments: they were done by the earlier run.
            _repeat(node, inputs, state, values)
            continue
        again = node.op.called_again
        outputs = (call or call_node)(node, inputs, node.op if again is None else again(values))
        for tensor, value in zip(node.outputs, outputs, strict=True):
            values[id(tensor)] = value
            # What `set_shape` added while the graph was built is not found out again.
            if tensor.dims != value.dims and not isinstance(value, EagerTensor):
                value.set_shape(tensor.shape)
    return [values[id(t)] for t in graph.outputs], values


def call_node(node: Any, inputs: list[Any], op: Any = None) -> list[Any]:
    """Call a node's op, or another `op` like it, on `inputs` as the node does; its outputs."""
    op = node.op if op is None else op
    result = op(
        *op.nested_inputs(inputs, node.attrs),
        name=node.name.rpartition("/")[2], **node.attrs,
    )  # fmt: skip
    return op.flat_outputs(result, [t.dtype for t in node.outputs]) if node.outputs else []


def _repeat(node: Any, inputs: list[Any], state: dict[int, Any], values: dict[int, Any]) -> None:
    """Let a stateful node give what it gave before; tapes still see where it came from."""
    for tensor in node.outputs:
        values[id(tensor)] = state[id(tensor)]
    outputs = [values[id(t)] for t in node.outputs]
    for tape in STATE.tapes:
        tape.record(node.op, inputs, outputs, node.attrs)
