"""Reductions with TensorFlow 1's arguments: `reduction_indices` and `keep_dims` are older names.

Each takes `axis` (default: all), `keepdims`, and the older names for them.
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import axis_and_keep, either
from pellucid.core import dtypes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import AxisLike, DTypeLike, TensorLike


def reduce_all(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """Whether all elements are true. See `tf.reduce_all`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_all(input_tensor, axis, keep, name)


def reduce_any(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """Whether an element is true. See `tf.reduce_any`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_any(input_tensor, axis, keep, name)


def reduce_max(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The largest elements. See `tf.reduce_max`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_max(input_tensor, axis, keep, name)


def reduce_mean(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The means. See `tf.reduce_mean`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_mean(input_tensor, axis, keep, name)


def reduce_min(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The smallest elements. See `tf.reduce_min`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_min(input_tensor, axis, keep, name)


def reduce_prod(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The products. See `tf.reduce_prod`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_prod(input_tensor, axis, keep, name)


def reduce_sum(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The sums. See `tf.reduce_sum`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_sum(input_tensor, axis, keep, name)


def reduce_logsumexp(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """log(sum(exp(x))), computed without overflow. See `tf.reduce_logsumexp`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.reduce_logsumexp(input_tensor, axis, keep, name)


def count_nonzero(
    input_tensor: Any = None, axis: AxisLike | None = None, keepdims: bool | None = None,
    dtype: DTypeLike = dtypes.int64, name: str | None = None,
    reduction_indices: AxisLike | None = None, keep_dims: bool | None = None,
    input: Any = None,
) -> Tensor:  # fmt: skip
    """The number of elements that are not 0. See `tf.math.count_nonzero`."""
    value = either("input", input, "input_tensor", input_tensor)
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.math.count_nonzero(value, axis, keep, dtype, name)


def argmax(
    input: TensorLike, axis: Any = None, name: str | None = None,
    dimension: Any = None, output_type: DTypeLike = dtypes.int64,
) -> Tensor:  # fmt: skip
    """The index of the largest element along `axis` (older: `dimension`). See `tf.argmax`."""
    axis = either("axis", axis, "dimension", dimension)
    return tf.argmax(input, 0 if axis is None else axis, output_type, name)


def argmin(
    input: TensorLike, axis: Any = None, name: str | None = None,
    dimension: Any = None, output_type: DTypeLike = dtypes.int64,
) -> Tensor:  # fmt: skip
    """The index of the smallest element along `axis` (older: `dimension`). See `tf.argmin`."""
    axis = either("axis", axis, "dimension", dimension)
    return tf.argmin(input, 0 if axis is None else axis, output_type, name)


def arg_max(
    input: TensorLike, dimension: Any, output_type: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The oldest name of `argmax`."""
    return tf.argmax(input, dimension, output_type, name)


def arg_min(
    input: TensorLike, dimension: Any, output_type: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The oldest name of `argmin`."""
    return tf.argmin(input, dimension, output_type, name)


def norm(
    tensor: TensorLike, ord: float | str = "euclidean", axis: AxisLike | None = None,
    keepdims: bool | None = None, name: str | None = None, keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The norm of vectors or matrices. See `tf.norm`."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    return tf.norm(tensor, ord, axis, bool(keep), name)
