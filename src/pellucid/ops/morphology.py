"""Greyscale dilation and erosion: the largest (smallest) number under a shifted shape.

Ops: Dilation2D, Dilation2DBackpropInput, Dilation2DBackpropFilter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import REAL
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.pooling import lowest_padded
from pellucid.ops.windows import Windows, plan, window_dims
from pellucid.runtime.dispatch import op

_FORM = "NHWC"

Dilation2D = op(
    "Dilation2D", "input: T, filter: T -> output: T", T=REAL, strides=list, rates=list, padding=str
)
Dilation2DBackpropInput = op(
    "Dilation2DBackpropInput", "input: T, filter: T, out_backprop: T -> in_backprop: T", T=REAL,
    strides=list, rates=list, padding=str, infer=lambda call: call.shape(0),
)  # fmt: skip
Dilation2DBackpropFilter = op(
    "Dilation2DBackpropFilter", "input: T, filter: T, out_backprop: T -> filter_backprop: T",
    T=REAL, strides=list, rates=list, padding=str, infer=lambda call: call.shape(1),
)  # fmt: skip


def _plan(x: Any, w: Any, strides: Any, rates: Any, padding: str) -> Windows:
    if x.ndim != 4 or w.ndim != 3 or x.shape[-1] != w.shape[-1]:
        raise ValueError(
            f"input must be (batch, height, width, depth) and filter (height, width, depth), "
            f"got {x.shape} and {w.shape}"
        )
    return plan(x.shape[1:3], w.shape[:2], strides[1:3], rates[1:3], padding)


@Dilation2D.infer
def _(call: Any) -> Any:
    x, w, attrs = call.shape(0), call.shape(1), call.attrs
    if x is None or w is None:
        return (None,) * 4
    counts = window_dims(
        x[1:3], w[:2], attrs["strides"][1:3], attrs["rates"][1:3], attrs["padding"]
    )
    return (x[0], *counts, x[3])


@Dilation2D.kernel
def _(xp: Any, x: Any, w: Any, strides: Any, rates: Any, padding: str) -> Any:
    windows = _plan(x, w, strides, rates, padding)
    wide, best = lowest_padded(xp, x, windows), None
    for at in windows.offsets():
        here = wide[windows.slices(at)] + w[at]
        best = here if best is None else xp.maximum(best, here)
    return best


def _winners(xp: Any, x: Any, w: Any, windows: Windows) -> list[Any]:
    """For each element of the filter, where it is the first that gives the maximum."""
    wide = lowest_padded(xp, x, windows)
    sums = [(at, wide[windows.slices(at)] + w[at]) for at in windows.offsets()]
    best = sums[0][1]
    for _, here in sums[1:]:
        best = xp.maximum(best, here)
    free, found = xp.ones(best.shape, bool), []
    for at, here in sums:
        hit = (here == best) & free
        free = free & ~hit
        found.append((at, hit))
    return found


@Dilation2DBackpropInput.kernel("numpy")
def _(x: Any, w: Any, dy: Any, strides: Any, rates: Any, padding: str) -> Any:
    windows = _plan(x, w, strides, rates, padding)
    dx = np.zeros((x.shape[0], *windows.padded, x.shape[-1]), dy.dtype)
    for at, hit in _winners(np, x, w, windows):
        dx[windows.slices(at)] += hit * dy
    return windows.crop(dx)


@Dilation2DBackpropInput.kernel("xla")
def _(jax: Any, x: Any, w: Any, dy: Any, strides: Any, rates: Any, padding: str) -> Any:
    xp = jax.numpy
    windows = _plan(x, w, strides, rates, padding)
    dx = xp.zeros((x.shape[0], *windows.padded, x.shape[-1]), dy.dtype)
    for at, hit in _winners(xp, x, w, windows):
        dx = dx.at[windows.slices(at)].add(xp.where(hit, dy, xp.zeros((), dy.dtype)))
    return windows.crop(dx)


@Dilation2DBackpropFilter.kernel
def _(xp: Any, x: Any, w: Any, dy: Any, strides: Any, rates: Any, padding: str) -> Any:
    windows = _plan(x, w, strides, rates, padding)
    sums = [xp.sum(hit * dy, axis=(0, 1, 2)) for _, hit in _winners(xp, x, w, windows)]
    return xp.stack(sums).reshape(w.shape)


@Dilation2D.gradient
def _(node: Any, dy: Tensor) -> Any:
    attrs = {k: node.attrs[k] for k in ("strides", "rates", "padding")}
    x, w = node.inputs
    return [Dilation2DBackpropInput(x, w, dy, **attrs), Dilation2DBackpropFilter(x, w, dy, **attrs)]


def dilation2d(
    input: TensorLike, filters: TensorLike, strides: Sequence[int], padding: str, data_format: str,
    dilations: Sequence[int], name: str | None = None,
) -> Tensor:  # fmt: skip
    """Greyscale dilation: max over (dy, dx) of input[y + dy, x + dx, c] + filters[dy, dx, c].

    Args:
        input: real tensor (batch, height, width, channels).
        filters: tensor (height, width, channels), same dtype.
        strides: a list of 4 ints.
        padding: `"VALID"` or `"SAME"`.
        data_format: only `"NHWC"`.
        dilations: a list of 4 ints, distances of the filter's elements.
        name: name of the operation.

    Returns: a tensor (batch, out height, out width, channels), same dtype.

    Raises:
        ValueError: `data_format` is not `"NHWC"`.
    """
    if data_format != _FORM:
        raise ValueError(
            explain(
                "tf.nn.dilation2d [data_format]",
                "only 'NHWC' is possible",
                received=repr(data_format),
            )
        )
    return Dilation2D(
        input, filters, strides=list(strides), rates=list(dilations), padding=padding, name=name
    )


def erosion2d(
    value: TensorLike, filters: TensorLike, strides: Sequence[int], padding: str, data_format: str,
    dilations: Sequence[int], name: str | None = None,
) -> Tensor:  # fmt: skip
    """Greyscale erosion: min over (dy, dx) of value[y + dy, x + dx, c] - mirrored[dy, dx, c].

    It is the negative of the dilation of the negative with the filter mirrored in both directions.
    See `dilation2d` for the arguments.
    """
    from pellucid.ops.math import negative
    from pellucid.ops.reversing import reverse

    if data_format != _FORM:
        raise ValueError(
            explain(
                "tf.nn.erosion2d [data_format]",
                "only 'NHWC' is possible",
                received=repr(data_format),
            )
        )
    x = convert_to_tensor(value)
    mirrored = reverse(convert_to_tensor(filters, x.dtype), [0, 1])
    return negative(
        dilation2d(negative(x), mirrored, strides, padding, data_format, dilations), name=name
    )
