"""Where the extremes are along an axis: argmax, argmin."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import REAL, as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import remove_axis
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import op

_ARG = "input: T, dimension: Tidx -> output: output_type"
_AXIS: dict[str, Any] = {
    "Tidx": INDEX | {dtypes.int16}, "static": ("dimension",), "infer": remove_axis(1),
    "gradient": None,
}  # fmt: skip
ArgMax = op(
    "ArgMax", _ARG, T=REAL | {dtypes.bool}, **_AXIS,
    output_type=INDEX | {dtypes.int16, dtypes.uint16},
)  # fmt: skip
ArgMin = op("ArgMin", _ARG, T=REAL | {dtypes.bool}, **_AXIS, output_type=INDEX)


def _numpy_kernel(find: Any, extreme: Any, worst: float) -> Any:
    def run(x: Any, axis: Any) -> Any:
        along = _checked_axis(x, axis)
        if x.dtype.kind not in "iub" and np.isnan(extreme.reduce(x, along)).any():
            # NumPy stops at the first nan, which TensorFlow passes over.
            x = np.where(np.isnan(x), worst, x)
        return find(x, along)

    return run


def _xla_kernel(find: str, worst: float) -> Any:
    def run(jax: Any, x: Any, axis: Any) -> Any:
        xp = jax.numpy
        numbers = x if x.dtype.kind in "iub" else xp.where(xp.isnan(x), worst, x)
        return getattr(xp, find)(numbers, _checked_axis(x, axis))

    return run


ArgMax.kernel("numpy")(_numpy_kernel(np.ndarray.argmax, np.maximum, -np.inf))
ArgMax.kernel("xla")(_xla_kernel("argmax", -np.inf))
ArgMin.kernel("numpy")(_numpy_kernel(np.ndarray.argmin, np.minimum, np.inf))
ArgMin.kernel("xla")(_xla_kernel("argmin", np.inf))


def _checked_axis(x: Any, axis: Any) -> int:
    axis = int(axis)
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"Expected dimension in the range [{-x.ndim}, {x.ndim}), but got {axis}")
    if x.shape[axis] == 0:
        raise ValueError(f"Reduction axis {axis} is empty in shape {list(x.shape)}")
    return axis


def argmax(
    input: TensorLike,
    axis: int | Tensor | None = None,
    output_type: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """The index of the greatest element along `axis`, the first one among equals.

    Args:
        input: a real or bool tensor; nan is passed over.
        axis: the axis to look along; 0 by default.
        output_type: int64, int32, int16 or uint16.

    Returns: a tensor of `output_type`, without the axis.

    Example:
        >>> tf.argmax([2, 20, 30, 3, 6]).numpy()
        np.int64(2)
    """
    return ArgMax(input, 0 if axis is None else axis, output_type=as_dtype(output_type), name=name)


def argmin(
    input: TensorLike,
    axis: int | Tensor | None = None,
    output_type: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """The index of the smallest element along `axis`, the first one among equals.

    Args:
        input: a real or bool tensor; nan is passed over.
        axis: the axis to look along; 0 by default.
        output_type: int64 or int32.

    Returns: a tensor of `output_type`, without the axis.
    """
    return ArgMin(input, 0 if axis is None else axis, output_type=as_dtype(output_type), name=name)
