"""Ops of ours that TensorFlow does not have, written in others when a graph leaves.

EXPANSIONS       by the op's name: f(node, inputs, used) adds what does its work
expanded         a copy of a graph with those ops replaced; the graph itself if it has none
replay           calls the nodes of a graph again in the one that is being built
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.context import recording
from pellucid.core.dtypes import resource
from pellucid.graph.graph import FuncGraph, graphs_among

EXPANSIONS: dict[str, Callable[[Any, list[Any], list[bool]], list[Any]]] = {}


def expanded(graph: Any) -> Any:
    """A copy of a function's graph in which all ops, also those in branches, are TensorFlow's.

    Nodes that stay keep their names.
    """
    if not isinstance(graph, FuncGraph) or not _has_expansions(graph):
        return graph
    made = FuncGraph(graph.name, graph.outer)
    given: dict[int, Any] = {}
    for tensor in {id(t): t for t in (*graph.inputs, *graph.internal_captures)}.values():
        given[id(tensor)] = made.placeholder(tensor.dtype, tensor.dims, f"{tensor.op.name}/")
    made.inputs = [given[id(t)] for t in graph.inputs]
    for key, (outer, inner) in graph.captured.items():
        if id(inner) not in given:  # a small constant, which is a node of the graph
            continue
        made.captured[key] = (outer, given[id(inner)])
        if inner.dtype is resource:
            given[id(inner)] = outer
    with made.as_default(), recording(()):
        made.outputs = [made.capture(t) for t in replay(graph, given, named=True)]
    made.structured_outputs = list(made.outputs)
    return made


def _has_expansions(graph: FuncGraph) -> bool:
    return any(
        n.type in EXPANSIONS or any(map(_has_expansions, graphs_among(n.attrs)))
        for n in graph.nodes
    )


def replay(graph: FuncGraph, given: dict[int, Any], *, named: bool = False) -> list[Any]:
    """Call a graph's nodes in the graph that is being built; returns its outputs.

    Args:
        given: the values of its inputs and captures, by the ids of its tensors.
        named: whether nodes keep their full names.
    """
    used = {id(t) for n in graph.nodes for t in n.inputs} | {id(t) for t in graph.outputs}
    values = dict(given)
    for node in graph.nodes:
        if node.type == "Placeholder":
            continue
        inputs = [values[id(t)] for t in node.inputs]
        if node.type in EXPANSIONS:
            wanted = [id(t) in used for t in node.outputs]
            outputs = EXPANSIONS[node.type](node, inputs, wanted)
        else:
            outputs = _called(node, inputs, f"{node.name}/" if named else None)
        values.update((id(t), v) for t, v in zip(node.outputs, outputs, strict=True))
    return [values[id(t)] for t in graph.outputs]


def _called(node: Any, inputs: list[Any], name: str | None) -> Sequence[Any]:
    attrs = {k: _expanded_attribute(v) for k, v in node.attrs.items()}
    result = node.op(*node.op.nested_inputs(inputs, attrs), name=name, **attrs)
    return node.op.flat_outputs(result, [t.dtype for t in node.outputs]) if node.outputs else []


def _expanded_attribute(value: Any) -> Any:
    return [expanded(v) for v in value] if isinstance(value, list) else expanded(value)
