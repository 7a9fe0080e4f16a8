"""A function's graph, ready to run: compiled by XLA, or node by node where it cannot be.

    Program            runs a FuncGraph on arrays
      compiled         one XLA program for each concrete input shape (jax.jit keeps them)
      interpreted      the fallback: eager kernels in order

Variables are passed in as values and come out updated; the buffers of those that are written are
donated, so that an update needs no second copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pellucid.core import checks
from pellucid.core.dtypes import resource, string
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor
from pellucid.runtime import interpreter
from pellucid.runtime.backend import load_jax
from pellucid.runtime.lowering import Cell, Lowering, NotCompilable, graphs_of, with_inner_nodes

_READERS = frozenset(
    {"ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VariableShape", "VarIsInitializedOp"}
)


_NOTHING: Mapping[int, Any] = {}


class Program:
    """Runs a graph.

    Args:
        graph: inputs and captures are read from it; it must not change afterwards.
        outputs: the tensors to compute.
        must_compile: refuse what XLA cannot run (`jit_compile=True`) instead of falling back.
    """

    def __init__(
        self, graph: FuncGraph, outputs: Sequence[SymbolicTensor], must_compile: bool = False
    ) -> None:
        self.graph = graph
        self.outputs = list(outputs)
        self.nodes = needed_nodes(graph, outputs)
        self.must_compile = must_compile
        captures = list(zip(graph.external_captures, graph.internal_captures, strict=True))
        self.tensors = [(v, t) for v, t in captures if t.dtype is not resource]
        resources = [(v, t) for v, t in captures if t.dtype is resource]
        written = _written(self.nodes)
        self.written = [(v, t) for v, t in resources if id(t) in written]
        self.read = [(v, t) for v, t in resources if id(t) not in written]
        self.random = _random_states([n for node in self.nodes for n in with_inner_nodes(node)])
        self._host_only = next(
            (n for n in self.nodes if n.op.xla_kernel is None and n.type != "Placeholder"), None
        )
        self._strings = any(t.dtype is string for t in [*graph.inputs, *outputs])
        self._jitted: Any = None
        self._calls_back = any(_has_effects(n) for n in self.nodes)
        if must_compile and self._host_only is not None:
            raise NotCompilable(
                self._host_only, "jit_compile=True was asked for, and it runs on the host only"
            )

    def __call__(
        self, inputs: Sequence[Any], replaced: Mapping[int, Any] = _NOTHING
    ) -> list[EagerTensor]:
        """Run on eager tensors for the graph's inputs; returns the outputs.

        Args:
            replaced: by the id of a captured tensor or variable what to use in its place.
        """
        if self._host_only is None and not self._strings:
            try:
                return self.compiled(inputs, replaced)
            except NotCompilable as reason:
                if self.must_compile:
                    raise
                self._host_only = reason.node
        return interpreter.run(self, inputs, replaced)

    def compiled(
        self, inputs: Sequence[Any], replaced: Mapping[int, Any] = _NOTHING
    ) -> list[EagerTensor]:
        """Run as one XLA program."""
        if self._jitted is None:
            self._jitted = load_jax().jit(self._trace, donate_argnums=0)
        swap = replaced.get
        written = [swap(id(v), v).handle for v, _ in self.written]
        donated = [h.device_value for h in written] + [s.value for _, s in self.random]
        kept = [swap(id(v), v).handle.device_value for v, _ in self.read]
        arrays = [t.value() for t in inputs] + [swap(id(v), v).value() for v, _ in self.tensors]
        outputs, updated = self._jitted(donated, kept, arrays)
        count = len(self.written)
        for handle, value in zip(written, updated[:count], strict=True):
            handle.device_value = value
        for (_, state), value in zip(self.random, updated[count:], strict=True):
            state.value = value
        if self._calls_back:  # after the variables have their values: the old ones are gone
            load_jax().effects_barrier()
            checks.raise_pending()
        return [EagerTensor.on_device(o) for o in outputs]

    def _trace(
        self, donated: list[Any], kept: list[Any], arrays: list[Any]
    ) -> tuple[list[Any], list[Any]]:
        """The body that jax traces: arrays in, outputs and updated state out."""
        graph = self.graph
        values = dict(zip(map(id, graph.inputs), arrays, strict=False))
        values.update(
            zip((id(t) for _, t in self.tensors), arrays[len(graph.inputs) :], strict=True)
        )
        count = len(self.written)
        cells = [Cell(v) for v in donated]
        values.update(zip((id(t) for _, t in self.written), cells[:count], strict=True))
        values.update(zip((id(t) for _, t in self.read), map(Cell, kept), strict=True))
        states = dict(zip((id(n) for n, _ in self.random), cells[count:], strict=True))
        lowering = Lowering(values, states)
        lowering.run(self.nodes)
        asarray = lowering.jax.numpy.asarray
        outputs = [asarray(lowering.values[id(t)], t.dtype.np_dtype) for t in self.outputs]
        return outputs, [asarray(c.value) for c in cells]


def _has_effects(node: Node) -> bool:
    """Whether a node, or one in a branch or loop body that it runs, calls back into Python."""
    if node.op.effects:
        return True
    return node.op.calls_graphs and any(
        _has_effects(n) for graph in graphs_of(node.attrs) for n in graph.nodes
    )


def _random_states(nodes: Sequence[Node]) -> list[tuple[Node, Any]]:
    """Each stateful random node with the state of its generator."""
    drawing = [n for n in nodes if n.op.draws]
    if not drawing:
        return []
    from pellucid.runtime import random_state

    return [(n, random_state.node_state(n)) for n in drawing]


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
    return node.type in _READERS or node.op.draws


def _written(nodes: Sequence[Node]) -> set[int]:
    """The handles that some node may write to."""
    return {id(t) for n in nodes if n.type not in _READERS for t in n.inputs if t.dtype is resource}
