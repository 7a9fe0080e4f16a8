"""A function's graph, ready to run.

    Program            runs a FuncGraph on tensors: by the steps of its plan (`runtime/plan.py`)
    needed_nodes       the nodes that matter for given outputs

Usually the plan is a single cluster, one XLA program for each concrete input shape. Variables are
passed in as values and come out updated; the buffers of those that are written are donated, so that
an update needs no second copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pellucid.core import context, log
from pellucid.core.dtypes import resource
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor
from pellucid.runtime import forwarding, report
from pellucid.runtime.backend import load_jax
from pellucid.runtime.cluster import READERS, History
from pellucid.runtime.lowering import NotCompilable, with_inner_nodes
from pellucid.runtime.plan import Plan, culprit, why_host

_NOTHING: Mapping[int, Any] = {}


class Program:
    """Runs a graph.

    Args:
        graph: inputs and captures are read from it; it must not change afterwards.
        outputs: the tensors to compute.
        must_compile: refuse what XLA cannot run (`jit_compile=True`).
        history: what the programs of one function share.
        state: gives the state of a random node; by default each program has its own.

    Raises:
        InvalidArgumentError: with `must_compile`: a node runs on the host only.
    """

    def __init__(
        self,
        graph: FuncGraph,
        outputs: Sequence[SymbolicTensor],
        must_compile: bool = False,
        history: History | None = None,
        state: Callable[[Node], Any] | None = None,
    ) -> None:
        self.graph = graph
        captures = list(zip(graph.external_captures, graph.internal_captures, strict=True))
        self._tensors = [(v, t) for v, t in captures if t.dtype is not resource]
        self._resources = [(v, t) for v, t in captures if t.dtype is resource]
        self._given = [*graph.inputs, *[t for _, t in self._tensors]]
        # Who asks for a compiled program gets (and can look at) all of it.
        self._apart = {} if must_compile else forwarding.apart(outputs, self._given)
        self._count = len(outputs)
        self.outputs = [t for i, t in enumerate(outputs) if i not in self._apart]
        self.nodes = needed_nodes(graph, self.outputs)
        self.must_compile = must_compile
        nodes = [n for node in self.nodes for n in with_inner_nodes(node)]
        self.states = _random_states(nodes, state)
        history = history or History()
        if must_compile:
            refuse_host_nodes(self.nodes)
        self.plan = Plan(self.nodes, self.outputs, self.states, history, must_compile)
        self._told: Any = None
        self._take_whole()

    def __call__(
        self, inputs: Sequence[Any], replaced: Mapping[int, Any] = _NOTHING
    ) -> list[EagerTensor]:
        """Run on eager tensors for the graph's inputs; returns the outputs.

        Args:
            inputs: one for each of the graph's inputs.
            replaced: by the id of a captured tensor or variable what to use in its place.

        Raises:
            InvalidArgumentError: with `must_compile`: a node cannot be compiled. Nothing has run.
        """
        if self._apart:
            return self._with_apart(inputs, replaced)
        return self._run(inputs, replaced)

    def _with_apart(self, inputs: Sequence[Any], replaced: Mapping[int, Any]) -> list[EagerTensor]:
        """All outputs in order: those that are computed, and those that need no program."""
        computed = iter(self._run(inputs, replaced))
        given = [*inputs, *[replaced.get(id(v), v) for v, _ in self._tensors]]
        tensors = dict(zip(map(id, self._given), given, strict=True))
        ways = map(self._apart.get, range(self._count))
        return [next(computed) if way is None else way.value(tensors) for way in ways]

    def _run(self, inputs: Sequence[Any], replaced: Mapping[int, Any]) -> list[EagerTensor]:
        """Run the plan; returns the outputs that are computed."""
        whole = self._whole
        if whole is None:
            return self._by_steps(inputs, replaced)
        pool = inputs
        if self._tensors:
            pool = [*inputs, *[replaced.get(id(v), v) for v, _ in self._tensors]]
        variables: list[Any] = self._variables
        if replaced:
            variables = [replaced.get(id(v), v) for v in variables]
        try:
            outputs = whole.run([pool[i] for i in self._order], variables)
        except NotCompilable as reason:
            if self.must_compile:
                raise _refusal(reason.node, reason.reason) from reason
            self.plan.refine(whole, reason)
            self._take_whole()
            return self._by_steps(inputs, replaced)
        if self._picked is None:
            return outputs
        count = len(outputs)
        return [outputs[i] if i < count else _again(pool[i - count]) for i in self._picked]

    def given(self, inputs: Sequence[Any], replaced: Mapping[int, Any]) -> dict[int, Any]:
        """What is given, by the ids of the tensors and handles that stand for it."""
        values: dict[int, Any] = dict(zip(map(id, self.graph.inputs), inputs, strict=False))
        for outer, inner in (*self._tensors, *self._resources):
            values[id(inner)] = replaced.get(id(outer), outer)
        return values

    def lowered(self) -> tuple[Any, str]:
        """The program as jax hands it to XLA (`jax.stages.Lowered`), and the platform's name.

        Raises:
            InvalidArgumentError: a node cannot be compiled.
        """
        assert self._whole is not None, "only for must_compile"
        try:
            return self._whole.lower(self._variables), load_jax().default_backend()
        except NotCompilable as reason:
            raise _refusal(reason.node, reason.reason) from reason

    def _by_steps(self, inputs: Sequence[Any], replaced: Mapping[int, Any]) -> list[EagerTensor]:
        given = self.given(inputs, replaced)
        values = dict(given)
        with context.building(None), context.recording(()):
            self.plan.run(values)
        if log.wants("islands") and self._told is not self.plan.steps:
            self._told = self.plan.steps  # once, and again when a node turned out to need the host
            report.islands(self.graph.name, self.plan)
        return [_again(values[id(t)]) if id(t) in given else values[id(t)] for t in self.outputs]

    def _take_whole(self) -> None:
        """Where the inputs of the only cluster come from, and where the outputs go.

        This is the short way of a call: it builds no table of values.
        """
        self._whole = self.plan.whole
        if self._whole is None:
            return
        places = {id(t): i for i, t in enumerate(self._given)}
        self._order = [places[id(t)] for t in self._whole.inputs]
        variables = {id(t): v for v, t in self._resources}
        self._variables = [variables[id(t)] for t in self._whole.handles]
        made = {id(t): i for i, t in enumerate(self._whole.outputs)}
        picked = [made.get(id(t), len(made) + places.get(id(t), 0)) for t in self.outputs]
        self._picked = None if picked == list(range(len(made))) else picked


def _again(tensor: EagerTensor) -> EagerTensor:
    """What was given, as an output: another tensor, since tapes tell them apart by identity."""
    made = EagerTensor(tensor._host)
    made._device_array = tensor._device_array
    return made


def _random_states(nodes: Sequence[Node], state: Callable[[Node], Any] | None) -> dict[int, Any]:
    """By the id of each stateful random node the state of its generator."""
    drawing = [n for n in nodes if n.op.draws]
    if not drawing:
        return {}
    from pellucid.runtime import random_state

    make = state or random_state.node_state
    return {id(n): make(n) for n in drawing}


def refuse_host_nodes(nodes: Sequence[Node]) -> None:
    """Raise InvalidArgumentError for the first node that XLA cannot run."""
    for node in nodes:
        reason = why_host(node)
        if reason is not None:
            raise _refusal(culprit(node), reason)


def _refusal(node: Node, reason: str) -> InvalidArgumentError:
    file, line = node.source
    return InvalidArgumentError(
        None, None,
        f"tf.function [jit_compile=True]: {node.type} '{node.name}', made at {file}:{line}, "
        f"cannot be compiled: {reason}. Fix: move it out of the function, or leave out "
        "jit_compile=True: then it runs on the host, between compiled parts.",
    )  # fmt: skip


def needed_nodes(graph: FuncGraph, outputs: Sequence[SymbolicTensor]) -> list[Node]:
    """The nodes that the outputs or a side effect depend on, in program order."""
    needed: set[int] = set()
    pending = [t.op for t in outputs]
    pending += [n for n in graph.nodes if n.op.stateful and not _only_reads(n)]
    while pending:
        node = pending.pop()
        if id(node) in needed:
            continue
        needed.add(id(node))
        pending.extend(t.op for t in node.inputs)
        pending.extend(node.control_inputs)
    return [n for n in graph.nodes if id(n) in needed]


def _only_reads(node: Node) -> bool:
    return node.type in READERS or node.op.draws
