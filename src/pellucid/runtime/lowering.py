"""From a graph to a computation in jax: an interpreter of nodes that runs while XLA traces.

    NotCompilable      a node that XLA cannot run, and why
    Lowering           values of one run: tensors, variables' cells, random states
      run              all nodes in order
      node             one node: by its NumPy kernel if all that it reads is known, else by XLA's

Values known while compiling (constants, shapes, arithmetic on them) stay NumPy arrays, so that
axes, shapes and slice bounds are static for XLA although the program computed them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.core import checks
from pellucid.graph.graph import FuncGraph, Node, graphs_among
from pellucid.runtime.backend import load_jax, not_concrete_errors


class NotCompilable(Exception):
    """A node has no XLA kernel, or needs a value that exists only at run time.

    Attributes:
        node: the node.
        step: the node of the graph being lowered in which it is: itself, or a branch or loop.
        reason: why.
    """

    def __init__(self, node: Node, reason: str) -> None:
        file, line = node.source
        super().__init__(f"{node.type} '{node.name}' ({file}:{line}) cannot be compiled: {reason}")
        self.node = self.step = node
        self.reason = reason


class Cell:
    """A variable's value, or a generator's state, while a program is traced."""

    __slots__ = ("changed", "value_")

    def __init__(self, value: Any) -> None:
        self.value_ = value
        self.changed = False

    @property
    def value(self) -> Any:
        """The value now."""
        return self.value_

    @value.setter
    def value(self, value: Any) -> None:
        self.value_ = value
        self.changed = True


_NO_CONTEXT = contextlib.nullcontext()
_NO_CELLS: Mapping[int, Cell] = {}


class Lowering:
    """One trace of a graph.

    Args:
        values: what is known at the start: symbolic tensor id -> array, tracer or Cell.
        states: node id -> Cell with the state of that random node.
    """

    def __init__(self, values: dict[int, Any], states: dict[int, Cell]) -> None:
        self.jax = load_jax()
        self.values = values
        self.states = states
        from pellucid.runtime import cpu  # only programs need the kernels, not the import

        self.native = cpu.NativeKernels(self.jax)

    def run(self, nodes: Sequence[Node]) -> None:
        """Run `nodes` in order."""
        self.native.watch(nodes)
        for node in nodes:
            if not node.outputs or id(node.outputs[0]) not in self.values:
                try:
                    self.node(node)
                except NotCompilable as reason:
                    reason.step = node  # last set by the outermost graph
                    raise

    def node(self, node: Node) -> None:
        """Run one node and keep its outputs."""
        op, attrs = node.op, node.attrs
        inputs = [self.values[id(t)] for t in node.inputs]
        if op.foldable and all(isinstance(v, np.ndarray | np.generic) for v in inputs):
            outputs = op.run_numpy(inputs, attrs)
        else:
            outputs = self._compiled(node, op, inputs, attrs)
        for tensor, value in zip(node.outputs, outputs, strict=True):
            self.values[id(tensor)] = value

    def _compiled(self, node: Node, op: Any, inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
        kernel = op.xla_kernel
        if kernel is None:
            raise NotCompilable(node, "it runs on the host only")
        nested = op.nested_inputs(inputs, attrs)
        for index in op.static:
            if not isinstance(nested[index], np.ndarray | np.generic | list):
                raise NotCompilable(
                    node, f"input {index} ({op.schema.inputs[index].name}) must be known"
                )
        if op.calls_graphs:
            attrs = with_callables(attrs, self.callable)
        try:
            result = self.native.lower(op, nested, attrs, node)
            if result is None:
                state = self.states.get(id(node))
                with checks.lowering(node) if op.effects else _NO_CONTEXT:
                    result = kernel.run_xla(self.jax, nested, attrs, state)
        except not_concrete_errors() as error:
            raise NotCompilable(node, "it needs a value that is known only at run time") from error
        except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
            if op.calls_graphs and isinstance(error, TypeError):
                raise NotCompilable(node, "shapes differ between branches or iterations") from error
            failure = op.failure(error, [v for v in inputs if hasattr(v, "shape")])
            failure.add_note("at node '{}', made at {}:{}".format(node.name, *node.source))
            raise failure from error
        types = op.output_types(attrs)
        flat = op.flat_outputs(result, types)
        return [self._typed(v, t.np_dtype) for v, t in zip(flat, types, strict=True)]

    def _typed(self, value: Any, dtype: np.dtype) -> Any:
        """The value in the schema's dtype, without jax's weak types."""
        if isinstance(value, np.ndarray | np.generic):
            return value if value.dtype == dtype else value.astype(dtype)
        if getattr(value, "dtype", None) == dtype and not getattr(value, "weak_type", False):
            return value
        return self.jax.lax.convert_element_type(value, dtype)

    def callable(self, graph: FuncGraph) -> Callable[..., list[Any]]:
        """A branch or loop body as a function from arrays to arrays.

        Its captures are among its inputs; cells passed in are shared, so effects on variables show.
        """

        from pellucid.ops.hidden_state import has_state

        drawing = [
            id(n) for node in graph.body() for n in with_inner_nodes(node) if id(n) in self.states
        ]

        def run(*inputs: Any, cells: Mapping[int, Cell] = _NO_CELLS) -> list[Any]:
            values = {id(t): v for t, v in zip(graph.inputs, inputs, strict=True)}
            # The states of generators inside may be handed in, as the cells of variables are.
            states = (
                {k: cells.get(id(v), v) for k, v in self.states.items()} if cells else self.states
            )
            inner = Lowering(values, states)
            inner.run(graph.body())
            return [inner.values[id(t)] for t in graph.outputs]

        run.cells = [self.states[key] for key in drawing]  # type: ignore[attr-defined]
        run.stateful = has_state([graph])  # type: ignore[attr-defined]
        run.generator = lambda node: self.states[id(node)]  # type: ignore[attr-defined]
        return run


def with_callables(attrs: dict[str, Any], make: Callable[[FuncGraph], Any]) -> dict[str, Any]:
    """Attributes in which graphs, also those in lists, are replaced by `make(graph)`."""

    def swap(value: Any) -> Any:
        if isinstance(value, FuncGraph):
            return make(value)
        if isinstance(value, list) and value and isinstance(value[0], FuncGraph):
            return [make(v) for v in value]
        if isinstance(value, dict):  # the attributes of an op that is differentiated
            return with_callables(value, make)
        return value

    return {k: swap(v) for k, v in attrs.items()}


def with_inner_nodes(node: Node) -> list[Node]:
    """The node, and those of the branches and bodies within it."""
    if not node.op.calls_graphs:
        return [node]
    return [
        node,
        *[n for g in graphs_among(node.attrs) for m in g.body() for n in with_inner_nodes(m)],
    ]
