"""A copy of a graph whose nodes passes may change."""

from __future__ import annotations

from typing import Any

from pellucid.core.dtypes import resource
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor


class Copy(FuncGraph):
    """A function's graph with nodes of its own; graphs of branches and loops stay shared.

    Attributes:
        origins: by the id of each node the node that it is a copy of.
    """

    def __init__(self, graph: FuncGraph) -> None:
        super().__init__(graph.name, graph.outer)
        tensors: dict[int, SymbolicTensor] = {}
        nodes: dict[int, Node] = {}
        self.origins: dict[int, Node] = {}
        listed = {id(n) for n in graph.nodes}
        given = [*graph.inputs, *graph.internal_captures]
        outside = [n for n in dict.fromkeys(t.op for t in given) if id(n) not in listed]
        for node in [*outside, *graph.nodes]:
            nodes[id(node)] = made = _copied(node, self, tensors, nodes)
            self.origins[id(made)] = node
            if id(node) in listed:
                self.nodes.append(made)
        self.inputs = [tensors[id(t)] for t in graph.inputs]
        self.outputs = [tensors[id(t)] for t in graph.outputs]
        self.held = [
            (value, tensors[id(t)])
            for value, t in zip(graph.external_captures, graph.internal_captures, strict=True)
        ]

    @property
    def given(self) -> list[SymbolicTensor]:
        """The tensors whose values come from outside."""
        return [*self.inputs, *self.internal_captures]

    @property
    def external_captures(self) -> list[Any]:
        """The captured tensors and variables."""
        return [v for v, _ in self.held]

    @property
    def internal_captures(self) -> list[SymbolicTensor]:
        """The tensors that stand for them, in the same order."""
        return [t for _, t in self.held]

    def handles(self) -> list[tuple[Any, SymbolicTensor]]:
        """The variables, each with the tensor that stands for it."""
        return [(v, t) for v, t in self.held if t.dtype is resource]


def _copied(
    node: Node, graph: Copy, tensors: dict[int, SymbolicTensor], nodes: dict[int, Node]
) -> Node:
    made = Node.__new__(Node)
    made.graph, made.op, made.name = graph, node.op, node.name
    made.inputs = [tensors[id(t)] for t in node.inputs if id(t) in tensors]
    made.attrs, made.device, made.source, made.static = node.attrs, node.device, node.source, None
    made.control_inputs = [nodes[id(c)] for c in node.control_inputs if id(c) in nodes]
    made.outputs = []
    for tensor in node.outputs:
        copy = SymbolicTensor(made, tensor.value_index, tensor.dtype, tensor.dims)
        tensors[id(tensor)] = copy
        made.outputs.append(copy)
    return made
