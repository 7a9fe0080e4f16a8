"""TensorFlow's ops on sparse tensors in three parts, by the functions on `SparseTensor`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.graph.static import static_value
from pellucid.ops import (
    array,
    creation,
    gather,
    joining,
    sparse_conversion,
    sparse_layout,
    sparse_math,
)
from pellucid.ops.composed import ComposedOp, composed
from pellucid.ops.sorting import searchsorted
from pellucid.ops.sparse_segment import shares
from pellucid.ops.sparse_tensor import SparseTensor

_INPUT = "input_indices: int64, input_values: T, input_shape: int64"
_SP = "sp_indices: int64, sp_values: T, sp_shape: int64"
_PAIR = (
    "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64"
)
_OUTPUT = "output_indices: int64, output_values: T, output_shape: int64"


def _parts(sparse: SparseTensor) -> tuple[Any, Any, Any]:
    return sparse.indices, sparse.values, sparse.dense_shape


# ---------------------------------------------------------------- layout

SparseReorder = composed("SparseReorder", f"{_INPUT} -> output_indices: int64, output_values: T")
SparseReshape = composed(
    "SparseReshape",
    "input_indices: int64, input_shape: int64, new_shape: int64 "
    "-> output_indices: int64, output_shape: int64",
)  # fmt: skip
SparseConcat = composed(
    "SparseConcat", f"indices: N*int64, values: N*T, shapes: N*int64 -> {_OUTPUT}", concat_dim=int
)
SparseSlice = composed(
    "SparseSlice",
    f"indices: int64, values: T, shape: int64, start: int64, size: int64 -> {_OUTPUT}",
)  # fmt: skip
SparseSplit = composed(
    "SparseSplit",
    "split_dim: int64, indices: int64, values: T, shape: int64 -> output_indices: num_split*int64,"
    "output_values: num_split*T, output_shape: num_split*int64",
    num_split=int,
)  # fmt: skip


@SparseReorder.by
def _(input_indices: Any, input_values: Any, input_shape: Any) -> Any:
    found = sparse_layout.reorder(SparseTensor(input_indices, input_values, input_shape))
    return found.indices, found.values


@SparseReshape.by
def _(input_indices: Any, input_shape: Any, new_shape: Any) -> Any:
    count = array.shape(input_indices, out_type=dtypes.int32)[:1]
    values = OPS["Fill"](count, False)
    found = sparse_layout.reshape(SparseTensor(input_indices, values, input_shape), new_shape)
    return found.indices, found.dense_shape


@SparseConcat.by
def _(indices: Any, values: Any, shapes: Any, concat_dim: int) -> Any:
    given = [SparseTensor(*parts) for parts in zip(indices, values, shapes, strict=True)]
    return _parts(sparse_layout.concat(concat_dim, given))


@SparseSlice.by
def _(indices: Any, values: Any, shape: Any, start: Any, size: Any) -> Any:
    return _parts(sparse_layout.slice(SparseTensor(indices, values, shape), start, size))


@SparseSplit.by
def _(split_dim: Any, indices: Any, values: Any, shape: Any, num_split: int) -> Any:
    axis = static_value(split_dim)
    if axis is None:
        raise ValueError(
            explain("tf.raw_ops.SparseSplit [split_dim]",
                    "it must be known when the graph is built", received=split_dim)
        )  # fmt: skip
    found = sparse_layout.split(SparseTensor(indices, values, shape), num_split, int(axis))
    return tuple(map(list, zip(*map(_parts, found), strict=True)))


# ---------------------------------------------------------------- maths

SparseAdd = composed(
    "SparseAdd", f"{_PAIR}, thresh: Treal -> sum_indices: int64, sum_values: T, sum_shape: int64"
)
SparseSparseMaximum = composed(
    "SparseSparseMaximum", f"{_PAIR} -> output_indices: int64, output_values: T"
)
SparseSparseMinimum = composed(
    "SparseSparseMinimum", f"{_PAIR} -> output_indices: int64, output_values: T"
)
SparseSoftmax = composed("SparseSoftmax", f"{_SP} -> output: T")
SparseTensorDenseAdd = composed(
    "SparseTensorDenseAdd", "a_indices: Tindices, a_values: T, a_shape: Tindices, b: T -> output: T"
)
SparseMatMul = composed(
    "SparseMatMul", "a: Ta, b: Tb -> product: float32", transpose_a=False, transpose_b=False,
    a_is_sparse=False, b_is_sparse=False,
)  # fmt: skip


@SparseAdd.by
def _(
    a_indices: Any, a_values: Any, a_shape: Any, b_indices: Any, b_values: Any, b_shape: Any,
    thresh: Any,
) -> Any:  # fmt: skip
    a = SparseTensor(a_indices, a_values, a_shape)
    return _parts(sparse_math.add(a, SparseTensor(b_indices, b_values, b_shape), thresh))


def _extreme(function: Any) -> Any:
    def choose(
        a_indices: Any, a_values: Any, a_shape: Any, b_indices: Any, b_values: Any, b_shape: Any
    ) -> Any:
        a = SparseTensor(a_indices, a_values, a_shape)
        found = function(a, SparseTensor(b_indices, b_values, b_shape))
        return found.indices, found.values

    return choose


SparseSparseMaximum.by(_extreme(sparse_math.maximum))
SparseSparseMinimum.by(_extreme(sparse_math.minimum))


@SparseSoftmax.by
def _(sp_indices: Any, sp_values: Any, sp_shape: Any) -> Any:
    return sparse_math.softmax(SparseTensor(sp_indices, sp_values, sp_shape)).values


@SparseTensorDenseAdd.by
def _(a_indices: Any, a_values: Any, a_shape: Any, b: Any) -> Any:
    return OPS["TensorScatterAdd"](b, a_indices, a_values)


@SparseMatMul.by
def _(
    a: Any, b: Any, transpose_a: bool, transpose_b: bool, a_is_sparse: bool, b_is_sparse: bool
) -> Any:
    """That there are zeros is not made use of: the product is the same."""
    left, right = (OPS["Cast"](x, DstT=dtypes.float32) for x in (a, b))
    return OPS["MatMul"](left, right, transpose_a=transpose_a, transpose_b=transpose_b)


def _with_dense(name: str, function: Callable[[Any, Any], Any]) -> ComposedOp:
    """An op on the values of a sparse tensor and the elements of a dense one in their places."""
    made = composed(name, f"{_SP}, dense: T -> output: T")

    def compute(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
        wide = OPS["BroadcastTo"](dense, sp_shape)
        return function(sp_values, gather.gather_nd(wide, sp_indices))

    made.by(compute)
    return made


SparseDenseCwiseAdd = _with_dense("SparseDenseCwiseAdd", lambda x, y: x + y)
SparseDenseCwiseMul = _with_dense("SparseDenseCwiseMul", lambda x, y: x * y)
SparseDenseCwiseDiv = _with_dense("SparseDenseCwiseDiv", lambda x, y: OPS["RealDiv"](x, y))


# ---------------------------------------------------------------- reductions


def _reduction(name: str, function: Any) -> tuple[ComposedOp, ComposedOp]:
    """The reduction to a dense tensor, and to a sparse one."""
    inputs = f"{_INPUT}, reduction_axes: int32"
    dense = composed(name, f"{inputs} -> output: T", keep_dims=False)
    sparse = composed(f"{name}Sparse", f"{inputs} -> {_OUTPUT}", keep_dims=False)

    def reduce(
        input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any,
        keep_dims: bool,
    ) -> Any:  # fmt: skip
        axes = static_value(reduction_axes)
        if axes is None:
            raise ValueError(
                explain(f"tf.raw_ops.{name} [reduction_axes]",
                        "they must be known when the graph is built", received=reduction_axes)
            )  # fmt: skip
        given = SparseTensor(input_indices, input_values, input_shape)
        if not axes.size:
            return sparse_conversion.to_dense(given)
        return function(given, np.ravel(axes).tolist(), keep_dims)

    def reduce_to_sparse(**given: Any) -> Any:
        return _parts(sparse_conversion.from_dense(reduce(**given)))

    dense.by(reduce)
    sparse.by(reduce_to_sparse)
    return dense, sparse


SparseReduceSum, SparseReduceSumSparse = _reduction("SparseReduceSum", sparse_math.reduce_sum)
SparseReduceMax, SparseReduceMaxSparse = _reduction("SparseReduceMax", sparse_math.reduce_max)


# ---------------------------------------------------------------- counting in rows

SparseBincount = composed(
    "SparseBincount",
    "indices: int64, values: Tidx, dense_shape: int64, size: Tidx, weights: T -> output: T",
    binary_output=False,
)  # fmt: skip
RaggedBincount = composed(
    "RaggedBincount", "splits: int64, values: Tidx, size: Tidx, weights: T -> output: T",
    binary_output=False,
)  # fmt: skip


@SparseBincount.by
def _(
    indices: Any, values: Any, dense_shape: Any, size: Any, weights: Any, binary_output: bool
) -> Any:
    if indices.shape[1] == 1:
        return OPS["DenseBincount"](values, size, weights, binary_output=binary_output)
    return _count_rows(indices[:, 0], dense_shape[0], values, size, weights, binary_output)


@RaggedBincount.by
def _(splits: Any, values: Any, size: Any, weights: Any, binary_output: bool) -> Any:
    places = creation.range(array.size(values, out_type=dtypes.int64))
    rows = searchsorted(splits, places, side="right", out_type=dtypes.int64) - 1
    count = array.size(splits, out_type=dtypes.int64) - 1
    return _count_rows(rows, count, values, size, weights, binary_output)


def _count_rows(
    rows: Any, count: Any, values: Any, size: Any, weights: Any, binary_output: bool
) -> Any:
    """How often each number below `size` occurs in each row, or the sum of its weights."""
    width, numbers = (OPS["Cast"](x, DstT=dtypes.int64) for x in (size, values))
    added = weights
    if weights.shape.num_elements() == 0:
        added = OPS["OnesLike"](OPS["Cast"](values, DstT=weights.dtype))
    # What is too large goes to a place of its own, behind all others.
    places = OPS["SelectV2"](numbers < width, rows * width + numbers, count * width)
    reduce = "UnsortedSegmentMax" if binary_output else "UnsortedSegmentSum"
    total = OPS[reduce](OPS["OnesLike"](added) if binary_output else added, places,
                        count * width + 1)  # fmt: skip
    total = OPS["Maximum"](total, OPS["ZerosLike"](total)) if binary_output else total
    return array.reshape(total[:-1], joining.stack([count, width]))


# ---------------------------------------------------------------- derivatives

SparseFillEmptyRowsGrad = composed(
    "SparseFillEmptyRowsGrad",
    "reverse_index_map: int64, grad_values: T -> d_values: T, d_default_value: T",
)  # fmt: skip
_SEGMENT_GRAD = "grad: T, indices: Tidx, segment_ids: Tsegmentids, output_dim0: int32 -> output: T"


@SparseFillEmptyRowsGrad.by
def _(reverse_index_map: Any, grad_values: Any) -> Any:
    taken = OPS["GatherV2"](grad_values, reverse_index_map, 0)
    every = OPS["Sum"](grad_values, [0])
    return taken, every - OPS["Sum"](taken, [0])


def _segment_gradient(name: str, root: bool | None) -> ComposedOp:
    """The rows of the gradient, shared out, go back to the rows that were added up."""
    made = composed(f"SparseSegment{name}Grad", _SEGMENT_GRAD)

    def spread(grad: Any, indices: Any, segment_ids: Any, output_dim0: Any) -> Any:
        shared = grad if root is None else shares(grad, segment_ids, root)
        rows = OPS["GatherV2"](shared, segment_ids, 0)
        return OPS["UnsortedSegmentSum"](rows, indices, output_dim0)

    made.by(spread)
    return made


SparseSegmentSumGrad = _segment_gradient("Sum", None)
SparseSegmentMeanGrad = _segment_gradient("Mean", root=False)
SparseSegmentSqrtNGrad = _segment_gradient("SqrtN", root=True)
