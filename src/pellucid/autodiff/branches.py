"""Derivatives of conditionals and loops.

XLA differentiates conditionals, and loops whose number of iterations is bounded by a known value,
if nothing in them runs on the host. The derivative of any other loop is a loop over its iterations
in reverse order, and that of a conditional with such a loop or host node in it a conditional.

A loop keeps the loop variables of up to `_SLOTS` iterations, evenly spaced; those between are found
by running forward from the last one kept. With two levels of this, up to `_SLOTS`² iterations cost
about three forward passes, and memory does not grow with their number.

Reference: Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff.automatic import differentiate_kernel
from pellucid.autodiff.backpropagation import backpropagate
from pellucid.autodiff.cotangents import zeros_like
from pellucid.autodiff.inline import inline
from pellucid.autodiff.tape import GradientTape
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph
from pellucid.graph.static import static_value
from pellucid.ops.control_flow import Case, If, cond, switch_case
from pellucid.ops.loops import While, while_loop

_SLOTS = 32


@If.gradient
def _(node: Any, *dy: Any) -> Any:
    graphs = [node.attrs["then_branch"], node.attrs["else_branch"]]
    return _conditional(node, dy, graphs, lambda functions: cond(node.inputs[0], *functions))


@Case.gradient
def _(node: Any, *dy: Any) -> Any:
    graphs = node.attrs["branches"]
    return _conditional(node, dy, graphs, lambda functions: switch_case(node.inputs[0], functions))


def _conditional(
    node: Any, dy: Sequence[Any], graphs: Sequence[FuncGraph], choose: Callable[..., Any]
) -> Any:
    for graph in graphs:
        _check_repeatable(graph, "tf.cond")
    if all(_bounded(graph) for graph in graphs):
        return differentiate_kernel(node, list(dy))
    branches = [_Body(graph, node.inputs[1:]) for graph in graphs]
    if not branches[0].flowing:
        return [None] * len(node.inputs)
    found = iter(choose([functools.partial(_at_captured, b, dy) for b in branches]))
    return [None, *[next(found) if _flows(t) else None for t in branches[0].captured]]


def _at_captured(branch: _Body, dy: Sequence[Any]) -> list[Any]:
    return branch.pull([], dy)[1]


@While.gradient
def _(node: Any, *dy: Any) -> Any:
    count, bound = len(node.attrs["Tout"]), node.attrs["bound"]
    _check_repeatable(node.attrs["body"], "tf.while_loop")
    if bound >= 0 and static_value(node.inputs[bound]) is not None and _bounded(node.attrs["body"]):
        return differentiate_kernel(node, list(dy))
    loop = _Loop(_Body(node.attrs["body"], node.inputs[count:]), count)
    first = list(node.inputs[1:count])
    arrived = [g for g, t in zip(dy[1:], first, strict=True) if _flows(t)]
    steps = node.outputs[0]
    found = loop.backward(convert(0), steps, first, [*arrived, *loop.body.zeros()], loop.levels)
    rest = iter(found)
    at_first = [next(rest) if _flows(t) else None for t in first]
    at_captured = [next(rest) if _flows(t) else None for t in loop.body.captured]
    return [None, *at_first, *at_captured]


def _flows(value: Any) -> bool:
    return isinstance(value, Tensor) and (value.dtype.is_floating or value.dtype.is_complex)


def _bounded(graph: FuncGraph) -> bool:
    """Whether XLA can differentiate the graph: it runs all of it, and loops have known bounds."""
    from pellucid.runtime.plan import why_host

    for node in graph.nodes:
        if why_host(node) is not None:
            return False
        if node.type == "While":
            bound = node.attrs["bound"]
            if bound < 0 or static_value(node.inputs[bound]) is None:
                return False
        if node.op.calls_graphs and not all(map(_bounded, _graphs(node.attrs))):
            return False
    return True


def _graphs(attrs: dict[str, Any]) -> list[FuncGraph]:
    flat = [v for value in attrs.values() for v in (value if isinstance(value, list) else [value])]
    return [v for v in flat if isinstance(v, FuncGraph)]


def _check_repeatable(graph: FuncGraph, where: str) -> None:
    """The derivative runs the graph again: what the outputs depend on must come out the same."""
    needed = {id(t.op) for t in graph.outputs}
    for node in reversed(graph.nodes):
        if id(node) not in needed:
            continue
        needed.update(id(t.op) for t in node.inputs)
        for inner in _graphs(node.attrs):
            _check_repeatable(inner, where)
        # A variable that is only read is read outside; see ops/subgraphs.py.
        if node.op.draws or node.type == "ReadVariableOp":
            raise LookupError(
                explain(
                    where,
                    f"its derivative runs the function again, and {node.type} ({node.name}) would "
                    "not give the same again",
                    fix="draw random numbers before it, and assign variables after it.",
                )
            )


class _Body:
    """A branch, or the body of a loop, that can be run again and differentiated."""

    def __init__(self, graph: FuncGraph, captured: Sequence[Any]) -> None:
        self.graph = graph
        self.captured = list(captured)
        self.flowing = [v for v in captured if _flows(v)]

    def run(self, loop: Sequence[Any]) -> list[Any]:
        """The loop variables after an iteration, from those before it."""
        return inline(self.graph, [*loop, *self.captured], {})[0]

    def pull(self, loop: Sequence[Any], cotangents: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """The cotangents of the loop variables before, and of `flowing`, from those after.

        `None` stands for loop variables that are not differentiable.
        """
        sources = [t for t in loop if _flows(t)]
        with GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch([*sources, *self.flowing])
            outputs = self.run(loop)
        pairs = [(o, g) for o, g in zip(outputs, cotangents, strict=True) if g is not None]
        wanted = [*sources, *self.flowing]
        found = backpropagate(tape._records, [o for o, _ in pairs], wanted, [g for _, g in pairs])
        dense = [
            zeros_like(s) if g is None else convert(g) for g, s in zip(found, wanted, strict=True)
        ]
        rest = iter(dense)
        return [next(rest) if _flows(t) else None for t in loop], list(rest)

    def zeros(self) -> list[Any]:
        """Zeros like `flowing`."""
        return [zeros_like(v) for v in self.flowing]


class _Loop:
    """The backward pass of one loop; `values` are the loop variables without the counter."""

    def __init__(self, body: _Body, count: int) -> None:
        self.body = body
        self.shapes = [t.dims for t in body.graph.inputs[1:count]]
        fixed = all(s is not None and None not in s for s in self.shapes)
        # What has no fixed shape cannot be kept: every iteration is found from the first.
        self.levels = 2 if fixed else 0

    def backward(
        self, start: Any, stop: Any, values: list[Any], cotangents: list[Any], levels: int
    ) -> list[Any]:
        """Pull `cotangents` back through the iterations `start` … `stop` - 1.

        Args:
            values: the loop variables before iteration `start`.
            cotangents: of the differentiable loop variables, then of what the body captured.
            levels: how many times the range is still divided into slots.
        """
        if levels == 0:
            return self._one_by_one(start, stop, values, cotangents)
        stride = OPS["Maximum"](1, (stop - start + (_SLOTS - 1)) // _SLOTS)
        kept = self._keep(start, stop, stride, values)

        def segment(slot: Any, *given: Any) -> Any:
            begin = start + slot * stride
            end = OPS["Minimum"](begin + stride, stop)
            before = [OPS["GatherV2"](k, slot, 0) for k in kept]
            return (slot - 1, *self.backward(begin, end, before, list(given), levels - 1))

        last = (stop - start + stride - 1) // stride - 1
        return self._loop(lambda slot, *_: slot >= 0, segment, last, cotangents)

    def _loop(self, test: Any, step: Any, counter: Any, cotangents: list[Any]) -> list[Any]:
        """A loop over cotangents, whose shapes do not change."""

        def same_shapes(*given: Any) -> Any:
            result = step(*given)
            for after, before in zip(result[1:], given[1:], strict=True):
                after.set_shape(before.shape)
            return result

        return list(while_loop(test, same_shapes, (counter, *cotangents))[1:])

    def _keep(self, start: Any, stop: Any, stride: Any, values: list[Any]) -> list[Any]:
        """The loop variables before every `stride`-th iteration, stacked."""
        empty = [
            OPS["Fill"]([_SLOTS, *dims], convert(np.zeros((), t.dtype.np_dtype)))
            for t, dims in zip(values, self.shapes, strict=True)
        ]
        size = len(values)

        def step(slot: Any, *given: Any) -> Any:
            now, kept = given[:size], given[size:]
            begin = start + slot * stride
            after = self._forward(begin, OPS["Minimum"](begin + stride, stop), list(now))
            place = OPS["Reshape"](slot, [1, 1])
            stored = [
                OPS["TensorScatterUpdate"](k, place, OPS["ExpandDims"](v, 0))
                for k, v in zip(kept, now, strict=True)
            ]
            return (slot + 1, *after, *stored)

        def inside(slot: Any, *_: Any) -> Any:
            return start + slot * stride < stop

        return list(while_loop(inside, step, (convert(0), *values, *empty))[1 + size :])

    def _forward(self, start: Any, stop: Any, values: list[Any]) -> list[Any]:
        """The loop variables before iteration `stop`, from those before `start`."""
        result = while_loop(
            lambda i, *_: i < stop,
            lambda i, *now: (i + 1, *self.body.run([i, *now])[1:]),
            (start, *values),
            shape_invariants=((), *self.shapes),
        )
        return list(result[1:])

    def _one_by_one(
        self, start: Any, stop: Any, values: list[Any], cotangents: list[Any]
    ) -> list[Any]:
        flowing = [i for i, t in enumerate(values) if _flows(t)]

        def step(i: Any, *given: Any) -> Any:
            now = self._forward(start, i, values)
            pulled = iter(given[: len(flowing)])
            arriving = [next(pulled) if _flows(t) else None for t in values]
            before, captured = self.body.pull([i, *now], [None, *arriving])
            sums = [a + b for a, b in zip(given[len(flowing) :], captured, strict=True)]
            return (i - 1, *[before[1 + k] for k in flowing], *sums)

        return self._loop(lambda i, *_: i >= start, step, stop - 1, cotangents)
