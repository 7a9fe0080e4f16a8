"""Arithmetic of sparse tensors.

add, maximum, minimum                         of two, coordinate by coordinate
reduce_sum, reduce_max, softmax               along dimensions
sparse_dense_matmul, sampled_addmm            products of matrices
map_values                                    any function of the values
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.convert import convert
from pellucid.core.dtypes import NUMERIC, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops import array, math, reduction
from pellucid.ops.array import shape as shape_of
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj
from pellucid.ops.creation import ones_like, zeros_like
from pellucid.ops.division import truediv
from pellucid.ops.exponential import exp
from pellucid.ops.gather import boolean_mask, gather, gather_nd, where
from pellucid.ops.joining import concat
from pellucid.ops.matmul import matmul
from pellucid.ops.scatter import tensor_scatter_nd_add
from pellucid.ops.segment import unsorted_segment_max, unsorted_segment_sum
from pellucid.ops.sorting import searchsorted, sort
from pellucid.ops.sparse_conversion import as_sparse
from pellucid.ops.sparse_layout import coordinates, linear
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.ops.unique import unique
from pellucid.runtime.dispatch import op


def _groups(places: Tensor) -> tuple[Tensor, Tensor]:
    """The different places in order, and for each given place its number among them."""
    found, _ = unique(sort(places))
    return found, searchsorted(found, places, out_type=dtypes.int64)


def _check_same_shape(where_: str, a: SparseTensor, b: SparseTensor) -> None:
    ours, theirs = static_value(a.dense_shape), static_value(b.dense_shape)
    if ours is not None and theirs is not None and ours.tolist() != theirs.tolist():
        raise InvalidArgumentError(
            None, None,
            explain(f"tf.sparse.{where_}", "Operands' shapes do not match",
                    expected=ours.tolist(), received=theirs.tolist()),
        )  # fmt: skip


def _union(a: SparseTensor, b: SparseTensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The coordinates of both, the values of each there (0 where it has none), and who has any."""
    shape = a.dense_shape
    both = concat([linear(a.indices, shape), linear(b.indices, shape)], 0)
    places, group = _groups(both)
    count = array.size(places)
    split = shape_of(a.values)[0]
    ours = unsorted_segment_sum(a.values, group[:split], count)
    theirs = unsorted_segment_sum(b.values, group[split:], count)
    owners = unsorted_segment_sum(ones_like(group), group, count)
    return coordinates(places, shape), ours, theirs, owners


def add(a: Any, b: Any, threshold: TensorLike = 0) -> Any:
    """a + b, of two SparseTensors, or of one and a dense tensor.

    Args:
        a, b: of one shape and dtype (a dense one may broadcast).
        threshold: sums of two values whose magnitude is less are left out.

    Returns: a SparseTensor; a tensor if one of them is dense.

    Raises:
        TypeError: both are dense.
        InvalidArgumentError: the shapes differ.
    """
    sparse = [isinstance(v, SparseTensor) for v in (a, b)]
    if not any(sparse):
        raise TypeError("tf.sparse.add: At least one input should be SparseTensor. Fix: tf.add")
    if not all(sparse):
        thin, dense = (a, b) if sparse[0] else (b, a)
        return tensor_scatter_nd_add(convert(dense, thin.dtype), thin.indices, thin.values)
    _check_same_shape("add", a, b)
    indices, ours, theirs, owners = _union(a, b)
    total = ours + theirs
    limit = static_value(convert(threshold))
    if limit is not None and limit == 0:
        return SparseTensor(indices, total, a.dense_shape)
    size = math.abs(total)
    keep = (size >= cast(threshold, size.dtype)) | (owners < 2)
    return SparseTensor(boolean_mask(indices, keep), boolean_mask(total, keep), a.dense_shape)


def maximum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The greater value at each coordinate of either; 0 where one has none."""
    return _extreme("maximum", math.maximum, sp_a, sp_b, name)


def minimum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The smaller value at each coordinate of either; 0 where one has none."""
    return _extreme("minimum", math.minimum, sp_a, sp_b, name)


def _extreme(where_: str, choose: Any, sp_a: Any, sp_b: Any, name: str | None) -> SparseTensor:
    a, b = as_sparse(where_, sp_a), as_sparse(where_, sp_b)
    _check_same_shape(where_, a, b)
    indices, ours, theirs, _ = _union(a, b)
    return SparseTensor(indices, choose(ours, theirs, name=name), a.dense_shape)


# ---------------------------------------------------------------- reductions


def reduce_sum(
    sp_input: SparseTensor,
    axis: Any = None,
    keepdims: bool | None = None,
    output_is_sparse: bool = False,
    name: str | None = None,
) -> Any:
    """The sum along `axis`.

    Args:
        sp_input: a numeric SparseTensor.
        axis: one axis or several; by default all.
        keepdims: keep the reduced axes, with size 1.
        output_is_sparse: return a SparseTensor.
    """
    return _reduce(unsorted_segment_sum, sp_input, axis, keepdims, output_is_sparse, name)


def reduce_max(
    sp_input: SparseTensor,
    axis: Any = None,
    keepdims: bool | None = None,
    output_is_sparse: bool = False,
    name: str | None = None,
) -> Any:
    """The greatest of the values that are there along `axis`; 0 where there are none.

    See `tf.sparse.reduce_sum` for the arguments.
    """
    return _reduce(unsorted_segment_max, sp_input, axis, keepdims, output_is_sparse, name)


def _reduce(
    segments: Any, sp_input: Any, axis: Any, keepdims: Any, sparse_output: bool, name: str | None
) -> Any:
    sparse = as_sparse("reduce", sp_input)
    rank = sparse.shape.rank
    if rank is None:
        raise ValueError("tf.sparse.reduce: the rank must be known")
    given = list(range(rank)) if axis is None else np.asarray(axis).reshape(-1).tolist()
    for place in given:
        if not -rank <= place < rank:
            raise InvalidArgumentError(
                None, None,
                f"tf.sparse.reduce [axis]: Invalid reduction dimension {place}, for input with "
                f"{rank} dimensions.",
            )  # fmt: skip
    gone = {place % rank for place in given}
    kept = [i for i in range(rank) if i not in gone]
    shape = gather(sparse.dense_shape, convert(kept, dtypes.int64))
    places = linear(gather(sparse.indices, convert(kept, dtypes.int64), axis=1), shape)
    final = shape
    if keepdims:
        ones = convert([0 if i in gone else 1 for i in range(rank)], dtypes.int64)
        final = sparse.dense_shape * ones + (1 - ones)
    if sparse_output:
        found, group = _groups(places)
        values = segments(sparse.values, group, array.size(found), name=name)
        return SparseTensor(coordinates(found, final), values, final)
    count = reduction.reduce_prod(shape)
    values = segments(sparse.values, places, count, name=name)
    if segments is unsorted_segment_max:
        present = unsorted_segment_sum(ones_like(places), places, count) > 0
        values = where(present, values, zeros_like(values))
    return array.reshape(values, final)


def softmax(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """exp(x) / sum(exp(x)) over the values that are there along the last dimension."""
    sparse = as_sparse("softmax", sp_input)
    if sparse.shape.rank is not None and sparse.shape.rank < 2:
        raise InvalidArgumentError(
            None, None,
            explain("tf.sparse.softmax [sp_input]", "has too low a rank", expected="at least 2",
                    received=sparse.shape),
        )  # fmt: skip
    rows = linear(sparse.indices[:, :-1], sparse.dense_shape[:-1])
    found, group = _groups(rows)
    count = array.size(found)
    highest = gather(unsorted_segment_max(sparse.values, group, count), group)
    raised = exp(sparse.values - highest)
    total = gather(unsorted_segment_sum(raised, group, count), group)
    return sparse.with_values(truediv(raised, total, name=name))


def map_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> SparseTensor:
    """`op` of the values of sparse arguments, at their coordinates.

    Args:
        op: a function; what it returns has as many elements as there are values.
        *args, **kwargs: its arguments; all sparse ones have the same coordinates.

    Raises:
        ValueError: there is no sparse argument.
        InvalidArgumentError: coordinates differ.
    """
    sparse = [v for v in nest.flatten((args, kwargs)) if isinstance(v, SparseTensor)]
    if not sparse:
        raise ValueError(
            explain("tf.sparse.map_values [args]", "there is no SparseTensor among them")
        )
    first = sparse[0]
    for other in sparse[1:]:
        a, b = static_value(first.indices), static_value(other.indices)
        if a is not None and b is not None and a.tolist() != b.tolist():
            raise InvalidArgumentError(
                None, None, "tf.sparse.map_values: the arguments have different coordinates"
            )
    inner_args, inner_kwargs = nest.map_structure(
        lambda v: v.values if isinstance(v, SparseTensor) else v, (args, kwargs)
    )
    return first.with_values(op(*inner_args, **inner_kwargs))


# ---------------------------------------------------------------- products

SparseTensorDenseMatMul = op(
    "SparseTensorDenseMatMul",
    "a_indices: Tindices, a_values: T, a_shape: int64, b: T -> product: T",
    T=NUMERIC, Tindices=INDEX, adjoint_a=False, adjoint_b=False, static=("a_shape",),
)  # fmt: skip


def _product(
    xp: Any, indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool, adjoint_b: bool
) -> tuple[int, Any, Any]:
    """How many rows the product has, and what is to be added to which of them."""
    rows, columns = indices[:, 0], indices[:, 1]
    height, width = (int(n) for n in shape)
    if adjoint_a:
        rows, columns, values, height, width = columns, rows, xp.conj(values), width, height
    if adjoint_b:
        b = xp.conj(xp.swapaxes(b, 0, 1))
    if b.shape[0] != width:
        raise ValueError(
            f"Cannot multiply A and B because inner dimension does not match: {width} vs. "
            f"{b.shape[0]}. Did you forget a transpose?"
        )
    return height, rows, values[:, None] * b[columns]


@SparseTensorDenseMatMul.kernel("numpy")
def _(indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool, adjoint_b: bool) -> Any:
    height, rows, terms = _product(np, indices, values, shape, b, adjoint_a, adjoint_b)
    total = np.zeros((height, terms.shape[1]), terms.dtype)
    np.add.at(total, rows, terms)
    return total


@SparseTensorDenseMatMul.kernel("xla")
def _(
    jax: Any, indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool, adjoint_b: bool
) -> Any:
    xp = jax.numpy
    height, rows, terms = _product(xp, indices, values, shape, b, adjoint_a, adjoint_b)
    return xp.zeros((height, terms.shape[1]), terms.dtype).at[rows].add(terms)


@SparseTensorDenseMatMul.infer
def _(call: Any) -> Any:
    sizes, b = call.vector(2), call.shape(3)
    rows = None if sizes is None else sizes[1 if call.attrs["adjoint_a"] else 0]
    return (rows, None if b is None else b[0 if call.attrs["adjoint_b"] else 1])


@SparseTensorDenseMatMul.gradient
def _(node: Any, dy: Tensor) -> Any:
    indices, values, shape, b = node.inputs
    adjoint_a, adjoint_b = node.attrs["adjoint_a"], node.attrs["adjoint_b"]
    back = SparseTensorDenseMatMul(indices, values, shape, dy, adjoint_a=not adjoint_a)
    if adjoint_b:
        back = array.transpose(back, conjugate=True)
    rows, columns = indices[:, 0], indices[:, 1]
    if adjoint_a:
        rows, columns = columns, rows
    right = array.transpose(b, conjugate=True) if adjoint_b else b
    slope = reduction.reduce_sum(gather(dy, rows) * conj(gather(right, columns)), axis=1)
    return [None, conj(slope) if adjoint_a else slope, None, back]


def sparse_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """The product of a sparse and a dense matrix, in either order.

    Args:
        sp_a: a SparseTensor of rank 2 (or a matrix, if `b` is sparse).
        b: a matrix (or a SparseTensor).
        adjoint_a, adjoint_b: use the conjugate transpose.

    Raises:
        InvalidArgumentError: inner sizes differ.

    Example:
        >>> a = tf.SparseTensor([[0, 1]], [2.], [1, 2])
        >>> tf.sparse.sparse_dense_matmul(a, [[1.], [10.]]).numpy().tolist()
        [[20.0]]
    """
    if isinstance(b, SparseTensor):
        if isinstance(sp_a, SparseTensor):
            raise TypeError(
                "tf.sparse.sparse_dense_matmul: one of the matrices must be dense. "
                "Fix: tf.sparse.to_dense"
            )
        # a b = (b* a*)*
        turned = sparse_dense_matmul(b, sp_a, adjoint_a=not adjoint_b, adjoint_b=not adjoint_a)
        return array.transpose(turned, conjugate=True)
    sparse = as_sparse("sparse_dense_matmul", sp_a)
    return SparseTensorDenseMatMul(
        sparse.indices, sparse.values, sparse.dense_shape, convert(b, sparse.dtype),
        adjoint_a=adjoint_a, adjoint_b=adjoint_b, name=name,
    )  # fmt: skip


def sampled_addmm(
    indices: TensorLike,
    values: TensorLike,
    dense_shape: TensorLike,
    mat1: TensorLike,
    mat2: TensorLike,
    beta: TensorLike = 1.0,
    alpha: TensorLike = 1.0,
    output_type: DTypeLike = dtypes.float32,
) -> tuple[Tensor, Tensor, Tensor]:
    """alpha * (mat1 @ mat2) + beta * values, only at the coordinates of a sparse matrix.

    Args:
        indices, values, dense_shape: the sparse matrix.
        mat1, mat2: matrices, with any batch dimensions.
        beta, alpha: scalars.
        output_type: of the computation.

    Returns: indices, values and dense shape of the result.
    """
    dtype = as_dtype(output_type)
    places, shape = convert(indices), convert(dense_shape)
    product = matmul(cast(mat1, dtype), cast(mat2, dtype))
    found = gather_nd(product, places)
    total = cast(alpha, dtype) * found + cast(beta, dtype) * cast(values, dtype)
    return places, total, shape
