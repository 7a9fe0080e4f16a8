"""Running a graph node by node with eager kernels: for what XLA cannot compile.

Strings, shapes that depend on data, and Python callbacks run this way (`runtime/plan.py`).
`evaluate` runs the part of a graph that one tensor needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pellucid.core import context
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor
from pellucid.runtime.lowering import with_callables


def run(
    program: Any, inputs: Sequence[EagerTensor], replaced: Mapping[int, Any]
) -> list[EagerTensor]:
    """Run all nodes of a program on eager tensors."""
    values = program.given(inputs, replaced)
    with context.building(None), context.recording(()):
        for node in program.nodes:
            if not node.outputs or id(node.outputs[0]) not in values:
                run_node(node, values, program.states.get(id(node)))
    return [values[id(t)] for t in program.outputs]


def run_node(
    node: Node,
    values: dict[int, Any],
    rng: Any = None,
    body: Callable[[FuncGraph], Callable[..., list[Any]]] | None = None,
) -> None:
    """Run one node eagerly.

    Args:
        node: the node.
        values: tensors and variables by the symbolic tensor's id; the outputs are added.
        rng: the state of the node's random generator.
        body: how branches and loop bodies become functions of arrays; by default node by node.
    """
    op = node.op
    inputs = [values[id(t)] for t in node.inputs]
    try:
        if op.calls_graphs and op.numpy_kernel is not None:
            outputs = op.run_eagerly(inputs, with_callables(node.attrs, body or as_function))
        elif rng is not None and op.numpy_kernel is not None:
            arrays = [t.array() if isinstance(t, Tensor) else t.handle for t in inputs]
            outputs = [EagerTensor(v) for v in op.run_numpy(arrays, node.attrs, rng)]
        else:
            outputs = op.run_eagerly(inputs, node.attrs)
    except Exception as error:
        file, line = node.source
        error.add_note(f"at node '{node.name}' ({op.name}), made at {file}:{line}")
        raise
    for tensor, value in zip(node.outputs, outputs, strict=True):
        values[id(tensor)] = value


def as_function(graph: FuncGraph) -> Callable[..., list[Any]]:
    """A branch or loop body as a function from arrays (and variables' storage) to arrays."""

    def call(*inputs: Any) -> list[Any]:
        values = given_to(graph, inputs)
        for node in graph.body():
            run_node(node, values)
        return [values[id(t)].array() for t in graph.outputs]

    call.generator = _eager_generator  # type: ignore[attr-defined]
    return call


def _eager_generator(node: Node) -> Any:
    from pellucid.runtime.random_state import eager_state

    return eager_state(node.op, node.attrs)


def given_to(graph: FuncGraph, inputs: Sequence[Any]) -> dict[int, Any]:
    """Arrays and variables' storages that a body is called with, by the ids of its inputs."""
    return {
        id(t): v.variable if hasattr(v, "variable") else EagerTensor(v)
        for t, v in zip(graph.inputs, inputs, strict=True)
    }


def evaluate(tensor: SymbolicTensor) -> EagerTensor:
    """The value of a graph tensor.

    Raises:
        LookupError: it depends on arguments of the function, whose values are not known: they are
            while the first call traces it.
    """
    values: dict[int, Any] = {}
    graph: Any = tensor.graph
    given = [*getattr(graph, "captured", {}).values(), *getattr(graph, "first_given", ())]
    nodes = _ancestors(tensor.op)
    needed = {id(t) for n in nodes for t in n.outputs}
    for outer, inner in given:
        if id(inner) in needed:
            values[id(inner)] = evaluate(outer) if isinstance(outer, SymbolicTensor) else outer
    with context.building(None), context.recording(()):
        for node in nodes:
            if node.outputs and id(node.outputs[0]) in values:
                continue
            if node.type == "Placeholder":
                raise LookupError(node.name)
            run_node(node, values)
    return values[id(tensor)]


def _ancestors(node: Node) -> list[Node]:
    """`node` and all nodes it needs, in program order."""
    needed: set[int] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if id(current) not in needed:
            needed.add(id(current))
            pending.extend(t.op for t in current.inputs)
    return [n for n in node.graph.nodes if id(n) in needed]
