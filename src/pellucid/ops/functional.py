"""Functions that carry a value from row to row of tensors: scan and fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, OutOfRangeError, explain
from pellucid.core.tensor import Tensor
from pellucid.ops.array import expand_dims
from pellucid.ops.creation import zeros
from pellucid.ops.joining import concat, stack
from pellucid.ops.loops import while_loop
from pellucid.ops.mapping import count_rows, is_composite, row, rows_of
from pellucid.ops.scan import scan_rows


def scan(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """All values of a = fn(a, row), stacked.

    Args:
        fn: takes the value so far and a row; returns a value of the same structure, dtypes and
            shapes.
        elems: a tensor or nest of tensors with the same first dimension.
        initializer: the first value; by default the first row (then also the first result).
        parallel_iterations, back_prop, swap_memory, infer_shape: how TensorFlow schedules the
            work; without effect.
        reverse: go through the rows from the last to the first.

    Returns: the structure of the value; each tensor has the rows as its first dimension.

    Raises:
        InvalidArgumentError: the value changes its dtype.
        ValueError: the value changes its shape.
        OutOfRangeError: there are no rows and no initializer.

    Example:
        >>> tf.scan(lambda a, x: a + x, tf.constant([1, 2, 3])).numpy().tolist()
        [1, 3, 6]
    """
    rows, count = rows_of("tf.scan", elems, IndexError)
    if STATE.graph is not None and not any(map(is_composite, nest.flatten(rows))):
        return _scan_in_graph(fn, rows, initializer, reverse=reverse)
    count = int(count_rows(rows)) if count is None else count
    value = _first_value("tf.scan", initializer, count)
    if count == 0:
        return nest.map_structure(lambda t: zeros([0], t.dtype), value)
    results: list[Any] = []
    for i in range(count - 1, -1, -1) if reverse else range(count):
        given = row(rows, i)
        value = given if value is None else _next_value(value, fn(value, given))
        results.append(value)
    if reverse:
        results.reverse()
    return nest.map_structure(_stacked, *results)


def _first_value(where: str, initializer: Any, count: int) -> Any:
    if initializer is not None:
        return nest.map_structure(convert, initializer)
    if count == 0:
        expected = "at least one element, or an initializer"
        message = explain(
            f"{where} [elems]", "nothing to start from", expected=expected, fix="initializer=…"
        )
        raise OutOfRangeError(None, None, message)
    return None


def _next_value(before: Any, after: Any) -> Any:
    def leaf(old: Tensor, new: Any) -> Tensor:
        tensor = new if isinstance(new, Tensor) else convert(new, old.dtype)
        if tensor.dtype is not old.dtype:
            message = explain(
                "tf.scan [fn]",
                "fn changes the dtype of the value",
                expected=old.dtype.name,
                received=tensor.dtype.name,
                fix=f"tf.cast(x, tf.{old.dtype.name})",
            )
            raise InvalidArgumentError(None, None, message)
        return tensor

    return nest.map_structure(leaf, before, after)


def _stacked(*values: Tensor) -> Tensor:
    for value in values:
        if value.dims != values[0].dims:
            problem, expected = "fn changes the shape of the value", values[0].shape
            raise ValueError(
                explain("tf.scan [fn]", problem, expected=expected, received=value.shape)
            )
    return stack(list(values))


def _scan_in_graph(fn: Callable[..., Any], rows: Any, initializer: Any, *, reverse: bool) -> Any:
    """One op with `fn` as its body; without an initializer the loop begins at the second row."""
    if initializer is None:
        first = row(rows, -1 if reverse else 0)
        rows = nest.map_structure(lambda t: t[:-1] if reverse else t[1:], rows)
    else:
        first = nest.map_structure(convert, initializer)

    def step(value: list[Any], given: list[Any]) -> tuple[list[Any], list[Any]]:
        before = nest.pack_sequence_as(first, value)
        result = fn(before, nest.pack_sequence_as(rows, given))
        nest.assert_same_structure(before, result, check_types=False)
        after = [
            v if isinstance(v, Tensor) else convert(v, old.dtype)
            for v, old in zip(nest.flatten(result), value, strict=True)
        ]
        return after, after

    _, stacks = scan_rows(step, nest.flatten(first), nest.flatten(rows), reverse=reverse)
    if initializer is None:
        firsts = [expand_dims(v, 0) for v in nest.flatten(first)]
        pairs = zip(stacks, firsts, strict=True) if reverse else zip(firsts, stacks, strict=True)
        stacks = [concat(list(pair), 0) for pair in pairs]
    return nest.pack_sequence_as(first, stacks)


def foldl(
    fn: Callable[..., Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10,
    back_prop: bool = True, swap_memory: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The last value of a = fn(a, row), from the first row to the last.

    Args:
        fn: takes the value so far and a row.
        elems: a tensor or nest of tensors with the same first dimension.
        initializer: the first value; by default the first row.
    """
    return _fold("tf.foldl", fn, elems, initializer, reverse=False)


def foldr(
    fn: Callable[..., Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10,
    back_prop: bool = True, swap_memory: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The last value of a = fn(a, row), from the last row to the first; see `foldl`."""
    return _fold("tf.foldr", fn, elems, initializer, reverse=True)


def _fold(
    where: str, fn: Callable[..., Any], elems: Any, initializer: Any, *, reverse: bool
) -> Any:
    if not callable(fn):
        raise TypeError(f"{fn.__name__ if hasattr(fn, '__name__') else fn!r} is not callable.")
    rows, count = rows_of(where, elems, IndexError)
    if STATE.graph is not None:
        return _fold_in_graph(fn, rows, initializer, reverse=reverse)
    count = int(count_rows(rows)) if count is None else count
    value = _first_value(where, initializer, count)
    for i in range(count - 1, -1, -1) if reverse else range(count):
        given = row(rows, i)
        value = given if value is None else fn(value, given)
    return value


def _fold_in_graph(fn: Callable[..., Any], rows: Any, initializer: Any, *, reverse: bool) -> Any:
    count = count_rows(rows)
    skipped = 0 if initializer is not None else 1
    start = (
        nest.map_structure(convert, initializer)
        if initializer is not None
        else row(rows, count - 1 if reverse else 0)
    )

    def body(i: Any, value: Any) -> Any:
        return i + 1, fn(value, row(rows, count - 1 - i if reverse else i))

    _, result = while_loop(
        lambda i, _: i < count,
        body,
        (convert(skipped, dtypes.int32), start),
        maximum_iterations=count,
    )
    return result
