"""A graph as steps: compiled clusters, and host nodes between them.

    Plan               the steps of one graph, and how they run
    arrange            which nodes run together: nodes -> their ranks

Nodes that XLA cannot run (strings, Python code, shapes that depend on data) cut a graph into
islands. Every node gets a rank, clusters at even ones and host work at odd ones: the lowest that
comes after the nodes whose tensors it reads, and after earlier side effects that it must not
overtake. All nodes of one rank run together, in program order, so there are as few cuts as the
order allows.

What follows from constants and from shapes alone is not assigned to a place. It is computed
wherever it is needed, so that shapes are known to XLA on both sides of a cut.

Some nodes turn out to need a value while a cluster is being compiled. Nothing of the cluster has
run then: it is replaced by the steps that it has with that node on the host, and the run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pellucid.core.dtypes import resource, string, variant
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor, graphs_among
from pellucid.graph.static import static_value
from pellucid.runtime import interpreter
from pellucid.runtime.cluster import READERS, Cluster, History
from pellucid.runtime.lowering import NotCompilable, with_inner_nodes

# Ops that look only at the shape of what they are given.
_READS_SHAPE = frozenset({"Shape", "ShapeN", "Size", "Rank"})
_NOT_IN_XLA = (string, variant)


class HostStep:
    """Nodes that run one after the other on the host."""

    def __init__(self, nodes: Sequence[Node], outputs: Sequence[SymbolicTensor]) -> None:
        self.nodes = list(nodes)
        self.outputs = list(outputs)


class Plan:
    """The steps of a graph.

    Args:
        nodes: the nodes to run, in program order.
        outputs: the tensors to keep.
        states: by the id of a random node the state of its generator.
        history: what the programs of one function share.
        must_compile: the nodes are one cluster, whatever they are, and XLA runs it.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        outputs: Sequence[SymbolicTensor],
        states: Mapping[int, Any],
        history: History,
        must_compile: bool = False,
    ) -> None:
        self.states = states
        self.history = history
        self.must_compile = must_compile
        self.hosted: set[int] = set()  # nodes that turned out to need the host
        self._bodies: dict[int, Plan] = {}
        self.steps = self._arranged(nodes, outputs)

    @property
    def whole(self) -> Cluster | None:
        """The only step, if the plan is one cluster."""
        first = self.steps[0] if len(self.steps) == 1 else None
        return first if isinstance(first, Cluster) else None

    def run(self, values: dict[int, Any]) -> None:
        """Run all steps.

        Args:
            values: tensors and variables by the id of the symbolic tensor: what is given at the
                start; outputs are added.
        """
        for step in list(self.steps):
            self._run(step, values)

    def _run(self, step: Any, values: dict[int, Any]) -> None:
        if isinstance(step, HostStep):
            for node in step.nodes:
                if not node.outputs or id(node.outputs[0]) not in values:
                    interpreter.run_node(node, values, self.states.get(id(node)), self.callable)
            return
        tensors = [values[id(t)] for t in step.inputs]
        try:
            outputs = step.run(tensors, [values[id(t)] for t in step.handles])
        except NotCompilable as reason:
            for part in self.refine(step, reason):
                self._run(part, values)
            return
        for tensor, value in zip(step.outputs, outputs, strict=True):
            values[id(tensor)] = value

    def refine(self, cluster: Cluster, reason: NotCompilable) -> list[Any]:
        """Put the steps that a cluster has without a node in its place; returns them."""
        self.hosted.add(id(reason.step))
        parts = self._arranged(cluster.nodes, cluster.outputs)
        steps = list(self.steps)
        if cluster in steps:  # else another thread was faster
            place = steps.index(cluster)
            self.steps = [*steps[:place], *parts, *steps[place + 1 :]]
        return parts

    def callable(self, graph: FuncGraph) -> Callable[..., list[Any]]:
        """A branch or loop body as a function from arrays (and variables' storage) to arrays."""
        plan = self._bodies.get(id(graph))
        if plan is None:
            plan = Plan(graph.body(), graph.outputs, self.states, self.history)
            plan = self._bodies.setdefault(id(graph), plan)

        def call(*inputs: Any) -> list[Any]:
            values = interpreter.given_to(graph, inputs)
            plan.run(values)
            return [values[id(t)].array() for t in graph.outputs]

        call.generator = lambda node: self.states[id(node)]  # type: ignore[attr-defined]
        return call

    # ------------------------------------------------------------------ making steps

    def _arranged(
        self, nodes: Sequence[Node], outputs: Sequence[SymbolicTensor]
    ) -> list[HostStep | Cluster]:
        """The steps for `nodes`."""
        nodes = [n for n in nodes if n.type != "Placeholder"]
        wanted = {id(t) for t in outputs}
        texts = [n for n in nodes for t in n.outputs if id(t) in wanted and t.dtype in _NOT_IN_XLA]
        self.hosted.update(map(id, texts))
        if self.must_compile or not any(map(self.needs_host, nodes)):
            made = {id(t) for n in nodes for t in n.outputs}
            own = [t for t in {id(t): t for t in outputs}.values() if id(t) in made]
            return [Cluster(nodes, own, self.states, self.history, self.must_compile)]
        kept = {id(n) for n in nodes for t in n.outputs if id(t) in wanted}
        floating = _floating(nodes, kept)
        ranks = arrange([n for n in nodes if id(n) not in floating], self.needs_host, floating)
        groups: dict[int, list[Node]] = {}
        for node in nodes:
            if id(node) in ranks:
                groups.setdefault(ranks[id(node)], []).append(node)
        rows = [(rank, _with_floating(groups[rank], floating)) for rank in sorted(groups)]
        read = [{id(t) for n in row for t in n.inputs} for _, row in rows]
        steps: list[HostStep | Cluster] = []
        for place, (rank, row) in enumerate(rows):
            later = wanted.union(*read[place + 1 :])
            made = [t for n in row if id(n) in ranks for t in n.outputs if id(t) in later]
            host = rank % 2 == 1
            steps.append(
                HostStep(row, made) if host else Cluster(row, made, self.states, self.history)
            )
        return steps

    def needs_host(self, node: Node) -> bool:
        """Whether XLA cannot run a node."""
        return id(node) in self.hosted or why_host(node) is not None


def why_host(node: Node) -> str | None:
    """Why XLA cannot run a node, if that is plain before anything is compiled; else None."""
    for inner in with_inner_nodes(node):
        if inner.type == "Placeholder" or _is_known(inner):
            continue
        if inner.op.xla_kernel is None:
            return "it runs on the host only"
        texts = [t for t in [*inner.inputs, *inner.outputs] if t.dtype in _NOT_IN_XLA]
        # Constant strings are known to whoever compiles, such as the message of an assertion.
        if any(static_value(t) is None for t in texts):
            return "XLA has no strings"
    return None


def culprit(node: Node) -> Node:
    """The node because of which XLA cannot run `node`: itself, or one in its branches or body."""
    reason = why_host(node)
    inner = (n for n in with_inner_nodes(node) if not n.op.calls_graphs and why_host(n) == reason)
    return next(inner, node)


def _is_known(node: Node) -> bool:
    return bool(node.outputs) and all(static_value(t) is not None for t in node.outputs)


def _floating(nodes: Sequence[Node], kept: set[int]) -> set[int]:
    """The nodes that follow from constants and shapes alone, and so may be run anywhere, twice."""
    found: set[int] = set()
    for node in nodes:
        if id(node) in kept or not node.op.foldable:
            continue
        if node.type in _READS_SHAPE:
            movable = all(t.dtype not in _NOT_IN_XLA for t in node.inputs)
        else:
            movable = all(id(t.op) in found for t in node.inputs)
        if movable:
            found.add(id(node))
    return found


def _with_floating(nodes: Sequence[Node], floating: set[int]) -> list[Node]:
    """`nodes` and those that may be run anywhere that they need, in program order."""
    needed = {id(n) for n in nodes}
    found = list(nodes)
    pending = list(nodes)
    while pending:
        for tensor in pending.pop().inputs:
            node = tensor.op
            if id(node) in floating and id(node) not in needed:
                needed.add(id(node))
                found.append(node)
                pending.append(node)
    order = {id(n): i for i, n in enumerate(found[0].graph.nodes)}
    return sorted(found, key=lambda n: order[id(n)])


# ---------------------------------------------------------------------- order


def arrange(
    nodes: Sequence[Node], needs_host: Callable[[Node], bool], floating: set[int]
) -> dict[int, int]:
    """The rank of each node: even in a compiled cluster, odd on the host.

    Args:
        nodes: in program order, without those in `floating`.
        needs_host: whether a node runs on the host.
        floating: nodes that are run wherever they are needed; what they read counts.
    """
    ranks: dict[int, int] = {}
    effects = _Effects()
    for node in nodes:
        host = needs_host(node)
        before = [ranks[id(n)] for n in _sources(node, floating) if id(n) in ranks]
        rank = max([0, *before, *effects.before(node)])
        if rank % 2 != host:
            rank += 1
        ranks[id(node)] = rank
        effects.note(node, rank)
    return ranks


def _sources(node: Node, floating: set[int]) -> list[Node]:
    """The nodes that a node waits for; through those that may be run anywhere."""
    found: list[Node] = []
    pending = [*[t.op for t in node.inputs], *node.control_inputs]
    while pending:
        source = pending.pop()
        if id(source) in floating:
            pending.extend(t.op for t in source.inputs)
        else:
            found.append(source)
    return found


class _Effects:
    """The order of side effects, as the program has them.

    Writing to a variable comes after all that looked at it before, reading after what was written.
    What else has effects (printing, assertions, files) keeps its order. Python code of the user
    may do anything, so nothing with an effect passes it, and it passes nothing.
    """

    def __init__(self) -> None:
        self._written: dict[int, int] = {}  # variable's handle -> rank
        self._seen: dict[int, int] = {}
        self._effect = 0
        self._barrier = 0
        self._last = 0

    def before(self, node: Node) -> list[int]:
        """The ranks that a node must not be below."""
        if not node.op.stateful or node.op.draws:  # random nodes have generators of their own
            return []
        if _runs_user_code(node):
            return [self._last]
        ranks = [self._barrier]
        handles = _handles(node)
        known = self._written if node.type in READERS else self._seen
        ranks += [known.get(h, 0) for h in handles]
        if not handles or _has_other_effects(node):
            ranks.append(self._effect)
        return ranks

    def note(self, node: Node, rank: int) -> None:
        """Remember where a node went."""
        if not node.op.stateful or node.op.draws:
            return
        self._last = max(self._last, rank)
        if _runs_user_code(node):
            self._barrier = rank
        for handle in _handles(node):
            self._seen[handle] = max(rank, self._seen.get(handle, 0))
            if node.type not in READERS:
                self._written[handle] = rank
        if not _handles(node) or _has_other_effects(node):
            self._effect = rank


def _handles(node: Node) -> list[int]:
    return [id(t) for t in node.inputs if t.dtype is resource]


def _runs_user_code(node: Node) -> bool:
    return any(n.op.user_code for n in with_inner_nodes(node))


def _has_other_effects(node: Node) -> bool:
    """Whether a branch or a loop does more than read and write the variables it is given."""
    return node.op.calls_graphs and any(
        n.op.stateful and not n.op.calls_graphs and not _handles(n) and not n.op.draws
        for graph in graphs_among(node.attrs) for n in graph.nodes
    )  # fmt: skip
