"""Derivatives of conditionals and loops.

XLA differentiates conditionals, and loops whose number of iterations is bounded by a known value,
if nothing in them runs on the host. The derivative of any other loop is a loop over its iterations
in reverse order, and that of a conditional with such a loop or host node in it a conditional.

A loop keeps the loop variables of up to `_SLOTS` iterations, evenly spaced; those between are found
by running forward from the last one kept. With two levels of this, up to `_SLOTS`² iterations cost
about three forward passes, and memory does not grow with their number.

Branches and bodies that draw random numbers, or read variables that they assign, run again from the
state that they began with (`autodiff/rerun.py`). In a loop that state is kept as loop variables
are: three integers for a generator whatever it draws, so that what is said of memory stays true.
Keeping the drawn numbers instead would need memory for every iteration, and a bound on their number
where XLA runs the loop; drawing again costs no more than running forward does.

Reference: Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff.automatic import differentiate_kernel
from pellucid.autodiff.backpropagation import Record
from pellucid.autodiff.bodies import Body, flows
from pellucid.autodiff.cotangents import zeros_like
from pellucid.autodiff.rerun import pure_loop
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.graph.graph import FuncGraph, graphs_among
from pellucid.graph.static import static_value
from pellucid.ops.control_flow import Case, If, cond, switch_case
from pellucid.ops.hidden_state import Needed, has_state, inner_graphs
from pellucid.ops.loops import While, while_loop

_SLOTS = 32


@If.gradient
def _(node: Any, *dy: Any) -> Any:
    return _conditional(node, dy, lambda functions: cond(node.inputs[0], *functions))


@Case.gradient
def _(node: Any, *dy: Any) -> Any:
    return _conditional(node, dy, lambda functions: switch_case(node.inputs[0], functions))


def _conditional(node: Any, dy: Sequence[Any], choose: Callable[..., Any]) -> Any:
    graphs = inner_graphs(node.attrs)
    if not has_state(graphs) and all(map(_bounded, graphs)):
        return differentiate_kernel(node, list(dy))
    count = len(node.attrs["Tout"])
    branches = [Body(graph, node, 1, 0) for graph in graphs]
    first = branches[0]
    found: list[Any] = []
    if first.flowing:
        found = list(choose([functools.partial(_at_captured, b, dy[:count]) for b in branches]))
    return [None, *first.at_captured(found, dy)]


def _at_captured(branch: Body, dy: Sequence[Any]) -> list[Any]:
    return branch.pull(branch.before, dy)[1]


@While.gradient
def _(node: Any, *dy: Any) -> Any:
    count, bound, body = len(node.attrs["Tout"]), node.attrs["bound"], node.attrs["body"]
    short = (
        bound >= 0
        and static_value(node.inputs[bound]) is not None
        and _bounded(body)
        and not _grows(node, count)
    )
    hidden = has_state(inner_graphs(node.attrs))
    if short and not hidden:
        return differentiate_kernel(node, list(dy))
    again = Body(body, node, 0, count)
    _check_condition(node)
    first = list(node.inputs[1:count])
    if short and STATE.graph is not None:
        at_first, at_captured = _through_kernel(node, again, dy[:count])
    else:
        loop = _Loop(again, count)
        arrived = [g for g, t in zip(dy[1:count], first, strict=True) if flows(t)]
        found = loop.backward(
            convert(0), node.outputs[0], [*first, *again.before], [*arrived, *again.zeros()],
            loop.levels,
        )  # fmt: skip
        at_first, at_captured = found[: len(arrived)], found[len(arrived) :]
    rest = iter(at_first)
    return [
        None, *[next(rest) if flows(t) else None for t in first],
        *again.at_captured(at_captured, dy),
    ]  # fmt: skip


def _check_condition(node: Any) -> None:
    if Needed([node.attrs["cond"]], node.attrs["variables"]).written:
        raise LookupError(
            explain(
                "the derivative of a loop", "its condition assigns a variable that its body reads",
                fix="assign it in the body.",
            )
        )  # fmt: skip


def _through_kernel(node: Any, again: Body, dy: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """The cotangents of the differentiable loop variables, and of `flowing`, from XLA.

    XLA differentiates the loop without hidden state that does the same.
    """
    count = len(dy)
    inputs, attrs = pure_loop(node, *again.given(node.inputs[:count], again.before))
    size = len(attrs["Tout"])
    record = Record(
        While, inputs, inputs[:size],  # of outputs only the dtypes are looked at
        {**While.schema.defaults, **attrs, "Tin": [t.dtype for t in inputs]},
    )  # fmt: skip
    arrived = [*dy, *[zeros_like(v) if flows(v) else None for v in inputs[count:size]]]
    found = differentiate_kernel(record, arrived)
    captured = {id(t): g for t, g in zip(inputs[size:], found[size:], strict=True)}
    at_first = [g for g, t in zip(found[1:count], inputs[1:count], strict=True) if flows(t)]
    return at_first, [
        zeros_like(t) if captured.get(id(t)) is None else captured[id(t)] for t in again.flowing
    ]


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
        if node.op.calls_graphs and not all(map(_bounded, graphs_among(node.attrs))):
            return False
    return True


def _grows(node: Any, count: int) -> bool:
    """Whether shapes in a loop depend on the iteration, as far as can be told."""
    body = node.attrs["body"]
    variables = body.inputs[:count]
    if any(
        outer.dims != inner.dims and outer.dims is not None
        for outer, inner in zip(node.inputs[:count], variables, strict=True)
    ):
        return True
    changing = {
        id(v) for v, after in zip(variables, body.outputs[:count], strict=True) if v is not after
    }
    for inner in body.nodes:  # in order, so what a node's inputs depend on is known
        if inner.type in ("Placeholder", "Shape", "Size", "Rank"):
            continue
        if any(id(inner.inputs[i]) in changing for i in _sizing(inner)):
            return True
        if any(id(t) in changing for t in inner.inputs):
            changing.update(id(t) for t in inner.outputs if static_value(t) is None)
    return False


def _sizing(node: Any) -> list[int]:
    """The inputs whose values XLA has to know."""
    return [] if node.op.has_input_lists else list(node.op.static)


class _Loop:
    """The backward pass of one loop.

    `values` are the loop variables without the counter, and behind them the hidden state.
    """

    def __init__(self, body: Body, count: int) -> None:
        self.body = body
        self.count = count - 1
        self.shapes = [t.dims for t in [*body.graph.inputs[1:count], *body.before]]
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
        flowing = [i for i, t in enumerate(values[: self.count]) if flows(t)]

        def step(i: Any, *given: Any) -> Any:
            now = self._forward(start, i, values)
            pulled = iter(given[: len(flowing)])
            arriving = [next(pulled) if flows(t) else None for t in values[: self.count]]
            before, captured = self.body.pull([i, *now], [None, *arriving])
            sums = [a + b for a, b in zip(given[len(flowing) :], captured, strict=True)]
            return (i - 1, *[before[1 + k] for k in flowing], *sums)

        return self._loop(lambda i, *_: i >= start, step, stop - 1, cotangents)
