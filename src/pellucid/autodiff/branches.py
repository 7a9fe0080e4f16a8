"""Derivatives of conditionals and loops.

    If, Case      the derivative of the branch that ran, which is itself a conditional
    While         the iterations in reverse order, which is itself a loop

What a branch or body computed on the way is computed again. A loop keeps the loop variables of up to
`_SLOTS` iterations, evenly spaced, and finds those between by running forward from the last one kept,
at two levels: up to `_SLOTS`² iterations cost about three forward passes, whatever their number.

Reference: Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff.cotangents import zeros_like
from pellucid.autodiff.inline import inline
from pellucid.autodiff.tape import GradientTape, backpropagate
from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph
from pellucid.ops.control_flow import Case, If, While, cond, switch_case, while_loop

_SLOTS = 32


class _Replay:
    """A branch or body that can be run again on the inputs it had, and differentiated.

    Args:
        graph: its graph.
        captured: the inputs of the op after the loop variables: captured tensors and variables,
            then the values on entry of the variables.
    """

    def __init__(self, graph: FuncGraph, captured: Sequence[Any]) -> None:
        self.graph = graph
        self.captured = list(captured)
        own = graph.inputs[len(graph.inputs) - len(captured) :]
        resources = [(v, t) for v, t in zip(captured, own, strict=True) if t.dtype is dtypes.resource]
        split = len(captured) - len(resources)
        self.entries = {id(v): e for (v, _), e in zip(resources, captured[split:], strict=True)}
        handles = {id(t): e for (_, t), e in zip(resources, captured[split:], strict=True)}
        self.state = {
            id(n.outputs[0]): handles[id(n.inputs[0])]
            for n in graph.nodes if n.type == "ReadVariableOp" and id(n.inputs[0]) in handles
        }  # fmt: skip
        self.flows = [i for i in range(split) if id(captured[i]) in self.entries or _flows(captured[i])]
        self.flowing = [captured[i] for i in self.flows]

    def run(self, loop: Sequence[Any]) -> list[Any]:
        """The outputs for these loop variables."""
        return inline(self.graph, [*loop, *self.captured], {}, self.state)[0]

    def pull(self, loop: Sequence[Any], cotangents: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """The cotangents of the loop variables and of `flowing`, from those of the outputs.

        `None` stands for zeros in `cotangents`, and for what is not differentiable in the result.
        """
        sources = [t for t in loop if _flows(t)]
        with GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch(sources)
            tape._watched.update(map(id, self.flowing))
            outputs = self.run(loop)
        pairs = [(o, g) for o, g in zip(outputs, cotangents, strict=True) if g is not None and _flows(o)]
        found = backpropagate(
            tape._records, [o for o, _ in pairs], [*sources, *self.flowing], [g for _, g in pairs]
        )
        dense = [self._dense(g, s) for g, s in zip(found, [*sources, *self.flowing], strict=True)]
        rest = iter(dense[: len(sources)])
        return [next(rest) if _flows(t) else None for t in loop], dense[len(sources) :]

    def zeros(self) -> list[Any]:
        """Zeros like `flowing`."""
        return [self._dense(None, v) for v in self.flowing]

    def _dense(self, gradient: Any, source: Any) -> Any:
        if gradient is None:
            return zeros_like(self.entries.get(id(source), source))
        return convert(gradient)

    def at_inputs(self, found: Sequence[Any]) -> list[Any]:
        """The cotangents of `flowing`, each at the place of its input."""
        by_place = dict(zip(self.flows, found, strict=True))
        return [by_place.get(i) for i in range(len(self.captured))]


def _flows(value: Any) -> bool:
    return isinstance(value, Tensor) and (value.dtype.is_floating or value.dtype.is_complex)


@If.gradient
def _(node: Any, *dy: Any) -> Any:
    graphs = [node.attrs["then_branch"], node.attrs["else_branch"]]
    ready = [_branch(g, node.inputs[1:], dy) for g in graphs]
    return _spread(ready, node, lambda functions: cond(node.inputs[0], *functions))


@Case.gradient
def _(node: Any, *dy: Any) -> Any:
    ready = [_branch(g, node.inputs[1:], dy) for g in node.attrs["branches"]]
    return _spread(ready, node, lambda functions: switch_case(node.inputs[0], functions))


def _branch(graph: FuncGraph, inputs: Sequence[Any], dy: Sequence[Any]) -> tuple[_Replay, Any]:
    replay = _Replay(graph, inputs)
    return replay, lambda: replay.pull([], dy)[1]


def _spread(ready: Sequence[tuple[_Replay, Any]], node: Any, choose: Callable[[list[Any]], Any]) -> list[Any]:
    replay = ready[0][0]
    if not replay.flowing:
        return [None] * len(node.inputs)
    return [None, *replay.at_inputs(choose([function for _, function in ready]))]


# ---------------------------------------------------------------------- loops


@While.gradient
def _(node: Any, *dy: Any) -> Any:
    count = node.attrs["count"]
    body = node.attrs["body"]
    _check_repeatable(body)
    loop = _Loop(_Replay(body, node.inputs[count:]), node.attrs["limit"])
    first = list(node.inputs[1:count])
    cotangents = [g for g, t in zip(dy[1:], first, strict=True) if _flows(t)]
    found = loop.backward(convert(0), node.outputs[0], first, [*cotangents, *loop.replay.zeros()], loop.levels)
    rest = iter(found)
    at_first = [next(rest) if _flows(t) else None for t in first]
    return [None, *at_first, *loop.replay.at_inputs(list(rest))]


def _check_repeatable(body: FuncGraph) -> None:
    for node in body.nodes:
        if node.op.draws or (node.op.stateful and not node.outputs and node.inputs):
            raise LookupError(
                explain(
                    "tf.while_loop",
                    f"the derivative needs to run the body again, but {node.type} ({node.name}) would "
                    "not do the same again",
                    fix="draw random numbers before the loop, assign variables after it.",
                )
            )


class _Loop:
    """The backward pass of one loop; `values` are the loop variables without the counter."""

    def __init__(self, replay: _Replay, limit: Any) -> None:
        self.replay = replay
        self.shapes = [t.dims for t in replay.graph.inputs[1 : len(replay.graph.inputs) - len(replay.captured)]]
        fixed = all(s is not None and None not in s for s in self.shapes)
        self.slots = _SLOTS if limit is None else max(1, min(_SLOTS, int(limit)))
        # Without fixed shapes nothing can be kept: every iteration is found from the first.
        self.levels = 0 if not fixed else 1 if limit is not None and int(limit) <= _SLOTS else 2

    def backward(self, start: Any, stop: Any, values: list[Any], cotangents: list[Any], levels: int) -> list[Any]:
        """Pull `cotangents` back through the iterations `start` … `stop` - 1.

        Args:
            values: the loop variables before iteration `start`.
            levels: how many times the range is still divided into slots.
        """
        if levels == 0:
            return self._one_by_one(start, stop, values, cotangents)
        stride = OPS["Maximum"](1, (stop - start + self.slots - 1) // self.slots)
        kept = self._keep(start, stop, stride, values)

        def segment(slot: Any, *given: Any) -> Any:
            begin = start + slot * stride
            end = OPS["Minimum"](begin + stride, stop)
            before = [OPS["GatherV2"](k, slot, 0) for k in kept]
            for value, dims in zip(before, self.shapes, strict=True):
                value.set_shape(dims)
            return (slot - 1, *self.backward(begin, end, before, list(given), levels - 1))

        last = (stop - start + stride - 1) // stride - 1
        return list(while_loop(lambda slot, *_: slot >= 0, segment, (last, *cotangents))[1:])

    def _keep(self, start: Any, stop: Any, stride: Any, values: list[Any]) -> list[Any]:
        """The loop variables before every `stride`-th iteration, stacked."""
        empty = [
            OPS["Fill"]([self.slots, *dims], np.zeros((), t.dtype.np_dtype)[()])
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
            lambda i, *_: i < stop, lambda i, *now: (i + 1, *self.replay.run([i, *now])[1:]),
            (start, *values), shape_invariants=((), *self.shapes),
        )  # fmt: skip
        return list(result[1:])

    def _one_by_one(self, start: Any, stop: Any, values: list[Any], cotangents: list[Any]) -> list[Any]:
        flowing = [i for i, t in enumerate(values) if _flows(t)]

        def step(i: Any, *given: Any) -> Any:
            now = self._forward(start, i, values)
            pulled = iter(given[: len(flowing)])
            arriving = [next(pulled) if _flows(t) else None for t in values]
            at_loop, at_captured = self.replay.pull([i, *now], [None, *arriving])
            before = [at_loop[1 + k] for k in flowing]
            summed = [a + b for a, b in zip(given[len(flowing) :], at_captured, strict=True)]
            for gradient, k in zip(before, flowing, strict=True):
                gradient.set_shape(self.shapes[k])
            return (i - 1, *before, *summed)

        invariants = ((), *[self.shapes[k] for k in flowing], *[t.shape for t in cotangents[len(flowing) :]])
        found = while_loop(lambda i, *_: i >= start, step, (stop - 1, *cotangents), shape_invariants=invariants)
        return list(found[1:])
