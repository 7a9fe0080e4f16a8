"""Max pooling that also says where each maximum was.

Ops: MaxPoolWithArgmax, MaxPoolGradWithArgmax, MaxPoolGradGradWithArgmax.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import REAL, as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.pooling import first_maxima, lowest_padded, maxima, pool_shape, pool_windows
from pellucid.ops.windows import Windows, per_dimension
from pellucid.runtime.dispatch import op

_INDEX = frozenset({dtypes.int32, dtypes.int64})

MaxPoolWithArgmax = op(
    "MaxPoolWithArgmax", "input: T -> output: T, argmax: Targmax", T=REAL, Targmax=_INDEX,
    ksize=list, strides=list, padding=str, include_batch_in_index=False,
)  # fmt: skip
MaxPoolGradWithArgmax = op(
    "MaxPoolGradWithArgmax", "input: T, grad: T, argmax: Targmax -> output: T", T=REAL,
    Targmax=_INDEX, ksize=list, strides=list, padding=str, include_batch_in_index=False,
    infer=lambda call: call.shape(0),
)  # fmt: skip
MaxPoolGradGradWithArgmax = op(
    "MaxPoolGradGradWithArgmax", "input: T, grad: T, argmax: Targmax -> output: T", T=REAL,
    Targmax=_INDEX, ksize=list, strides=list, padding=str, include_batch_in_index=False,
    infer=lambda call: call.shape(2),
)  # fmt: skip
_NAMES = ("ksize", "strides", "padding", "include_batch_in_index")


@MaxPoolWithArgmax.infer
def _(call: Any) -> Any:
    call.attrs.setdefault("data_format", "NHWC")
    shape = pool_shape(call)
    del call.attrs["data_format"]
    return [shape, shape]


@MaxPoolWithArgmax.kernel
def _(xp: Any, x: Any, ksize: Any, strides: Any, padding: Any, include_batch_in_index: bool) -> Any:
    windows = pool_windows(x.shape, ksize, strides, padding, "NHWC")
    y = maxima(xp, x, windows)
    wide = lowest_padded(xp, x, windows)
    where = xp.zeros(y.shape, np.int64)
    for at, hit in first_maxima(xp, wide, y, windows):
        where = xp.where(hit, _pixel(windows, at, x.shape[-1]), where)
    if include_batch_in_index:
        where = where + _batch_offsets(x.shape)
    return y, where


def _pixel(windows: Windows, at: tuple[int, ...], channels: int) -> np.ndarray:
    """The flat index in its image of element `at` of every window: (1, counts…, channels)."""
    rows, columns = (
        np.arange(n) * stride + i - low
        for n, stride, i, (low, _) in zip(
            windows.counts, windows.strides, at, windows.pads, strict=True
        )
    )
    flat = rows[:, None] * windows.inputs[1] + columns[None, :]
    return flat[None, :, :, None] * channels + np.arange(channels)


def _batch_offsets(shape: tuple[int, ...]) -> np.ndarray:
    return (np.arange(shape[0]) * int(np.prod(shape[1:])))[:, None, None, None]


def _flat_index(argmax: Any, shape: tuple[int, ...], include_batch: bool) -> Any:
    return argmax if include_batch else argmax + _batch_offsets(shape)


@MaxPoolWithArgmax.gradient
def _(node: Any, dy: Tensor, _dargmax: Any) -> Any:
    attrs = {k: node.attrs[k] for k in _NAMES}
    return MaxPoolGradWithArgmax(node.inputs[0], dy, node.outputs[1], **attrs)


@MaxPoolGradWithArgmax.kernel("numpy")
def _(x: Any, dy: Any, argmax: Any, include_batch_in_index: bool) -> Any:
    index = _flat_index(argmax, x.shape, include_batch_in_index).reshape(-1)
    dx = np.zeros(x.size, dy.dtype)
    np.add.at(dx, index, dy.reshape(-1))
    return dx.reshape(x.shape)


@MaxPoolGradWithArgmax.kernel("xla")
def _(jax: Any, x: Any, dy: Any, argmax: Any, include_batch_in_index: bool) -> Any:
    index = _flat_index(argmax, x.shape, include_batch_in_index).reshape(-1)
    dx = jax.numpy.zeros(x.size, dy.dtype)
    return dx.at[index].add(dy.reshape(-1)).reshape(x.shape)


@MaxPoolGradWithArgmax.gradient
def _(node: Any, ddx: Tensor) -> Any:
    attrs = {k: node.attrs[k] for k in _NAMES}
    return [None, MaxPoolGradGradWithArgmax(node.inputs[0], ddx, node.inputs[2], **attrs), None]


@MaxPoolGradGradWithArgmax.kernel
def _(xp: Any, x: Any, ddx: Any, argmax: Any, include_batch_in_index: bool) -> Any:
    return ddx.reshape(-1)[_flat_index(argmax, x.shape, include_batch_in_index)]


@MaxPoolGradGradWithArgmax.gradient
def _(node: Any, ddy: Tensor) -> Any:
    attrs = {k: node.attrs[k] for k in _NAMES}
    return [None, MaxPoolGradWithArgmax(node.inputs[0], ddy, node.inputs[2], **attrs), None]


class MaxPoolResult(NamedTuple):
    """The maxima and their places."""

    output: Tensor
    argmax: Tensor


MaxPoolResult.__name__ = "MaxPoolWithArgmax"  # as TensorFlow prints it


def max_pool_with_argmax(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC",
    output_dtype: DTypeLike = dtypes.int64, include_batch_in_index: bool = False,
    name: str | None = None,
) -> MaxPoolResult:  # fmt: skip
    """The largest number of every window of an image, and its place.

    The pixel (y, x) of channel c has the index (y * width + x) * channels + c; with
    `include_batch_in_index`, image b adds b * height to y.

    Args:
        input: tensor (batch, height, width, channels).
        ksize: window lengths: an int, or a list of 1, 2 or 4.
        strides: steps between windows, in the same forms.
        padding: `"VALID"` or `"SAME"`.
        data_format: only `"NHWC"`.
        output_dtype: int32 or int64.
        include_batch_in_index: count through the batch, instead of in each image.
        name: name of the operation.

    Returns: `(output, argmax)`, of the same shape.

    Raises:
        ValueError: `data_format` is not `"NHWC"`.
    """
    where = "tf.nn.max_pool_with_argmax"
    if data_format != "NHWC":
        raise ValueError(
            explain(f"{where} [data_format]", "only 'NHWC' is possible", received=repr(data_format))
        )
    found = MaxPoolWithArgmax(
        input, ksize=per_dimension(ksize, 2, "NHWC", "ksize", where),
        strides=per_dimension(strides, 2, "NHWC", "strides", where), padding=padding,
        Targmax=as_dtype(output_dtype), include_batch_in_index=include_batch_in_index, name=name,
    )  # fmt: skip
    return MaxPoolResult(*found)
