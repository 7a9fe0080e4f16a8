"""Numbers sorted into bins: histogram_fixed_width, histogram_fixed_width_bins."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call, same
from pellucid.ops.casting import cast
from pellucid.runtime.dispatch import op

_BINNED = frozenset({dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64})

Bucketize = op(
    "Bucketize", "input: T -> output: int32", T=_BINNED,
    boundaries=list, infer=same, gradient=None,
)  # fmt: skip


@Bucketize.kernel
def _(xp: Any, x: Any, boundaries: list[float]) -> Any:
    edges = np.array(boundaries, np.float64 if x.dtype == np.float64 else np.float32)
    if (np.diff(edges) < 0).any():
        problem, expected = "boundaries must be sorted", "ascending numbers"
        raise ValueError(explain("", problem, expected=expected, received=boundaries))
    return xp.searchsorted(edges, x, side="right")


HistogramFixedWidth = op(
    "HistogramFixedWidth", "values: T, value_range: T, nbins: int32 -> out: dtype",
    T=_BINNED,
    dtype=dtypes.int32, gradient=None, static=("nbins",),
)  # fmt: skip


@HistogramFixedWidth.kernel
def _(xp: Any, values: Any, value_range: Any, nbins: Any) -> Any:
    if nbins <= 0:
        raise ValueError(explain("", "nbins must be positive", expected="> 0", received=nbins))
    low, high = value_range[0], value_range[1]
    if isinstance(value_range, np.ndarray) and not low < high:
        problem, expected = "value_range is empty", "value_range[0] < value_range[1]"
        raise ValueError(explain("", problem, expected=expected, received=value_range.tolist()))
    step = (high - low) / float(nbins)
    bins = xp.clip(xp.floor((xp.reshape(values, (-1,)) - low) / step), 0, int(nbins) - 1)
    return xp.bincount(
        bins.astype(np.int32), minlength=int(nbins), **({} if xp is np else {"length": int(nbins)})
    )


@HistogramFixedWidth.infer
def _(call: Call) -> Any:
    bins = call.value(2)
    return (None if bins is None else int(bins),)


def _checked_range(value_range: Any, dtype: DType) -> Tensor:
    return (
        cast(convert(value_range), dtype)
        if isinstance(value_range, Tensor)
        else convert(value_range, dtype)
    )


def histogram_fixed_width_bins(
    values: TensorLike,
    value_range: TensorLike,
    nbins: int = 100,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """The bin of each value in a histogram of `nbins` equal bins over `value_range`.

    Args:
        values: a numeric tensor.
        value_range: two numbers of the same dtype, low < high; values outside go to the end bins.
        nbins: how many bins.
        dtype: of the result, int32 or int64.
        name: the node's name in a graph.

    Returns: bin numbers of the shape of `values`.

    Example:
        >>> tf.histogram_fixed_width_bins([-1., 0.5, 9.], [0., 5.], nbins=5).numpy().tolist()
        [0, 0, 4]
    """
    from pellucid.ops.clipping import clip_by_value
    from pellucid.ops.rounding import floor

    x = convert(values)
    limits = _checked_range(value_range, x.dtype)
    scaled = (x - limits[0]) / (limits[1] - limits[0])
    bins = floor(cast(nbins, scaled.dtype) * scaled)
    return clip_by_value(cast(bins, as_dtype(dtype)), 0, nbins - 1, name=name)


def histogram_fixed_width(
    values: TensorLike,
    value_range: TensorLike,
    nbins: int = 100,
    dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How many values fall into each of `nbins` equal bins over `value_range`.

    Args: see `tf.histogram_fixed_width_bins`.

    Returns: a vector of `nbins` counts.

    Raises:
        InvalidArgumentError: the range is empty, or `nbins` is not positive.

    Example:
        >>> tf.histogram_fixed_width([-1., 0.5, 9.], [0., 5.], nbins=5).numpy().tolist()
        [2, 0, 0, 0, 1]
    """
    x = convert(values)
    limits = _checked_range(value_range, x.dtype)
    return HistogramFixedWidth(x, limits, nbins, dtype=as_dtype(dtype), name=name)
