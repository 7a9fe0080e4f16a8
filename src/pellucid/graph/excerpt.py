"""The part of a graph that some tensors need: what a session runs.

Excerpt    nodes of a graph, as a function of the tensors that are fed
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.graph.graph import FuncGraph, Graph, Node, SymbolicTensor


class Excerpt(FuncGraph):
    """The nodes that `fetches` depend on, in the order of their graph.

    The nodes are the graph's own, so what they are (their names, their random states) is shared by
    all excerpts.

    Args:
        graph: the graph.
        fetches: tensors and nodes of it.
        fed: tensors of it whose values will be given: what only they depend on is left out.
        name: the name of the function.

    Raises:
        ValueError: one output of a node is fed while another one is needed.
    """

    def __init__(
        self, graph: Graph, fetches: Sequence[Any], fed: Sequence[SymbolicTensor],
        name: str = "excerpt",
    ) -> None:  # fmt: skip
        super().__init__(name, graph.outer)
        self.inputs = list(fed)
        self.outputs = [f for f in fetches if isinstance(f, SymbolicTensor)]
        self.nodes = _needed(graph, fetches, {id(t): t for t in fed})
        outside = {id(handle): value for value, handle in graph.handles()}
        self.held: list[tuple[Any, SymbolicTensor]] = [
            (outside[id(t)], t) for n in self.nodes for t in n.outputs if id(t) in outside
        ]
        nodes = {id(t.op) for _, t in self.held}
        self.nodes = [n for n in self.nodes if id(n) not in nodes]

    @property
    def external_captures(self) -> list[Any]:
        """The variables that the nodes use."""
        return [v for v, _ in self.held]

    @property
    def internal_captures(self) -> list[SymbolicTensor]:
        """The handles that stand for them, in the same order."""
        return [t for _, t in self.held]


def _needed(graph: Graph, fetches: Sequence[Any], fed: dict[int, SymbolicTensor]) -> list[Node]:
    needed: set[int] = set()
    pending = [f if isinstance(f, Node) else f.op for f in fetches if id(f) not in fed]
    while pending:
        node = pending.pop()
        if id(node) in needed:
            continue
        needed.add(id(node))
        pending.extend(t.op for t in node.inputs if id(t) not in fed)
        pending.extend(node.control_inputs)
    for tensor in fed.values():
        if id(tensor.op) in needed and len(tensor.op.outputs) > 1:
            raise ValueError(
                f"Session.run [feed_dict]: {tensor.name} is fed, and other outputs of "
                f"'{tensor.op.name}' are needed. Fix: feed all of its outputs."
            )
    fed_nodes = {id(t.op) for t in fed.values()}
    return [n for n in graph.nodes if id(n) in needed and id(n) not in fed_nodes]
