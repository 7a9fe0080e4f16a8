"""Python lists to which a loop or branch of the graph appends: they become lists of the graph.

    values = []                      while the body is traced, `values` is a `TensorList`: a tensor
    for i in tf.range(n):            with the elements and one with their number, which the loop
        values.append(x[i])          carries from one iteration to the next

A list stays a Python list if its length does not depend on the graph, and if no tensors are
appended: then appending is a side effect of tracing, as everywhere else.

    copied           lists for a part of a statement, which changes them
    settled          what a list is after the two branches of an `if`
    plan             what a list is in a loop
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pellucid.core import nest
from pellucid.core.context import recording
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.shapes import generalize_shapes, is_compatible
from pellucid.core.tensor import Tensor
from pellucid.function.autograph.staged import is_symbolic
from pellucid.function.autograph.undefined import Undefined
from pellucid.graph.graph import FuncGraph
from pellucid.graph.static import static_value
from pellucid.ops.joining import stack
from pellucid.ops.tensor_list import TensorList, different


class Watched(list[Any]):
    """A copy of a Python list while a loop is tried: a tensor may be its index."""

    def __getitem__(self, index: Any) -> Any:
        return stack(list(self))[index] if is_symbolic(index) else super().__getitem__(index)


def copied(values: Sequence[Any], names: Sequence[str], changed: Sequence[str]) -> tuple[Any, ...]:
    """The values, of which those that a part of a statement changes in place are copies.

    Args:
        changed: the names of the lists that are changed.
    """
    return tuple(_copy(v) if n in changed else v for v, n in zip(values, names, strict=True))


def _copy(value: Any) -> Any:
    if type(value) in (list, Watched):
        return type(value)(value)
    return value.copy() if isinstance(value, TensorList) else value


# ------------------------------------------------------------------------ branches


def settled(
    name: str, before: Any, a: Any, b: Any, true_graph: FuncGraph, false_graph: FuncGraph
) -> tuple[Any, Any]:
    """The values of a list after both branches, so that they can be merged.

    Args:
        before: the list before the `if`; `a`, `b`: what it is after the branches.
    """
    if not _is_list(a) or not _is_list(b):
        return a, b
    if isinstance(before, list) and isinstance(a, list) and isinstance(b, list):
        if not any(map(_holds_tensor, [*_added(before, a), *_added(before, b)])):
            _repeat_effects(before, a, b)
            return before, before
        if len(a) == len(b):
            return a, b
    kind = _element([a, b])
    with recording(()):
        with true_graph.as_default():
            a = a if isinstance(a, TensorList) else TensorList.of(a, *kind, 0)
        with false_graph.as_default():
            b = b if isinstance(b, TensorList) else TensorList.of(b, *kind, 0)
            b = _as_large(b, a).like(a)
        with true_graph.as_default():
            a = _as_large(a, b).like(b)
    a.appended = b.appended = _most(a.appended, b.appended)
    forget(name, before)
    return a, b


def _is_list(value: Any) -> bool:
    return isinstance(value, TensorList) or type(value) in (list, Watched)


def _holds_tensor(value: Any) -> bool:
    leaves = nest.flatten(value, expand_composites=True)
    return any(isinstance(v, Tensor) or hasattr(v, "handle") for v in leaves)


def _added(before: list[Any], after: list[Any]) -> list[Any]:
    """What a part of a statement put into the list."""
    known = {id(v) for v in before}
    return [v for v in after if id(v) not in known]


def _repeat_effects(before: list[Any], *after: list[Any]) -> None:
    """Do to the list itself what was done to its copies, in the order of the branches."""
    count = len(before)
    for now in after:
        if now[:count] == before[:count]:
            before.extend(now[count:])
        else:
            before[:] = now


def _as_large(value: TensorList, other: TensorList) -> TensorList:
    """The list with as much room as the other, where both are known."""
    mine, its = value.capacity, other.capacity
    if mine is None or its is None or its <= mine:
        return value
    return value.with_room(its - mine)


def _most(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else max(a, b)


def _element(values: Sequence[Any]) -> tuple[Any, Any]:
    """The dtype and shape of the elements of some lists.

    Raises:
        ValueError: they differ.
    """
    found: list[tuple[Any, Any]] = []
    for value in values:
        if isinstance(value, TensorList):
            found.append((value.dtype, value.element))
            continue
        for item in value:
            if hasattr(item, "handle"):
                item = convert(item)
            if not isinstance(item, Tensor | bool | int | float | complex):
                raise TypeError(
                    explain(
                        "a list that a loop or branch of the graph appends to",
                        "its elements must be tensors of one shape and dtype",
                        received=repr(item),
                        fix="a list for each of the parts",
                    )
                )
            if isinstance(item, Tensor):
                found.append((item.dtype, item.dims))
    if not found:
        tensors = [convert(v) for value in values for v in value]
        found = [(t.dtype, t.dims) for t in tensors[:1]]
    (dtype, dims), *others = found
    for other_dtype, other_dims in others:
        if other_dtype is not dtype or not is_compatible(dims, other_dims):
            raise ValueError(different(dims, dtype, other_dims, other_dtype))
        dims = generalize_shapes(dims, other_dims)
    if dims is None:
        raise ValueError(
            explain(
                "a list that a loop or branch of the graph appends to",
                "the rank of its elements is not known",
                fix="tf.ensure_shape",
            )
        )
    return dtype, dims


def forget(name: str, original: Any) -> None:
    """Whoever else holds the Python list sees an error in it: its elements are in the graph."""
    if type(original) is list:
        problem = explain(
            f"list '{name}'",
            "it was appended to in a loop or branch of the graph and is not a Python list any more",
            fix=f"return '{name}' from the function that appends to it",
        )
        original[:] = [Undefined(name, ValueError(problem))]


# --------------------------------------------------------------------------- loops


class Kept(NamedTuple):
    """An object that the loop does not carry: its changes are side effects of tracing."""

    value: Any


class Plan(NamedTuple):
    """How a loop carries a list.

    Attributes:
        start: the list with which the loop begins.
        growth: how many elements an iteration appends at most, if the loop reserves room for them.
        length: the length after the loop, if it is known: an int or a tensor.
        appended: how many elements all iterations append at most, if that is known.
    """

    start: TensorList
    growth: int | None
    length: Any
    appended: int | None

    def check_room(self, now: Any) -> None:
        """Raise `NoRoom` if an iteration that ends with `now` appends more than was reserved."""
        if self.growth is not None and isinstance(now, TensorList):
            if now.appended is None or now.appended > self.growth:
                raise NoRoom

    def finished(self, name: str, before: Any, made: TensorList) -> TensorList:
        """The list after the loop."""
        if self.length is not None:
            made.store.length = self.length
            made.store.full = True
        made.appended = self.appended
        made.grows = True
        forget(name, before)
        return made


class NoRoom(Exception):
    """The loop must be traced again, with lists that grow while it runs."""


def entered(plan: Any, value: Any) -> Any:
    """With what a loop begins: the list that was planned, or `value`."""
    return plan.start if isinstance(plan, Plan) else value


def plan(before: Any, given: Any, after: Any, count: Any, *, reserve: bool, always: bool) -> Any:
    """How a loop carries a list: a `Plan`, `Kept`, or None if it is an ordinary value.

    Args:
        before: the list before the loop.
        given: with what the body was tried once, and `after`: what it was then.
        count: how many iterations there are at most, an int or tensor; or None.
        reserve: whether the room for all iterations may be reserved.
        always: whether there are exactly `count` iterations.
    """
    if not _is_list(before) or not _is_list(after):
        return None
    if isinstance(before, list) and isinstance(after, list):
        if not any(map(_holds_tensor, _added(given, after))) and len(after) >= len(before):
            return Kept(before)
        if len(before) == len(after):
            return None
    first = len(before) if isinstance(before, list) else 0  # a `TensorList` counts anew
    last = _appended(after)
    growth: Any = None if last is None else max(last - first, 0)
    known = count if count is None else static_value(count)
    times: Any = count if known is None else max(int(known), 0)
    reserved, room = None, 0
    if reserve and times is not None and growth is not None:
        reserved, room = growth, growth * times
    start = _start(before, after, room)
    start.grows, start.appended = reserved is None, 0
    if start.grows:
        start = start.like(start)
    steps: Any = _steps(before, after) if always else None
    length = None if steps is None else steps[0] + steps[1] * times
    earlier = _appended(before)
    total = None
    if isinstance(times, int) and growth is not None and earlier is not None:
        total = earlier + growth * times
    start = start.like(after) if isinstance(after, TensorList) else start
    return Plan(start, reserved, length, total)


def _appended(value: Any) -> int | None:
    return value.appended if isinstance(value, TensorList) else len(value)


def _start(before: Any, after: Any, room: Any) -> TensorList:
    if isinstance(before, TensorList):  # where it does not grow, the loop around has made room
        return before.with_room(room) if before.grows else before.copy()
    return TensorList.of(before, *_element([before, after]), room)


def _steps(before: Any, after: Any) -> tuple[int, int] | None:
    """How long the list is and how many elements every iteration appends, if that is known."""
    lengths = [v.length if isinstance(v, TensorList) else len(v) for v in (before, after)]
    if not all(isinstance(n, int) for n in lengths) or lengths[1] < lengths[0]:
        return None
    return lengths[0], lengths[1] - lengths[0]
