"""A function of each row of tensors, the results stacked: `map_fn` and `vectorized_map`.

Eagerly the rows are visited by Python. In a graph the function is traced once and runs in a loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import InvalidArgumentError, UnimplementedError, describe, explain
from pellucid.core.names import name_scope
from pellucid.core.nest_paths import flatten_up_to
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.graph.expansion import EXPANSIONS, replay
from pellucid.graph.graph import FuncGraph
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.broadcasting import broadcast_to
from pellucid.ops.casting import cast
from pellucid.ops.creation import range as range_, zeros
from pellucid.ops.joining import concat, stack
from pellucid.ops.loops import while_loop
from pellucid.ops.reduction import reduce_max
from pellucid.ops.repeating import repeat
from pellucid.ops.sparse_tensor import SparseTensor, SparseTensorSpec
from pellucid.ops.subgraphs import share_captures, trace_branch
from pellucid.ops.tensor_array import TensorArray
from pellucid.runtime.dispatch import op


def rows_of(where: str, elems: Any, error: type[Exception] = ValueError) -> tuple[Any, int | None]:
    """`elems` as tensors, and how many rows they have, if that is known.

    Raises:
        error: there are no tensors in `elems`.
        ValueError: one is a scalar, or their first dimensions differ.
    """
    tensors = nest.map_structure(lambda e: e if is_composite(e) else convert(e), elems)
    flat = nest.flatten(tensors)
    if not flat:
        raise error(explain(f"{where} [elems]", "is empty", expected="at least one tensor"))
    if any(t.shape.rank == 0 for t in flat):
        scalar = next(t for t in flat if t.shape.rank == 0)
        problem = "a scalar has no rows to go over"
        raise ValueError(explain(f"{where} [elems]", problem, received=describe(scalar)))
    known = {t.shape[0] for t in flat if t.shape.rank is not None} - {None}
    if len(known) > 1:
        raise ValueError(
            explain(f"{where} [elems]", "the first dimensions differ", received=sorted(known))
        )
    return tensors, known.pop() if known else None


def is_composite(value: Any) -> bool:
    """Whether `value` is a ragged or sparse tensor or the like."""
    return not isinstance(value, Tensor) and hasattr(value, "_type_spec")


def row(elems: Any, index: Any) -> Any:
    """Row `index` of each tensor."""
    return nest.map_structure(lambda t: _sparse_row(t, index) if _is_sparse(t) else t[index], elems)


def _is_sparse(value: Any) -> bool:
    return hasattr(value, "dense_shape") and hasattr(value, "indices")


def _sparse_row(sparse: Any, index: Any) -> Any:
    from pellucid.ops import sparse_layout

    shape = sparse.dense_shape
    begin = concat([reshape(cast(index, dtypes.int64), [1]), shape[1:] * 0], 0)
    size = concat([convert([1], dtypes.int64), shape[1:]], 0)
    return sparse_layout.reshape(sparse_layout.slice(sparse, begin, size), shape[1:])


def count_rows(elems: Any) -> Tensor:
    """The number of rows, an int32 scalar tensor."""
    first = nest.flatten(elems)[0]
    if _is_sparse(first):
        return cast(first.dense_shape[0], dtypes.int32)
    return cast(first.nrows(), dtypes.int32) if is_composite(first) else shape_of(first)[0]


# --------------------------------------------------------------------------- map_fn


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
        elems: a tensor, ragged or sparse tensor, or a nest of those with the same first dimension.
        dtype: the older name of `fn_output_signature`.
        fn_output_signature: dtypes or specs of what `fn` returns, where they differ from those of
            `elems`; `tf.RaggedTensorSpec` for results of different lengths.
        parallel_iterations, back_prop, swap_memory: how TensorFlow schedules the work; without
            effect.
        infer_shape: whether all results have the same shape (they must to be stacked).

    Returns: the structure of the signature; each tensor has the rows as its first dimension.

    Raises:
        InvalidArgumentError: `fn` returns another dtype than promised.
        ValueError: results differ in shape.

    Example:
        >>> tf.map_fn(tf.reduce_sum, tf.constant([[1, 2], [3, 4]])).numpy().tolist()
        [3, 7]
    """
    if not callable(fn):
        raise TypeError(explain("tf.map_fn [fn]", "must be callable", received=describe(fn)))
    signature = fn_output_signature if fn_output_signature is not None else dtype
    if any(map(_is_batchable, [*nest.flatten(elems), *nest.flatten(signature)])):
        return _map_extension_types(fn, elems, signature)
    rows, count = rows_of("tf.map_fn", elems)
    specs = _result_specs(signature, rows)
    if STATE.graph is not None:
        return _map_in_graph(fn, rows, specs)
    if count is None:
        count = int(count_rows(rows))
    if count == 0:
        return nest.map_structure(_no_rows, specs)
    results = [_checked(fn(row(rows, i)), specs) for i in range(count)]
    return nest.map_structure(lambda spec, *values: _stacked(spec, values), specs, *results)


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


def _result_specs(signature: Any, rows: Any) -> Any:
    """For each result its spec; the shape of a tensor is unknown if only the dtype was given."""
    if signature is None:
        return nest.map_structure(
            lambda t: t._type_spec._unbatch() if is_composite(t) else TensorSpec(None, t.dtype),
            rows,
        )
    return nest.map_structure(
        lambda s: s if isinstance(s, TypeSpec) else TensorSpec(None, as_dtype(s)), signature
    )


def _is_ragged(spec: Any) -> bool:
    return hasattr(spec, "ragged_rank")


def _checked(result: Any, specs: Any) -> Any:
    return nest.map_structure(_fitting, specs, result)


def _fitting(spec: Any, value: Any) -> Any:
    """A result for one row, if it is what the signature says."""
    ready = is_composite(value) or isinstance(value, Tensor)
    found = value if ready else convert(value, spec.dtype)
    if found.dtype is not spec.dtype:
        problem = explain(
            "tf.map_fn [fn]", "the dtype of a result is not that of the signature",
            expected=spec.dtype.name, received=describe(found),
            fix=f"fn_output_signature=tf.{found.dtype.name}",
        )  # fmt: skip
        raise InvalidArgumentError(None, None, problem)
    if not found.shape.is_compatible_with(spec.shape):
        problem = explain(
            "tf.map_fn", "a result does not fit", expected=spec, received=found.shape,
            fix="fn_output_signature",
        )  # fmt: skip
        raise InvalidArgumentError(None, None, problem)
    return found


def _stacked(spec: Any, values: Sequence[Any]) -> Any:
    if not _is_ragged(spec) and not is_composite(values[0]):
        for value in values:
            if value.dims != values[0].dims:
                raise ValueError(
                    explain("tf.map_fn [fn]", "the shapes of two results differ",
                            expected=values[0].shape, received=describe(value),
                            fix="fn_output_signature=tf.RaggedTensorSpec(...)")
                )  # fmt: skip
        return stack(list(values))
    if isinstance(spec, SparseTensorSpec):
        collector = _SparseRows(spec, len(values))
        arrays = collector.arrays
        for index, value in enumerate(values):
            arrays = collector.add(arrays, index, value)
        return collector.result(arrays)
    from pellucid.ops.ragged_joining import stack as stack_ragged

    rows = stack_ragged(list(values))
    return rows.with_row_splits_dtype(spec.row_splits_dtype) if _is_ragged(spec) else rows


def _no_rows(spec: Any) -> Any:
    """The result for no rows, as far as the signature tells its shape."""
    if isinstance(spec, SparseTensorSpec):
        dims = [0, *(d or 0 for d in spec.shape.as_tuple or ())]
        return SparseTensor(
            zeros([0, len(dims)], dtypes.int64), zeros([0], spec.dtype), convert(dims, dtypes.int64)
        )
    if not _is_ragged(spec):
        return zeros([0, *(d or 0 for d in (spec.shape.as_tuple or ()))], spec.dtype)
    collector = _RaggedRows(spec, 0)
    return collector.result(collector.arrays)


# ------------------------------------------------------------------------ in a graph


def _map_in_graph(fn: Callable[..., Any], rows: Any, specs: Any) -> Any:
    count = count_rows(rows)
    collectors = [_collector(s, count) for s in nest.flatten(specs)]

    def body(i: Any, *arrays: Any) -> Any:
        results = nest.flatten(_checked(fn(row(rows, i)), specs))
        return (
            i + 1,
            *[c.add(a, i, r) for c, a, r in zip(collectors, arrays, results, strict=True)],
        )

    start = (convert(0), *[c.arrays for c in collectors])
    _, *done = while_loop(lambda i, *_: i < count, body, start, maximum_iterations=count)
    return nest.pack_sequence_as(
        specs, [c.result(a) for c, a in zip(collectors, done, strict=True)]
    )


def _collector(spec: Any, count: Any) -> Any:
    """What collects the results that `spec` describes, of `count` rows."""
    if _is_ragged(spec):
        return _RaggedRows(spec, count)
    if isinstance(spec, SparseTensorSpec):
        return _SparseRows(spec, count)
    if isinstance(spec, TensorSpec):
        return _DenseRows(spec, count)
    problem = "a result is no tensor, neither dense nor ragged nor sparse"
    raise UnimplementedError(None, None, explain("tf.map_fn [fn]", problem, received=repr(spec)))


class _DenseRows:
    """Collects results of one shape."""

    def __init__(self, spec: Any, count: Any) -> None:
        shape = spec.shape if spec.shape.is_fully_defined() else None
        self.arrays: Any = [TensorArray(spec.dtype, count, element_shape=shape)]

    def add(self, arrays: Any, index: Any, result: Any) -> Any:
        """The arrays with the result of one row."""
        return [arrays[0].write(index, result)]

    def result(self, arrays: Any) -> Any:
        """All results, stacked."""
        return arrays[0].stack()


class _RaggedRows:
    """Collects ragged results: the lengths of their rows, level by level, and their values."""

    def __init__(self, spec: Any, count: Any) -> None:
        self._spec = spec
        lengths, inner = spec.row_splits_dtype, spec.shape.as_tuple[spec.ragged_rank + 1 :]
        self.arrays: Any = [
            TensorArray(lengths, count, element_shape=[]),
            *[
                TensorArray(lengths, count, infer_shape=False, element_shape=[None])
                for _ in range(spec.ragged_rank)
            ],
            TensorArray(spec.dtype, count, infer_shape=False, element_shape=[None, *inner]),
        ]

    def add(self, arrays: Any, index: Any, result: Any) -> Any:
        """The arrays with the result of one row."""
        if isinstance(result, Tensor):
            parts = [shape_of(result)[0], result]
        else:
            parts = [result.nrows(), *result.nested_row_lengths(), result.flat_values]
        return [
            a.write(index, p if a is arrays[-1] else cast(p, self._spec.row_splits_dtype))
            for a, p in zip(arrays, parts, strict=True)
        ]

    def result(self, arrays: Any) -> Any:
        """All results as one ragged tensor."""
        from pellucid.ops.ragged_tensor import RaggedTensor

        outer, *nested, values = arrays
        lengths = [outer.stack(), *[a.concat() for a in nested]]
        return RaggedTensor.from_nested_row_lengths(values.concat(), lengths, validate=False)


class _SparseRows:
    """Collects sparse results: how many numbers each has, where they stand, and its shape."""

    def __init__(self, spec: Any, count: Any) -> None:
        self._count, rank = count, spec.shape.rank
        self.arrays: Any = [
            TensorArray(dtypes.int64, count, element_shape=[]),
            TensorArray(dtypes.int64, count, infer_shape=False, element_shape=[None, rank]),
            TensorArray(spec.dtype, count, infer_shape=False, element_shape=[None]),
            TensorArray(dtypes.int64, count, element_shape=[rank]),
        ]

    def add(self, arrays: Any, index: Any, result: Any) -> Any:
        """The arrays with the result of one row."""
        size = cast(shape_of(result.values)[0], dtypes.int64)
        parts = [size, result.indices, result.values, result.dense_shape]
        return [a.write(index, p) for a, p in zip(arrays, parts, strict=True)]

    def result(self, arrays: Any) -> Any:
        """All results as one sparse tensor, with the number of the row as the first coordinate."""
        sizes, indices, values, shapes = arrays
        count = cast(self._count, dtypes.int64)
        rows = repeat(range_(count), sizes.stack())
        places = concat([reshape(rows, [-1, 1]), indices.concat()], 1)
        shape = concat([reshape(count, [1]), reduce_max(shapes.stack(), 0)], 0)
        return SparseTensor(places, values.concat(), shape)


# ---------------------------------------------------------------------- vectorized_map

# The body runs for all rows at once.
VectorizedMap = op(
    "PellucidVectorizedMap", "rows: Trows..., captured: Tcaptured... -> output: Tout...",
    body=FuncGraph, Tout=list, calls_graphs=True,
)  # fmt: skip


@VectorizedMap.kernel("numpy")
def _(rows: list[Any], captured: list[Any], body: Any) -> list[Any]:
    results = [body(*[r[i] for r in rows], *captured) for i in range(len(rows[0]))]
    return [np.stack([np.asarray(v) for v in column]) for column in zip(*results, strict=True)]


@VectorizedMap.kernel("xla")
def _(jax: Any, rows: list[Any], captured: list[Any], body: Any) -> list[Any]:
    asarray = jax.numpy.asarray

    def one(*row: Any) -> list[Any]:
        return [asarray(v) for v in body(*row, *captured)]

    arrays = [asarray(r) for r in rows]
    try:
        return jax.vmap(one)(*arrays)
    except NotImplementedError:  # a native kernel that takes one row at a time
        return jax.lax.map(lambda row: one(*row), tuple(arrays))


def _as_loop(node: Any, inputs: list[Any], used: list[bool]) -> list[Any]:
    """The loop that does the same in TensorFlow."""
    body, wide = node.attrs["body"], len(node.attrs["Trows"])
    rows, captured = inputs[:wide], inputs[wide:]

    def one(row: list[Any]) -> list[Any]:
        given = [*row, *captured]
        return replay(body, dict(zip(map(id, body.inputs), given, strict=True)))

    specs = [TensorSpec(t.shape, t.dtype) for t in body.outputs]
    with name_scope(f"{node.name}/"):
        return map_fn(one, rows, fn_output_signature=specs)


EXPANSIONS["PellucidVectorizedMap"] = _as_loop


@VectorizedMap.infer
def _(call: Call) -> list[Any]:
    first = call.shape(0)
    count = None if first is None else first[0]
    return [None if t.dims is None else (count, *t.dims) for t in call.attrs["body"].outputs]


def vectorized_map(
    fn: Callable[..., Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`fn` of each row like `tf.map_fn`, in a graph for all rows at once.

    Args:
        fn: takes one row; what it returns may be of another structure and other dtypes.
        elems: a tensor or nest of tensors; first dimensions of 1 are repeated.
        fallback_to_while_loop, warn: what TensorFlow does for operations that it cannot vectorize;
            every operation can be mapped here.

    Returns: the structure that `fn` returns; each tensor has the rows as its first dimension.

    Example:
        >>> tf.vectorized_map(lambda row: row * row, tf.constant([1., 2.])).numpy().tolist()
        [1.0, 4.0]
    """
    rows, count = rows_of("tf.vectorized_map", _repeated(elems))
    if STATE.graph is not None:
        return _vectorized_in_graph(fn, rows)
    if count:
        results = [nest.map_structure(_tensor_or_none, fn(row(rows, i))) for i in range(count)]
        return nest.map_structure(lambda *v: None if v[0] is None else stack(list(v)), *results)
    graph = _row_graph(fn, rows)
    return nest.map_structure(
        lambda t: None if t is None else zeros([0, *(d or 0 for d in t.dims or ())], t.dtype),
        graph.structured_outputs,
    )


def _tensor_or_none(value: Any) -> Any:
    return None if value is None else convert(value)


def _repeated(elems: Any) -> Any:
    """Tensors with one row, beside others with more: as many times that row."""
    flat = [e if is_composite(e) else convert(e) for e in nest.flatten(elems)]
    counts = [t.shape[0] for t in flat if t.shape.rank]
    wanted = next((c for c in counts if c not in (None, 1)), None)
    if wanted is not None and 1 in counts:
        flat = [broadcast_to(t, [wanted, *t.shape[1:]]) if t.shape[0] == 1 else t for t in flat]
    return nest.pack_sequence_as(elems, flat)


def _row_graph(fn: Callable[..., Any], rows: Any) -> Any:
    return trace_branch(
        "vectorized_map_row",
        lambda *row: fn(nest.pack_sequence_as(rows, list(row))),
        [(t.dtype, None if t.dims is None else t.dims[1:]) for t in nest.flatten(rows)],
    )


def _vectorized_in_graph(fn: Callable[..., Any], rows: Any) -> Any:
    if any(map(is_composite, nest.flatten(rows))):
        return map_fn(fn, rows)
    graph = _row_graph(fn, rows)
    structure = graph.structured_outputs
    if any(node.op.stateful or node.op.draws for node in graph.nodes):
        specs = nest.map_structure(lambda t: TensorSpec(t.shape, t.dtype), structure)
        return map_fn(fn, rows, fn_output_signature=specs)
    captured = share_captures([graph])
    outputs = iter(
        VectorizedMap(
            nest.flatten(rows), captured, body=graph, Tout=[t.dtype for t in graph.outputs],
            name="vectorized_map",
        )
    )  # fmt: skip
    return nest.map_structure(lambda t: None if t is None else next(outputs), structure)
