"""Counting: how often values occur, and how often predictions are right.

bincount confusion_matrix in_top_k
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.registry import OPS
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import AxisLike, DTypeLike, TensorLike
from pellucid.ops.broadcasting import INDEX, as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.reduction import reduce_max, reduce_mean, reduce_sum
from pellucid.runtime.dispatch import op

_WEIGHTS = frozenset({dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64})

DenseBincount = op(
    "DenseBincount", "input: Tidx, size: Tidx, weights: T -> output: T", T=_WEIGHTS, Tidx=INDEX,
    binary_output=False, static=("size",), gradient=None,
)  # fmt: skip


@DenseBincount.kernel("numpy")
def _(x: Any, size: Any, weights: Any, binary_output: bool, T: Any) -> Any:
    size = int(size)
    if np.any(x < 0):
        raise ValueError(explain("", "arr must be non-negative", expected=">= 0", received=x.min()))
    if x.ndim > 1:
        parts = zip(x, weights if weights.size else [weights] * len(x), strict=True)
        rows = [_count(row, size, w, binary_output, T.np_dtype) for row, w in parts]
        return np.stack(rows) if rows else np.zeros((0, size), T.np_dtype)
    return _count(np.asarray(x).reshape(-1), size, weights, binary_output, T.np_dtype)


def _count(x: Any, size: int, weights: Any, binary: bool, np_dtype: Any) -> Any:
    inside = x < size
    out = np.zeros(size, np_dtype)
    if binary:
        out[x[inside]] = 1
    elif weights.size:
        np.add.at(out, x[inside], np.asarray(weights).reshape(-1)[inside].astype(np_dtype))
    else:
        out += np.bincount(x[inside], minlength=size).astype(np_dtype)
    return out


@DenseBincount.kernel("xla")
def _(jax: Any, x: Any, size: Any, weights: Any, binary_output: bool, T: Any) -> Any:
    jnp, size = jax.numpy, int(size)
    values = weights if weights.size else jnp.ones(x.shape, T.np_dtype)

    def row(ids: Any, amounts: Any) -> Any:
        out = jnp.zeros(size, T.np_dtype).at[ids].add(amounts.astype(T.np_dtype), mode="drop")
        return (out != 0).astype(T.np_dtype) if binary_output else out

    if binary_output:
        values = jnp.ones(x.shape, T.np_dtype)
    if x.ndim > 1:
        return jax.vmap(row)(x, values)
    return row(x.reshape(-1), values.reshape(-1))


@DenseBincount.infer
def _(call: Any) -> Any:
    dims, size = call.shape(0), call.value(1)
    count = None if size is None else int(size)
    if dims is None:
        return None
    return (dims[0], count) if len(dims) > 1 else (count,)


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: TensorLike | None = None,
    maxlength: TensorLike | None = None,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
    axis: int | None = None,
    binary_output: bool = False,
) -> Any:
    """How often each of 0, 1, 2, … occurs.

    Args:
        arr: integers, not negative, of any shape (or a `SparseTensor` or `RaggedTensor`).
        weights: what each occurrence counts, of the shape of `arr`; 1 by default.
        minlength: the least number of counts returned.
        maxlength: the greatest; greater numbers in `arr` are not counted.
        dtype: the dtype of the counts, if there are no weights.
        axis: None or 0: count everything together; -1: count each row by itself.
        binary_output: 1 for what occurs at all, 0 for what does not.

    Returns: shape [max(arr) + 1], or [rows, max(arr) + 1] if `axis` is -1.

    Raises:
        InvalidArgumentError: negative numbers, or weights of another shape.
        ValueError: both weights and `binary_output` are given, or `axis` is neither.

    Example:
        >>> tf.math.bincount([1, 1, 5]).numpy().tolist()
        [0, 2, 0, 0, 0, 1]
    """
    if weights is not None and binary_output:
        problem = "binary_output and weights are mutually exclusive"
        raise ValueError(explain("tf.math.bincount [weights]", problem))
    if axis not in (None, 0, -1):
        raise ValueError(explain("tf.math.bincount [axis]", "Unsupported value for argument axis",
                                 expected="None, 0 or -1", received=axis))  # fmt: skip
    if not isinstance(arr, Tensor) and hasattr(arr, "flat_values"):
        return _ragged_bincount(
            arr, weights, minlength, maxlength, dtype, name, axis, binary_output
        )
    if not isinstance(arr, Tensor) and hasattr(arr, "dense_shape"):
        return _sparse_bincount(arr, weights, minlength, maxlength, dtype, axis, binary_output)
    x = as_tensor(arr)
    if not as_dtype(x.dtype).is_integer or x.dtype not in INDEX:
        x = cast(x, dtypes.int32)
    wanted = as_dtype(dtype)
    if weights is None:
        amounts: Any = np.zeros((0,), wanted.np_dtype)
    else:
        amounts = as_tensor(weights)
        if not binary_output and amounts.shape.as_list() != x.shape.as_list():
            raise InvalidArgumentError(
                None, None, explain("tf.math.bincount [weights]", "`weights` must have the shape of "  # noqa: E501
                                    "`arr`", expected=x.shape,
                                    received=amounts.shape)
            )  # fmt: skip
    size = _bins(x, minlength, maxlength)
    if axis is None or axis == 0:
        x = OPS["Reshape"](x, [-1])
        amounts = OPS["Reshape"](amounts, [-1]) if weights is not None else amounts
    return DenseBincount(x, size, amounts, binary_output=bool(binary_output), name=name)


def _sparse_bincount(
    arr: Any, weights: Any, minlength: Any, maxlength: Any, dtype: Any, axis: int | None,
    binary_output: bool,
) -> Tensor:  # fmt: skip
    """The counts of the values that are there, as a dense tensor."""
    from pellucid.ops.sparse_conversion import to_dense
    from pellucid.ops.sparse_counting import bincount as sparse_bincount

    if axis is None or axis == 0:
        weights = getattr(weights, "values", weights)
        return bincount(arr.values, weights, minlength, maxlength, dtype, None, 0, binary_output)
    counts = sparse_bincount(arr, weights, axis, minlength, maxlength, binary_output)
    return to_dense(counts) if weights is not None else cast(to_dense(counts), dtype)


def _ragged_bincount(arr: Any, weights: Any, minlength: Any, maxlength: Any, dtype: Any, name: Any,
                     axis: Any, binary_output: bool) -> Any:  # fmt: skip
    amounts = None if weights is None else weights.flat_values
    if axis != -1:
        return bincount(
            arr.flat_values, amounts, minlength, maxlength, dtype, name, None, binary_output
        )
    # The counts of all rows one after the other, as one long vector.
    values = cast(arr.flat_values, dtypes.int32)
    size = _bins(values, minlength, maxlength)
    rows = cast(arr.nrows(), dtypes.int32)
    places = cast(arr.value_rowids(), dtypes.int32) * size + values
    places = OPS["SelectV2"](OPS["Less"](values, size), places, rows * size)  # the others: nowhere
    places = OPS["Minimum"](places, OPS["SelectV2"](values < 0, values, places))  # refused
    if amounts is None:
        amounts = np.zeros((0,), as_dtype(dtype).np_dtype)
    counts = DenseBincount(places, rows * size, amounts, binary_output=bool(binary_output))
    return OPS["Reshape"](counts, [rows, size], name=name)


def _bins(x: Any, minlength: Any, maxlength: Any) -> Any:
    """The number of counts: max(x) + 1, within the bounds given."""
    if isinstance(x, EagerTensor):
        count = int(np.max(x.array(), initial=-1)) + 1
        if minlength is not None:
            count = max(count, int(minlength))
        if maxlength is not None:
            count = min(count, int(maxlength))
        return np.array(count, x.dtype.np_dtype)
    count = OPS["Maximum"](reduce_max(x), -1) + 1
    if minlength is not None:
        count = OPS["Maximum"](count, cast(minlength, x.dtype))
    if maxlength is not None:
        count = OPS["Minimum"](count, cast(maxlength, x.dtype))
        if minlength is not None and int(minlength) == int(maxlength):
            return np.array(int(maxlength), x.dtype.np_dtype)
    return count


def confusion_matrix(
    labels: TensorLike,
    predictions: TensorLike,
    num_classes: TensorLike | None = None,
    weights: TensorLike | None = None,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How often each class was predicted for each true class: out[label, prediction].

    Args:
        labels: the true classes, shape [n] (or [n, 1]).
        predictions: the predicted ones, of the same shape.
        num_classes: the number of classes; by default the greatest label or prediction + 1.
        weights: what each example counts; 1 by default.
        dtype: the dtype of the counts.

    Returns: shape [num_classes, num_classes].

    Raises:
        InvalidArgumentError: negative or too large classes, or lengths that differ.

    Example:
        >>> tf.math.confusion_matrix([1, 2, 4], [2, 2, 4]).numpy().diagonal().tolist()
        [0, 0, 1, 0, 1]
    """
    labels, predictions = (_column(cast(x, dtypes.int64)) for x in (labels, predictions))
    _check_classes("labels", labels, num_classes)
    _check_classes("predictions", predictions, num_classes)
    if num_classes is None:
        highest = OPS["Maximum"](reduce_max(predictions), reduce_max(labels)) + 1
        num_classes = highest
    count = cast(num_classes, dtypes.int64)
    wanted = as_dtype(dtype)
    values = OPS["OnesLike"](predictions) if weights is None else as_tensor(weights)
    where = OPS["Pack"]([labels, predictions], axis=1)
    shape = OPS["Pack"]([count, count], axis=0)
    from pellucid.ops.scatter import scatter_nd

    return scatter_nd(where, cast(values, wanted), shape, name=name)


def _column(x: Any) -> Any:
    return OPS["Squeeze"](x, squeeze_dims=[-1]) if x.dims is not None and len(x.dims) == 2 else x


def _check_classes(which: str, x: Any, num_classes: Any) -> None:
    if not isinstance(x, EagerTensor) or not x.array().size:
        return
    lowest, highest = int(x.array().min()), int(x.array().max())
    problem = None
    if lowest < 0:
        problem = f"`{which}` contains negative values"
    elif num_classes is not None and highest >= int(num_classes):
        problem = f"`{which}` out of bound"
    if problem:
        raise InvalidArgumentError(
            None,
            None,
            explain("tf.math.confusion_matrix", problem, received=f"{lowest} to {highest}"),
        )


InTopKV2 = op(
    "InTopKV2", "predictions: float32, targets: T, k: T -> precision: bool", T=INDEX, gradient=None,
    infer=lambda call: call.shape(1),
)  # fmt: skip


@InTopKV2.kernel
def _(xp: Any, predictions: Any, targets: Any, k: Any) -> Any:
    if predictions.ndim != 2 or targets.ndim != 1 or predictions.shape[0] != targets.shape[0]:
        expected = "predictions (batch, classes), targets (batch,)"
        raise ValueError(explain("", "shapes do not fit", expected=expected))
    legal = (targets >= 0) & (targets < predictions.shape[1])
    chosen = xp.take_along_axis(predictions, xp.where(legal, targets, 0)[:, None], 1)
    finite = xp.all(xp.isfinite(predictions), 1)
    greater = xp.sum(predictions > chosen, 1)
    return legal & finite & (greater < k)


def in_top_k(
    targets: TensorLike, predictions: TensorLike, k: TensorLike, name: str | None = None
) -> Tensor:
    """Whether each target is among the `k` classes with the greatest predictions.

    Ties count in favour of the target; targets that are no class, or that have a prediction that is
    not finite, are never among them.

    Args:
        targets: int32 or int64 classes, shape [n].
        predictions: float32, shape [n, classes].
        k: how many to look at.

    Returns: bool, shape [n].
    """
    targets = as_tensor(targets)
    return InTopKV2(predictions, targets, cast(k, targets.dtype), name=name)


def count_nonzero(
    input: Any,
    axis: AxisLike | None = None,
    keepdims: bool | None = None,
    dtype: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """How many elements along `axis` are not 0 (not False, not the empty string).

    Args:
        input: a numeric, bool or string tensor, or a `SparseTensor` (whose values are counted).
        axis: the axes to count along; None: all.
        keepdims: keep the reduced axes, with size 1.
        dtype: the dtype of the result.
    """
    if hasattr(input, "indices") and hasattr(input, "values"):
        if axis is not None:
            problem = "a SparseTensor is only counted whole"
            raise ValueError(
                explain("tf.math.count_nonzero [axis]", problem, received=axis, fix="axis=None")
            )
        input = input.values
    x = convert(input)
    zero = np.array(b"", object) if x.dtype is dtypes.string else np.zeros((), x.dtype.np_dtype)
    hit = OPS["NotEqual"](x, zero)
    total = reduce_sum(cast(hit, dtypes.int64), axis, bool(keepdims), name)
    return cast(total, dtype)


def zero_fraction(value: TensorLike, name: str | None = None) -> Tensor:
    """Which part of the elements is 0, as a float32 between 0 and 1; nan of none.

    Args:
        value: a numeric tensor.
    """
    x = convert(value)
    zeros = cast(OPS["Equal"](x, np.zeros((), x.dtype.np_dtype)), dtypes.float64)
    return cast(reduce_mean(zeros), dtypes.float32)
