"""What branches and bodies depend on beside their inputs: random generators, assigned variables.

    Needed           the nodes of branches that matter, and the state that these use
    attributes       what an op that runs graphs is told, so that it can say what was before
    values_before    what the state is when the graphs begin to run

The derivative of a conditional or loop runs its graphs again (`autodiff/rerun.py`). It can,
because the op tells the state with which it began: the outputs `before`, three integers for each
generator, the value for each variable. Nothing is kept for it unless a derivative asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pellucid.core import dtypes
from pellucid.core.dtypes import resource
from pellucid.graph.graph import FuncGraph, Node
from pellucid.graph.passes.pruning import READERS
from pellucid.ops.state import node_variable

# Ops whose graphs take the inputs from this one on.
CONTROL = {"If": 1, "Case": 1, "While": 0, "PellucidScan": 0}


def inner_graphs(attrs: dict[str, Any]) -> list[FuncGraph]:
    """The graphs among attributes: branches, or the body (then the condition) of a loop."""
    names = ("then_branch", "else_branch", "body", "cond")
    return [*[attrs[n] for n in names if n in attrs], *attrs.get("branches", ())]


def has_state(graphs: Iterable[FuncGraph]) -> bool:
    """Whether running graphs does, or depends on, more than their inputs say."""
    return any(
        has_state(inner_graphs(n.attrs)) if n.type in CONTROL else n.op.stateful
        for g in graphs
        for n in g.nodes
    )


class Needed:
    """What has to run so that the outputs of some graphs come out.

    Args:
        graphs: branches, or body and condition of a loop: they have the same inputs.
        live: positions among the inputs of variables whose values afterwards matter.

    Attributes:
        nodes: for each graph the nodes, in order.
        generators: the nodes within that draw random numbers.
        variables: positions among the inputs of the variables whose values are read.
        written: those of them that are assigned.
    """

    def __init__(self, graphs: Sequence[FuncGraph], live: Iterable[int] = ()) -> None:
        self.graphs = graphs
        self.variables = set(live)
        self.written: set[int] = set()
        self.nodes: list[list[Node]] = []
        self._inner: dict[tuple[int, frozenset[int]], Needed] = {}
        if not has_state(graphs):
            self.nodes = [_ancestors(g) for g in graphs]
            self.generators: list[Node] = []
            return
        while True:  # what one graph leaves in variables the next run may read
            known = len(self.variables)
            self.nodes = [self._closure(g) for g in graphs]
            if len(self.variables) == known:
                break
        self.generators = list(
            {id(n): n for nodes in self.nodes for m in nodes for n in self._drawing(m)}.values()
        )
        self.written = {
            i for g, nodes in zip(graphs, self.nodes, strict=True) for i in self.variables
            if any(id(g.inputs[i]) in self._touched(n)[1] for n in nodes)
        }  # fmt: skip

    def _closure(self, graph: FuncGraph) -> list[Node]:
        """The nodes of one graph; adds to `variables` what they read."""
        places = {id(t): i for i, t in enumerate(graph.inputs) if t.dtype is resource}
        live = {id(graph.inputs[i]) for i in self.variables}
        needed = {id(t.op) for t in graph.outputs}
        while True:
            size = len(needed), len(live)
            for node in reversed(graph.nodes):
                if id(node) not in needed:
                    if node.type in READERS or live.isdisjoint(self._touched(node, live)[1]):
                        continue
                    needed.add(id(node))
                needed.update(id(t.op) for t in node.inputs)
                live |= self._touched(node, live)[0]
            if (len(needed), len(live)) == size:
                break
        self.variables |= {places[key] for key in live if key in places}
        return [n for n in graph.nodes if id(n) in needed]

    def _touched(self, node: Node, live: Iterable[int] = ()) -> tuple[set[int], set[int]]:
        """The handles of variables, by id, that a node reads, and those that it assigns."""
        handles = [t for t in node.inputs if t.dtype is resource and _is_variable(t)]
        if not handles:
            return set(), set()
        keys = set(map(id, handles))
        if node.type not in CONTROL:
            reads = set() if node.type == "AssignVariableOp" else keys
            return reads, set() if node.type in READERS else keys
        shift = CONTROL[node.type]
        given = node.inputs[shift:]
        written = {
            id(given[i]) for g in inner_graphs(node.attrs) for i, t in enumerate(g.inputs)
            if t.dtype is resource and any(id(t) in self._touched(n)[1] for n in g.nodes)
        }  # fmt: skip
        return {id(given[i]) for i in self._within(node, live).variables}, written & keys

    def _within(self, node: Node, live: Iterable[int] = ()) -> Needed:
        """What is needed inside a conditional or loop."""
        given = node.inputs[CONTROL[node.type] :]
        places = frozenset(i for i, t in enumerate(given) if id(t) in live)
        key = (id(node), places)
        if key not in self._inner:
            self._inner[key] = Needed(inner_graphs(node.attrs), places)
        return self._inner[key]

    def _drawing(self, node: Node) -> list[Node]:
        if node.op.draws:
            return [node]
        if node.type not in CONTROL:
            return []
        live = {id(t) for t in node.inputs if t.dtype is resource}
        return self._within(node, live).generators


def _ancestors(graph: FuncGraph) -> list[Node]:
    needed = {id(t.op) for t in graph.outputs}
    for node in reversed(graph.nodes):
        if id(node) in needed:
            needed.update(id(t.op) for t in node.inputs)
    return [n for n in graph.nodes if id(n) in needed]


def _is_variable(handle: Any) -> bool:
    return hasattr(node_variable(handle), "read_value")


def attributes(
    graphs: Sequence[FuncGraph], given: Sequence[Any], stacked: bool = False
) -> dict[str, Any]:
    """The attributes by which an op knows the state that its graphs depend on.

    Args:
        graphs: branches, or body and condition.
        given: what is passed for the inputs of the graphs.
        stacked: the state before each run is wanted, and behind it the variables before the first.
    """
    if not has_state(graphs):
        return {}
    needed = Needed(graphs)
    variables, assigned = sorted(needed.variables), sorted(needed.written)
    types = {i: node_variable(given[i]).dtype for i in variables}
    hidden = [dtypes.uint64] * len(needed.generators)
    if stacked:
        hidden += [types[i] for i in assigned]
    return {
        "generators": needed.generators, "variables": variables, "assigned": assigned,
        "Tbefore": [*hidden, *types.values()],
    }  # fmt: skip


def values_before(
    graph: Any, inputs: Sequence[Any], generators: Sequence[Node], variables: Sequence[int]
) -> list[Any]:
    """The state when graphs begin to run; `graph` is one of them, as a function of arrays."""
    return [
        *[graph.generator(n).value for n in generators],
        *[inputs[i].value for i in variables],
    ]


def shapes_before(
    inputs: Sequence[Any], generators: Sequence[Node], variables: Sequence[int]
) -> list[Any]:
    """The shapes of `values_before`."""
    return [*[(3,)] * len(generators), *[node_variable(inputs[i]).dims for i in variables]]
