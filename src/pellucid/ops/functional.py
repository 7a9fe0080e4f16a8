"""Functions over the rows of tensors: map, fold, scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import InvalidArgumentError, UnimplementedError
from pellucid.core.nest_paths import flatten_up_to
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.ops.array import expand_dims, shape as shape_of
from pellucid.ops.creation import zeros
from pellucid.ops.joining import concat, stack
from pellucid.ops.loops import while_loop
from pellucid.ops.scan import scan_rows
from pellucid.ops.tensor_array import TensorArray


def _rows(where: str, elems: Any) -> tuple[Any, int | None]:
    """`elems` as tensors, and how many rows they have, if that is known."""
    tensors = nest.map_structure(lambda e: e if _is_composite(e) else convert(e), elems)
    flat = nest.flatten(tensors)
    if not flat:
        raise IndexError(
            f"{where} [elems]: expected at least one tensor, received an empty structure."
        )
    counts = {t.shape[0] for t in flat if t.shape.rank != 0}
    if any(t.shape.rank == 0 for t in flat):
        raise ValueError(
            f"{where} [elems]: expected tensors with at least one dimension, received a scalar."
        )
    known = {c for c in counts if c is not None}
    if len(known) > 1:
        raise ValueError(f"{where} [elems]: the first dimensions differ: {sorted(known)}")
    return tensors, known.pop() if known else None


def _is_composite(value: Any) -> bool:
    return not isinstance(value, Tensor) and hasattr(value, "_type_spec")


def _row(elems: Any, index: Any) -> Any:
    return nest.map_structure(lambda t: t[index], elems)


def map_fn(
    fn: Callable[..., Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """`fn` of each row, the results stacked.

    Args:
        fn: takes one row (of `elems`' structure); returns tensors of the same structure and dtypes
            every time.
        elems: a tensor, or a nest of tensors with the same first dimension.
        dtype: the older name of `fn_output_signature`.
        fn_output_signature: dtypes or specs of what `fn` returns, where they differ from those of
            `elems`.
        parallel_iterations, back_prop, swap_memory: how TensorFlow schedules the work; without
            effect.
        infer_shape: whether all results have the same shape (they must to be stacked).

    Raises:
        InvalidArgumentError: `fn` returns another dtype than promised.
    """
    if not callable(fn):
        raise TypeError(f"The provided function {fn!r} is not callable. fn must be callable.")
    signature = fn_output_signature if fn_output_signature is not None else dtype
    if any(map(_is_batchable, [*nest.flatten(elems), *nest.flatten(signature)])):
        return _map_extension_types(fn, elems, signature)
    rows, count = _rows("tf.map_fn", elems)
    types = _signature_types(signature, rows)
    if STATE.graph is not None and count is None:
        return _map_in_graph(fn, rows, types)
    if count is None:
        count = int(shape_of(nest.flatten(rows)[0])[0])
    if count == 0:
        return _empty_map(fn, rows, types)
    results = [_checked(fn(_row(rows, i)), types) for i in range(count)]
    return nest.map_structure(lambda kind, *values: _stacked(kind, values), types, *results)


def _is_batchable(value: Any) -> bool:
    """Whether it is a batchable extension type's object, or its spec."""
    spec = value if isinstance(value, TypeSpec) else getattr(value, "_type_spec", None)
    return hasattr(spec, "_to_batched_tensor_list")


def _map_extension_types(fn: Callable[..., Any], elems: Any, signature: Any) -> Any:
    """`map_fn` with each batchable extension type as the list of its tensors."""
    of_rows = nest.map_structure(lambda e: e._type_spec if _is_batchable(e) else e, elems)
    if signature is None:
        signature = nest.map_structure(lambda s: s._unbatch() if _is_batchable(s) else
                                       convert(s).dtype, of_rows)  # fmt: skip
    opened = nest.map_structure(
        lambda e: e._type_spec._to_batched_tensor_list(e) if _is_batchable(e) else e, elems
    )

    def on_tensors(row: Any) -> Any:
        parts = flatten_up_to(of_rows, row)
        values = [s._unbatch()._from_tensor_list(part) if _is_batchable(s) else part
                  for s, part in zip(nest.flatten(of_rows), parts, strict=True)]  # fmt: skip
        result = fn(nest.pack_sequence_as(of_rows, values))
        return nest.map_structure(
            lambda s, r: s._to_tensor_list(r) if _is_batchable(s) else r, signature, result
        )

    wanted = nest.map_structure(
        lambda s: s._flat_tensor_specs if _is_batchable(s) else s, signature
    )
    stacked = flatten_up_to(signature, map_fn(on_tensors, opened, fn_output_signature=wanted))
    closed = [s._batch(None)._from_tensor_list(part) if _is_batchable(s) else part
              for s, part in zip(nest.flatten(signature), stacked, strict=True)]  # fmt: skip
    return nest.pack_sequence_as(signature, closed)


def _stacked(kind: Any, values: tuple[Any, ...]) -> Any:
    if not _is_ragged_spec(kind) and not _is_composite(values[0]):
        return stack(list(values))
    from pellucid.ops.ragged_joining import stack as stack_ragged

    rows = stack_ragged(list(values))
    return rows.with_row_splits_dtype(kind.row_splits_dtype) if _is_ragged_spec(kind) else rows


def _signature_types(signature: Any, rows: Any) -> Any:
    """For each result its dtype; for ragged ones their spec."""
    if signature is None:
        return nest.map_structure(
            lambda t: t._type_spec._unbatch() if _is_composite(t) else t.dtype, rows
        )
    return nest.map_structure(_dtype_of, signature)


def _dtype_of(described: Any) -> Any:
    spec: Any = described
    if _is_ragged_spec(spec):
        return spec
    return spec.dtype if isinstance(described, TypeSpec) else as_dtype(described)


def _is_ragged_spec(kind: Any) -> bool:
    return isinstance(kind, TypeSpec) and hasattr(kind, "ragged_rank")


def _fits(spec: Any, value: Any) -> Any:
    """A row of a ragged result."""
    row = value if _is_composite(value) else convert(value, spec.dtype)
    if row.dtype is not spec.dtype or not row.shape.is_compatible_with(spec.shape):
        raise InvalidArgumentError(
            None, None,
            f"tf.map_fn: the result does not fit. Expected {spec!r}, received {row.shape} "
            f"{row.dtype.name}. Fix: fn_output_signature",
        )  # fmt: skip
    return row


def _checked(result: Any, types: Any) -> Any:
    def leaf(dtype: Any, value: Any) -> Any:
        if _is_ragged_spec(dtype):
            return _fits(dtype, value)
        if _is_composite(value):
            return value
        tensor = value if isinstance(value, Tensor) else convert(value, dtype)
        if tensor.dtype is not dtype:
            raise InvalidArgumentError(
                None, None,
                f"tf.map_fn: TensorArray dtype is {dtype.name} but Op is trying to write dtype "
                f"{tensor.dtype.name}. "
                f"Fix: fn_output_signature=tf.{tensor.dtype.name}",
            )  # fmt: skip
        return tensor

    return nest.map_structure(leaf, types, result)


def _empty_map(fn: Callable[..., Any], rows: Any, types: Any) -> Any:
    """No rows: the shape of what `fn` would return is found by tracing it."""
    from pellucid.ops.subgraphs import trace_branch

    flat = nest.flatten(rows)
    graph = trace_branch(
        "map_fn_row",
        lambda *row: _checked(fn(nest.pack_sequence_as(rows, list(row))), types),
        [(t.dtype, None if t.dims is None else t.dims[1:]) for t in flat],
    )
    return nest.map_structure(
        lambda t: zeros([0, *[d or 0 for d in t.dims or ()]], t.dtype), graph.structured_outputs
    )


def _map_in_graph(fn: Callable[..., Any], rows: Any, types: Any) -> Any:
    count = shape_of(nest.flatten(rows)[0])[0]
    flat_types = nest.flatten(types)
    if any(_is_ragged_spec(kind) for kind in flat_types):
        raise UnimplementedError(
            None,
            None,
            "tf.map_fn: ragged results need a number of rows that is known to the graph.",
        )
    shapes = _row_shapes(fn, rows, types)
    arrays = [
        TensorArray(t, count, element_shape=s) for t, s in zip(flat_types, shapes, strict=True)
    ]

    def body(i: Any, *written: Any) -> Any:
        values = nest.flatten(_checked(fn(_row(rows, i)), types))
        return (i + 1, *[a.write(i, v) for a, v in zip(written, values, strict=True)])

    _, *done = while_loop(
        lambda i, *_: i < count, body, (convert(0), *arrays), maximum_iterations=count
    )
    return nest.pack_sequence_as(types, [a.stack() for a in done])


def _row_shapes(fn: Callable[..., Any], rows: Any, types: Any) -> list[Any]:
    from pellucid.ops.subgraphs import trace_branch

    graph = trace_branch(
        "map_fn_row",
        lambda *row: _checked(fn(nest.pack_sequence_as(rows, list(row))), types),
        [(t.dtype, None if t.dims is None else t.dims[1:]) for t in nest.flatten(rows)],
    )
    return [t.shape for t in graph.outputs]


def vectorized_map(
    fn: Callable[..., Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`fn` of each row, like `tf.map_fn`; the results may be of other dtypes than `elems`.

    Args:
        fallback_to_while_loop, warn: what TensorFlow does for operations that it cannot vectorize;
            every operation can be mapped here.
    """
    rows, count = _rows("tf.vectorized_map", elems)
    if count is None:
        count = int(shape_of(nest.flatten(rows)[0])[0]) if STATE.graph is None else None
    if count is None or count == 0:
        graph_types = _result_types(fn, rows)
        return map_fn(fn, rows, fn_output_signature=graph_types)
    results = [nest.map_structure(convert, fn(_row(rows, i))) for i in range(count)]
    return nest.map_structure(lambda *values: stack(list(values)), *results)


def _result_types(fn: Callable[..., Any], rows: Any) -> Any:
    from pellucid.ops.subgraphs import trace_branch

    graph = trace_branch(
        "vectorized_map_row",
        lambda *row: fn(nest.pack_sequence_as(rows, list(row))),
        [(t.dtype, None if t.dims is None else t.dims[1:]) for t in nest.flatten(rows)],
    )
    return nest.map_structure(lambda t: TensorSpec(t.shape, t.dtype), graph.structured_outputs)


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
        fn: takes the value so far and a row.
        elems: a tensor or nest of tensors with the same first dimension.
        initializer: the first value; by default the first row (then also the first result).
        reverse: go through the rows from the last to the first.
    """
    rows, count = _rows("tf.scan", elems)
    if STATE.graph is not None and not any(map(_is_composite, nest.flatten(rows))):
        return _scan_in_graph(fn, rows, initializer, reverse=reverse)
    if count is None:
        count = int(shape_of(nest.flatten(rows)[0])[0])
    order = range(count - 1, -1, -1) if reverse else range(count)
    results: list[Any] = []
    value = None if initializer is None else nest.map_structure(convert, initializer)
    for i in order:
        row = _row(rows, i)
        value = (
            row
            if value is None
            else nest.map_structure(
                lambda old, new: convert(new, old.dtype) if not isinstance(new, Tensor) else new,
                value,
                fn(value, row),
            )
        )
        results.append(value)
    if reverse:
        results.reverse()
    return nest.map_structure(lambda *values: stack(list(values)), *results)


def _scan_in_graph(fn: Callable[..., Any], rows: Any, initializer: Any, *, reverse: bool) -> Any:
    """One op with `fn` as its body; without an initializer the loop begins at the second row."""
    if initializer is None:
        first = _row(rows, -1 if reverse else 0)
        rows = nest.map_structure(lambda t: t[:-1] if reverse else t[1:], rows)
    else:
        first = nest.map_structure(convert, initializer)

    def step(value: list[Any], row: list[Any]) -> tuple[list[Any], list[Any]]:
        before = nest.pack_sequence_as(first, value)
        result = fn(before, nest.pack_sequence_as(rows, row))
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
    rows, count = _rows(where, elems)
    if count is None:
        if STATE.graph is not None:
            return _fold_in_graph(fn, rows, initializer, reverse=reverse)
        count = int(shape_of(nest.flatten(rows)[0])[0])
    value = None if initializer is None else nest.map_structure(convert, initializer)
    for i in range(count - 1, -1, -1) if reverse else range(count):
        row = _row(rows, i)
        value = row if value is None else fn(value, row)
    return value


def _fold_in_graph(fn: Callable[..., Any], rows: Any, initializer: Any, *, reverse: bool) -> Any:
    count = shape_of(nest.flatten(rows)[0])[0]
    skipped = 0 if initializer is not None else 1
    start = (
        nest.map_structure(convert, initializer)
        if initializer is not None
        else _row(rows, count - 1 if reverse else 0)
    )

    def body(i: Any, value: Any) -> Any:
        return i + 1, fn(value, _row(rows, count - 1 - i if reverse else i))

    _, result = while_loop(
        lambda i, _: i < count,
        body,
        (convert(skipped, dtypes.int32), start),
        maximum_iterations=count,
    )
    return result
