"""Branches and loop bodies of rewritten code, traced into graphs.

trace_state      run a part of a statement in a graph of its own; the state after it
if_state         the state after an `if` on a tensor
loop_state       the state after a loop in the graph
LoopOptions      what `tf.autograph.experimental.set_loop_options` said of the next loop
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE, recording
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.shapes import dims_of
from pellucid.core.tensor import Tensor
from pellucid.function.autograph import lists, staged
from pellucid.function.autograph.undefined import Undefined, is_undefined
from pellucid.graph.graph import FuncGraph
from pellucid.ops import control_flow, loops
from pellucid.ops.array_stores import less_known
from pellucid.ops.creation import zeros

GetState = Callable[[], tuple[Any, ...]]
SetState = Callable[[tuple[Any, ...]], None]


class State(NamedTuple):
    """What a statement assigns, as functions that read and write it.

    Attributes:
        get, put: read and write all values.
        names: what the values are called.
        handed_on: so many of them, the first, may be read by a later iteration or statement.
        changed: those that hold lists to which the statement appends.
        unread: those that an iteration of a loop does not read before it assigns them.
    """

    get: GetState
    put: SetState
    names: tuple[str, ...]
    handed_on: int
    changed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def values(self) -> tuple[Any, ...]:
        """The values that are handed on."""
        return self.get()[: self.handed_on]

    def write(self, values: Sequence[Any]) -> None:
        """Set the values that are handed on; the others have none."""
        self.put(self.filled(values))

    def filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """All values, of which those that are not handed on have none."""
        return (*values, *[Undefined(name) for name in self.names[self.handed_on :]])


class Merged:
    """The values of a name in both branches: nests of tensors of the branches' graphs."""

    def __init__(self, true_value: Any, false_value: Any) -> None:
        self.true_value = true_value
        self.false_value = false_value


def trace_state(name: str, run: Callable[[], tuple[Any, ...]]) -> tuple[FuncGraph, tuple[Any, ...]]:
    """Run a branch in a graph of its own; the graph, and the state afterwards."""
    graph = FuncGraph(name, STATE.graph)
    with graph.as_default(), recording(()):
        return graph, run()


def if_state(
    test: Any, true_graph: FuncGraph, false_graph: FuncGraph, merged: Sequence[Any]
) -> list[Any]:
    """Add the `If` op; the state after it, with the op's outputs where values were merged."""
    pairs = [m for m in merged if isinstance(m, Merged)]
    true_graph.outputs = _tensors([p.true_value for p in pairs])
    false_graph.outputs = _tensors([p.false_value for p in pairs])
    rest = iter(control_flow.add_if(convert(test), [true_graph, false_graph], "cond"))
    return [_replace(m.true_value, rest) if isinstance(m, Merged) else m for m in merged]


def _tensors(values: Any) -> list[Any]:
    return [v for v in nest.flatten(values, expand_composites=True) if isinstance(v, Tensor)]


def _replace(value: Any, rest: Any) -> Any:
    return nest.map_structure(
        lambda v: next(rest) if isinstance(v, Tensor) else v, value, expand_composites=True
    )


# --------------------------------------------------------------------------- loops


class LoopOptions:
    """What the body of a loop said about it by `set_loop_options`."""

    def __init__(self) -> None:
        self.maximum_iterations: Any = None
        self.shape_invariants: list[tuple[Any, Any]] = []

    def shapes(self, values: Sequence[Any]) -> dict[int, Any]:
        """The invariant shapes, by the position of the variable among `values`."""
        found = {}
        for value, shape in self.shape_invariants:
            for index, candidate in enumerate(values):
                if candidate is value:
                    found[index] = shape
        return found


_open_loops: list[LoopOptions] = []


def set_loop_options(
    parallel_iterations: int | None = None,
    swap_memory: bool | None = None,
    maximum_iterations: Any = None,
    shape_invariants: Any = None,
) -> None:
    """Say something about the loop whose body this call begins.

    Args:
        parallel_iterations, swap_memory: how TensorFlow schedules a loop; without effect on the
            result.
        maximum_iterations: stop after so many iterations.
        shape_invariants: pairs of a loop variable and the shape that it keeps, `None` where it
            changes.
    """
    if not _open_loops:
        return
    options = _open_loops[-1]
    if maximum_iterations is not None:
        options.maximum_iterations = maximum_iterations
    for variable, shape in shape_invariants or ():
        options.shape_invariants.append((variable, shape))


def loop_state(
    test: Callable[[], Any] | None,
    body: Callable[[Any], None],
    state: State,
    count: Any,
) -> tuple[Any, ...]:
    """Add the `While` op; the state after the loop.

    Loop variables are the names that hold tensors or numbers, and those that the body sets for the
    first time; what else they hold must stay the same object.

    Args:
        test: whether there is another iteration; None if there are `count` of them.
        body: takes the number of the iteration.
        count: the number of iterations, if it is known when the loop begins.
    """
    held = state.get()
    before = tuple(
        Undefined(name) if value is None and name in state.unread else value
        for name, value in zip(state.names, held[: state.handed_on], strict=False)
    )
    try:
        options, given, after = _try_body(body, state, before)
        bound = _bound(count, options.maximum_iterations)
        state.put(held)
        try:
            loop = _Loop(state, before, given, after, bound, always=test is None)
            return loop.run(test, body, options)
        except lists.NoRoom:  # an iteration appends more than it seemed
            state.put(held)
            loop = _Loop(state, before, given, after, bound, reserve=False)
            return loop.run(test, body, options)
    except BaseException:
        state.put(held)
        raise


def _bound(count: Any, maximum: Any) -> Any:
    limits = [
        convert(v, dtypes.int32) if not isinstance(v, Tensor) else v
        for v in (count, maximum)
        if v is not None
    ]
    limits = [v if v.dtype is dtypes.int32 else loops.as_int32(v) for v in limits]
    if len(limits) == 2:
        from pellucid.ops.math import minimum

        return minimum(limits[0], limits[1])
    return limits[0] if limits else None


def _try_body(
    body: Callable[[Any], None], state: State, before: tuple[Any, ...]
) -> tuple[LoopOptions, tuple[Any, ...], tuple[Any, ...]]:
    """Run the body once in a graph that is thrown away, to see what it sets and says.

    Returns: what it says, the state with which it began, the state afterwards.
    """
    options = LoopOptions()
    _open_loops.append(options)
    graph = FuncGraph("while_body", STATE.graph)
    try:
        with graph.as_default(), recording(()):
            tensors = tuple(
                lists.Watched(_stand_ins(v, graph)) if type(v) is list and n in state.changed
                else _stand_ins(_as_loop_tensors(v), graph)
                for n, v in zip(state.names, before, strict=False)
            )  # fmt: skip
            given = tuple(list(v) if isinstance(v, list) else v for v in tensors)
            state.write(tensors)
            body(graph.placeholder(dtypes.int32, ()))
            after = state.values()
        positions = options.shapes(tensors)
        options.shape_invariants = [(i, s) for i, s in positions.items()]
        return options, given, after
    finally:
        _open_loops.pop()


def _is_number(value: Any) -> bool:
    return isinstance(
        value, Tensor | bool | int | float | complex | np.ndarray | np.generic
    ) or hasattr(value, "handle")


def _as_loop_tensors(value: Any) -> Any:
    if is_undefined(value):
        return value
    return nest.map_structure(
        lambda v: convert(v) if _is_number(v) else v, value, expand_composites=True
    )


def _stand_ins(value: Any, graph: FuncGraph) -> Any:
    """Tensors without values: in a loop they are not what they are before it."""
    return nest.map_structure(
        lambda v: graph.placeholder(v.dtype, v.dims) if isinstance(v, Tensor) else v,
        value,
        expand_composites=True,
    )


def _loop_value(name: str, before: Any, after: Any) -> Any:
    """The value with which a name enters the loop."""
    if not is_undefined(before):
        if hasattr(before, "allocated_like"):
            return before.allocated_like(after)
        return _as_loop_tensors(before)
    if is_undefined(after):
        return before
    leaves = nest.flatten(after, expand_composites=True)
    if not all(_is_number(v) and convert_shape(v) is not None for v in leaves):
        problem = (
            f"'{name}' is set in a loop on tensors only. Fix: give it a value before the loop."
        )
        return Undefined(name, UnboundLocalError(problem))
    # The dtypes of tensors of the preview are known here, their values are not needed.
    return nest.map_structure(blank, after, expand_composites=True)


def blank(like: Any) -> Tensor:
    """Zeros like a tensor of another graph or a number; dimensions that are not known are 0."""
    if not isinstance(like, Tensor):
        like = convert(like)
    return less_known(zeros([d or 0 for d in like.dims or ()], like.dtype), like.dims or ())


def convert_shape(value: Any) -> Any:
    """The internal shape of a tensor or number."""
    return value.dims if isinstance(value, Tensor) else np.shape(value)


class _Loop:
    """The loop variables among the state, flat and with their places."""

    def __init__(
        self,
        state: State,
        before: tuple[Any, ...],
        given: tuple[Any, ...],
        after: tuple[Any, ...],
        bound: Any,
        *,
        reserve: bool = True,
        always: bool = False,
    ) -> None:
        self.state = state
        self.names = state.names[: state.handed_on]
        self.before, self.after, self.bound = before, after, bound
        self.plans = [
            lists.plan(b, g, a, bound, reserve=reserve, always=always)
            if n in state.changed or type(b) is list
            else None
            for n, b, g, a in zip(self.names, before, given, after, strict=True)
        ]
        self.start: list[Any] = []
        self.flat: list[Any] = []
        self.describe: list[str] = []
        self.shapes: list[Any] = []

    def run(
        self, test: Callable[[], Any] | None, body: Callable[[Any], None], options: LoopOptions
    ) -> tuple[Any, ...]:
        """Add the `While` op; the state after it."""
        after = self.after
        if any(self.plans):  # what else the body does is known only with the lists as they will be
            entered = [lists.entered(p, b) for p, b in zip(self.plans, self.before, strict=True)]
            options, _, after = _try_body(body, self.state, tuple(entered))
        self._begin(after, dict(options.shape_invariants))

        def condition(*values: Any) -> Any:
            self.state.write(self.unpack(values))
            return convert(True if test is None else staged.condition(test()), None)

        def step(number: Any, *values: Any) -> list[Any]:
            self.state.write(self.unpack(values))
            body(number)
            return self.pack(self.state.values())

        outputs = loops.counted_loop(
            condition, step, self.flat, self.shapes, self.bound, self.describe
        )
        done = list(self.unpack(outputs))
        for i, plan in enumerate(self.plans):
            if isinstance(plan, lists.Plan):
                done[i] = plan.finished(self.names[i], self.before[i], done[i])
        return self.state.filled(done)

    def _begin(self, after: tuple[Any, ...], wanted: dict[int, Any]) -> None:
        """The values with which the loop begins, and the shapes that they keep."""
        rows = zip(self.names, self.before, after, self.plans, strict=True)
        for index, (name, before, now, plan) in enumerate(rows):
            value = _loop_value(name, before, now) if plan is None else lists.entered(plan, plan)
            self.start.append(value)
            if is_undefined(value) or isinstance(value, lists.Kept):
                continue
            leaves = [
                v for v in nest.flatten(value, expand_composites=True) if isinstance(v, Tensor)
            ]
            self.flat.extend(leaves)
            self.describe.extend([name] * len(leaves))
            self.shapes.extend(
                dims_of(wanted[index]) if index in wanted else v.dims for v in leaves
            )

    def unpack(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """The state with `values` for the tensors."""
        rest = iter(values)
        return tuple(
            v.value if isinstance(v, lists.Kept) else v if is_undefined(v) else _replace(v, rest)
            for v in self.start
        )

    def pack(self, state: tuple[Any, ...]) -> list[Any]:
        """The tensors of a state; TypeError if something else changed."""
        flat: list[Any] = []
        for name, first, now, plan in zip(self.names, self.start, state, self.plans, strict=True):
            if isinstance(plan, lists.Plan):
                plan.check_room(now)
            if is_undefined(first) or isinstance(first, lists.Kept):
                continue
            if is_undefined(now):
                now.fail()
            try:
                nest.assert_same_structure(first, now, expand_composites=True)
            except (TypeError, ValueError) as error:
                raise TypeError(
                    f"'{name}' does not have the same nested structure after one iteration of a "
                    f"loop on tensors: {error}"
                ) from error
            pairs = zip(
                nest.flatten(first, expand_composites=True),
                nest.flatten(now, expand_composites=True),
                strict=True,
            )
            for old, new in pairs:
                if isinstance(old, Tensor):
                    flat.append(self._same_kind(name, old, new))
                elif old is not new and old != new:
                    raise TypeError(
                        f"'{name}' is {new!r} after one iteration of a loop on tensors, and was "
                        f"{old!r} before: it must be a tensor to change."
                    )
        return flat

    def _same_kind(self, name: str, old: Any, new: Any) -> Any:
        tensor = (
            convert(new)
            if isinstance(new, Tensor) or hasattr(new, "handle")
            else convert(new, old.dtype)
        )
        if tensor.dtype is not old.dtype:
            raise TypeError(
                explain(
                    f"loop variable '{name}'",
                    "it changes its dtype in the body of the loop",
                    expected=old.dtype.name,
                    received=tensor.dtype.name,
                    fix="tf.cast",
                )
            )
        return tensor
