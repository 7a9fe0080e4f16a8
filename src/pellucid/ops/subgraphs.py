"""Branches and bodies of conditionals and loops: functions traced into graphs of their own.

trace_branch       the graph of a function
share_captures     what graphs use from outside becomes inputs of the op that runs them
written_cells      the state that running them may change
predicate          checks the boolean scalar that decides what runs
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE, recording
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph, Node


def trace_branch(
    name: str, function: Callable[..., Any], arguments: Sequence[tuple[DType, Any]] = ()
) -> FuncGraph:
    """The graph of a branch; `structured_outputs` holds what it returned."""
    graph = FuncGraph(name, STATE.graph)
    with graph.as_default(), recording(()):
        inputs = [
            graph.argument(dtype, dims, f"arg{i}") for i, (dtype, dims) in enumerate(arguments)
        ]
        result = function(*inputs)
        graph.structured_outputs = nest.map_structure(
            lambda leaf: leaf if leaf is None else _captured(graph, _value(leaf)),
            result,
            expand_composites=True,
        )
        graph.outputs = [
            t
            for t in nest.flatten(graph.structured_outputs, expand_composites=True)
            if t is not None
        ]
    return graph


def _captured(graph: FuncGraph, value: Tensor) -> Tensor:
    made = graph.capture(value)
    if value.weak:
        made.weak = True
    return made


def _value(leaf: Any) -> Tensor:
    """What a branch returns, as a tensor; of an operation (`tf.print`) that it ran."""
    return convert(True) if isinstance(leaf, Node) else convert(leaf)


def share_captures(graphs: Sequence[FuncGraph]) -> list[Any]:
    """Give all graphs the same list of captured values as trailing inputs; returns the values.

    Variables that the graphs only read are read outside instead, so that what flows into the op
    are tensors: gradients can flow back through them.
    """
    _hoist_reads(graphs)
    shared: dict[int, Any] = {}
    for graph in graphs:
        for value in graph.external_captures:
            shared.setdefault(id(value), value)
    for graph in graphs:
        placed = {
            id(v): t for v, t in zip(graph.external_captures, graph.internal_captures, strict=True)
        }
        for key, value in shared.items():
            if key not in placed:
                is_tensor = isinstance(value, Tensor)
                dtype = value.dtype if is_tensor else dtypes.resource
                placed[key] = graph.placeholder(dtype, value.dims if is_tensor else ())
            graph.inputs.append(placed[key])
    return list(shared.values())


def _hoist_reads(graphs: Sequence[FuncGraph]) -> None:
    written = {
        id(v)
        for g in graphs
        for v, t in g.captured.values()
        if not isinstance(v, Tensor) and not _only_read(g, t)
    }
    values: dict[int, Any] = {}
    for graph in graphs:
        for key, (variable, handle) in list(graph.captured.items()):
            if isinstance(variable, Tensor) or key in written:
                continue
            value = values.setdefault(key, variable.read_value())
            inner = graph.placeholder(value.dtype, value.dims)
            for node in graph.nodes:
                if node.type == "ReadVariableOp" and node.inputs[0] is handle:
                    node.op, node.inputs, node.attrs = OPS["Identity"], [inner], {"T": value.dtype}
            del graph.captured[key]
            graph.captured[id(value)] = (value, inner)


def _only_read(graph: FuncGraph, handle: Any) -> bool:
    return all(
        n.type == "ReadVariableOp" for n in graph.nodes if any(t is handle for t in n.inputs)
    )


def written_cells(graphs: Sequence[Any], inputs: Sequence[Any]) -> list[Any]:
    """What the graphs may change: variables among the inputs, states of generators inside."""
    found = {id(i): i for i in inputs if hasattr(i, "changed")}
    for graph in graphs:
        found.update((id(c), c) for c in graph.cells)
    return list(found.values())


def boolean_scalar(value: Tensor, where: str) -> Tensor:
    """`value`, which decides what runs, if it is a boolean scalar as far as can be told."""
    if value.dtype is not dtypes.bool or not value.shape.is_compatible_with(()):
        received = f"{value.shape} {value.dtype.name}"
        problem = explain(where, "not a boolean scalar", expected="() bool", received=received)
        raise InvalidArgumentError(None, None, problem)
    return value
