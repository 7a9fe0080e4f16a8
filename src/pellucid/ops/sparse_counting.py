"""`tf.sparse.bincount`: how often each number occurs, as a SparseTensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.creation import zeros
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op

_WEIGHTS = frozenset({dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64})
_OUTPUTS = "output_indices: int64, output_values: output_type, output_dense_shape: int64"
_OPTIONS: dict[str, Any] = {
    "T": INDEX, "output_type": _WEIGHTS, "minlength": -1, "maxlength": -1, "binary_output": bool,
    "gradient": None,
}  # fmt: skip


def _shapes(rank: int | None) -> list[Any]:
    return [(None, rank), (None,), (rank,)]


def _counted(rows: np.ndarray, count: int | None, values: np.ndarray, weights: np.ndarray,
             minlength: int, maxlength: int, binary: bool) -> Any:  # fmt: skip
    """Count by (row, value); without rows (`count` None) by value alone."""
    if values.size and values.min() < 0:
        raise ValueError("Input values must all be non-negative")
    if weights.size and weights.size != values.size:
        raise ValueError(f"weights must have {values.size} elements, received {weights.size}")
    size = maxlength if maxlength > 0 else max(int(values.max(initial=-1)) + 1, minlength)
    kept = values < size
    pairs = np.stack([rows, values], 1)[kept]
    found, group = np.unique(pairs, axis=0, return_inverse=True)
    amounts = weights[kept] if weights.size else np.ones(len(pairs), weights.dtype)
    totals = np.zeros(len(found), weights.dtype)
    np.add.at(totals, group.reshape(-1), amounts)
    if binary:
        totals = np.ones_like(totals)
    if count is None:
        return found[:, 1:].astype(np.int64), totals, np.array([size])
    return found.astype(np.int64), totals, np.array([count, size])


DenseCountSparseOutput = op(
    "DenseCountSparseOutput", f"values: T, weights: output_type -> {_OUTPUTS}",
    infer=lambda call: _shapes(call.rank(0)), **_OPTIONS,
)  # fmt: skip
SparseCountSparseOutput = op(
    "SparseCountSparseOutput",
    f"indices: int64, values: T, dense_shape: int64, weights: output_type -> {_OUTPUTS}",
    infer=lambda call: _shapes((call.shape(0) or (None, None))[1]), **_OPTIONS,
)  # fmt: skip
RaggedCountSparseOutput = op(
    "RaggedCountSparseOutput",
    f"splits: int64, values: T, weights: output_type -> {_OUTPUTS}",
    infer=lambda call: _shapes(2), **_OPTIONS,
)  # fmt: skip


@DenseCountSparseOutput.kernel("host")
def _(values: Any, weights: Any, minlength: int, maxlength: int, binary_output: bool) -> Any:
    if values.ndim not in (1, 2):
        raise ValueError(f"values must have 1 or 2 dimensions, received shape {values.shape}")
    rows = np.repeat(np.arange(len(values)), values.shape[1] if values.ndim == 2 else 1)
    count = len(values) if values.ndim == 2 else None
    if count is None:
        rows = np.zeros(len(values), np.int64)
    return _counted(
        rows, count, values.reshape(-1), weights.reshape(-1), minlength, maxlength, binary_output
    )


@SparseCountSparseOutput.kernel("host")
def _(
    indices: Any, values: Any, shape: Any, weights: Any, minlength: int, maxlength: int,
    binary_output: bool,
) -> Any:  # fmt: skip
    flat = len(shape) == 1
    rows = np.zeros(len(values), np.int64) if flat else indices[:, 0]
    count = None if flat else int(shape[0])
    return _counted(rows, count, values, weights, minlength, maxlength, binary_output)


@RaggedCountSparseOutput.kernel("host")
def _(
    splits: Any, values: Any, weights: Any, minlength: int, maxlength: int, binary_output: bool
) -> Any:
    rows = np.repeat(np.arange(len(splits) - 1), np.diff(splits))
    return _counted(rows, len(splits) - 1, values, weights, minlength, maxlength, binary_output)


def _integers(values: Tensor) -> Tensor:
    return values if values.dtype in INDEX else cast(values, dtypes.int32)


def bincount(
    values: Any,
    weights: Any = None,
    axis: int | None = 0,
    minlength: int | None = None,
    maxlength: int | None = None,
    binary_output: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """How often each number occurs.

    Args:
        values: integers, not negative: a tensor, RaggedTensor or SparseTensor.
        weights: what each number counts, in the form of `values`; by default 1.
        axis: 0 or None: count everything together; -1: each row by itself.
        minlength: the least size of the result.
        maxlength: numbers from this on are not counted, and the size is this.
        binary_output: 1 for what occurs at all.

    Returns: a SparseTensor of shape [size], or [rows, size] if `axis` is -1.

    Raises:
        ValueError: another `axis`, or weights and `binary_output` together.

    Example:
        >>> tf.sparse.bincount([3, 1, 3]).values.numpy().tolist()
        [1, 2]
    """
    where = "tf.sparse.bincount"
    if axis not in (0, -1, None):
        raise ValueError(explain(f"{where} [axis]", "Unsupported value", expected="0 or -1",
                                 received=axis))  # fmt: skip
    if weights is not None and binary_output:
        raise ValueError(f"{where}: `weights` and `binary_output` are mutually exclusive")
    for what, limit in (("minlength", minlength), ("maxlength", maxlength)):
        if limit is not None and limit < 0:
            raise ValueError(f"{where} [{what}]: must be non-negative, received {limit}")
    options: dict[str, Any] = {
        "minlength": -1 if minlength is None else int(minlength),
        "maxlength": -1 if maxlength is None else int(maxlength),
        "binary_output": binary_output, "name": name,
    }  # fmt: skip
    if axis != -1:
        values, weights = _flat(values), None if weights is None else _flat(weights)
    if isinstance(values, SparseTensor):
        counted = _integers(values.values)
        amounts = zeros([0], counted.dtype) if weights is None else weights.values
        parts = (values.indices, counted, values.dense_shape, amounts)
        return SparseTensor(*SparseCountSparseOutput(*parts, **options))
    if isinstance(values, RaggedTensor):
        counted = _integers(values.flat_values)
        amounts = zeros([0], counted.dtype) if weights is None else weights.flat_values
        splits = cast(values.row_splits, dtypes.int64)
        return SparseTensor(*RaggedCountSparseOutput(splits, counted, amounts, **options))
    counted = _integers(convert(values))
    amounts = zeros([0], counted.dtype) if weights is None else convert(weights)
    return SparseTensor(*DenseCountSparseOutput(counted, amounts, **options))


def _flat(values: Any) -> Tensor:
    """All numbers in one vector."""
    if isinstance(values, SparseTensor):
        return values.values
    if isinstance(values, RaggedTensor):
        return reshape(values.flat_values, [-1])
    return reshape(convert(values), [-1])
