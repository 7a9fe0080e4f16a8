"""Batch normalization in one op, as TensorFlow's graphs have it.

Ops: FusedBatchNorm (three versions), FusedBatchNormGradV3. Function: fused_batch_norm.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.windows import channel_axis
from pellucid.runtime.dispatch import op

_BATCH_NORM = (
    "x: T, scale: U, offset: U, mean: U, variance: U -> y: T, batch_mean: U, batch_variance: U, "
    "reserve_space_1: U, reserve_space_2: U"
)
_SMALL_FLOATS = frozenset({dtypes.float16, dtypes.bfloat16, dtypes.float32})

FusedBatchNorm = op(
    "FusedBatchNorm", _BATCH_NORM.replace("U", "T"), T=FLOATING, epsilon=1e-4,
    exponential_avg_factor=1.0, data_format="NHWC", is_training=True,
)  # fmt: skip
FusedBatchNormV2 = op(
    "FusedBatchNormV2", _BATCH_NORM, T=_SMALL_FLOATS, U=FLOATING, epsilon=1e-4,
    exponential_avg_factor=1.0, data_format="NHWC", is_training=True,
)  # fmt: skip
FusedBatchNormV3 = op(
    "FusedBatchNormV3", _BATCH_NORM + ", reserve_space_3: U", T=_SMALL_FLOATS, U=FLOATING,
    epsilon=1e-4, exponential_avg_factor=1.0, data_format="NHWC", is_training=True,
)  # fmt: skip
FusedBatchNormGradV3 = op(
    "FusedBatchNormGradV3",
    "y_backprop: T, x: T, scale: float32, reserve_space_1: U, reserve_space_2: U, "
    "reserve_space_3: U -> x_backprop: T, scale_backprop: U, offset_backprop: U, "
    "reserve_space_4: U, reserve_space_5: U",
    T=_SMALL_FLOATS, U=FLOATING, epsilon=1e-4, data_format="NHWC", is_training=True,
)  # fmt: skip


def _layout(x: Any, data_format: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes to average over, and the shape in which a channel vector broadcasts."""
    if x.ndim != len(data_format):
        expected = f"rank {len(data_format)} for data_format={data_format!r}"
        raise ValueError(explain("", "not such an input", expected=expected))
    channel = channel_axis(data_format)
    return tuple(i for i in range(x.ndim) if i != channel), tuple(
        -1 if i == channel else 1 for i in range(x.ndim)
    )


def _fused(
    xp: Any, x: Any, scale: Any, offset: Any, mean: Any, variance: Any, epsilon: float,
    exponential_avg_factor: float, data_format: str, is_training: bool,
) -> Any:  # fmt: skip
    axes, spread = _layout(x, data_format)
    wide = x.astype(scale.dtype)
    if is_training:
        count = x.size // max(scale.size, 1)
        used_mean = xp.mean(wide, axes)
        used_variance = xp.mean(xp.square(wide - used_mean.reshape(spread)), axes)
        new_mean, new_variance = used_mean, used_variance * (count / max(count - 1, 1))
        if exponential_avg_factor != 1.0:
            new_mean = mean + (new_mean - mean) * exponential_avg_factor
            new_variance = variance + (new_variance - variance) * exponential_avg_factor
    else:
        used_mean, used_variance = new_mean, new_variance = mean, variance
    factor = scale / xp.sqrt(used_variance + epsilon)
    y = (wide - used_mean.reshape(spread)) * factor.reshape(spread) + offset.reshape(spread)
    return y.astype(x.dtype), new_mean, new_variance, used_mean, used_variance


@FusedBatchNormGradV3.kernel
def _(
    xp: Any, dy: Any, x: Any, scale: Any, mean: Any, variance: Any, _unused: Any, epsilon: float,
    data_format: str, is_training: bool,
) -> Any:  # fmt: skip
    axes, spread = _layout(x, data_format)
    dy, wide = dy.astype(scale.dtype), x.astype(scale.dtype)
    root = 1 / xp.sqrt(variance + epsilon)
    centred = (wide - mean.reshape(spread)) * root.reshape(spread)
    doffset = xp.sum(dy, axes)
    dscale = xp.sum(dy * centred, axes)
    dx = dy
    if is_training:
        count = x.size // max(scale.size, 1)
        dx = dy - (doffset.reshape(spread) + centred * dscale.reshape(spread)) / count
    dx = dx * (scale * root).reshape(spread)
    empty = xp.zeros((0,), scale.dtype)
    return dx.astype(x.dtype), dscale, doffset, empty, empty


@FusedBatchNormGradV3.infer
def _(call: Any) -> Any:
    return [call.shape(1), call.shape(2), call.shape(2), (0,), (0,)]


def _fused_shapes(call: Any) -> Any:
    channels = call.shape(1)
    outputs = [call.shape(0), channels, channels, channels, channels]
    return outputs + ([(0,)] if len(call.op.schema.outputs) == 6 else [])


def _fused_gradient(node: Any, dy: Tensor, *rest: Tensor) -> Any:
    from pellucid.ops.casting import cast
    from pellucid.ops.losses import is_zero

    x, scale = node.inputs[:2]
    attrs = {k: node.attrs[k] for k in ("epsilon", "data_format", "is_training")}
    reserved = node.outputs[3:5]
    dx, dscale, doffset, _, _ = FusedBatchNormGradV3(dy, x, scale, *reserved, scale[:0], **attrs)
    if not node.attrs["is_training"]:
        # Inference normalizes with the given moments; TensorFlow gives them no gradient.
        return [dx, dscale, doffset, None, None]
    # The moments are outputs too: of the batch, and as what the gradient above was made from.
    factor = node.attrs["exponential_avg_factor"]
    to_mean = [d * f for d, f in ((rest[0], factor), (rest[2], 1.0)) if not is_zero(d)]
    to_variance = [
        (d * factor, True) if i == 1 else (d, False)
        for i, d in ((1, rest[1]), (3, rest[3]))
        if not is_zero(d)
    ]
    if to_mean or to_variance:
        wide = cast(x, scale.dtype)
        dx = dx + cast(_through_moments(node, wide, to_mean, to_variance), x.dtype)
    return [dx, dscale, doffset, None, None]


def _through_moments(node: Any, x: Tensor, to_mean: list[Any], to_variance: list[Any]) -> Tensor:
    """What flows into `x` through its mean and its variance."""
    from pellucid.ops.array import reshape
    from pellucid.ops.broadcasting import shape_of
    from pellucid.ops.casting import cast
    from pellucid.ops.math import maximum
    from pellucid.ops.reduction import reduce_prod

    channel, rank = channel_axis(node.attrs["data_format"]), len(node.attrs["data_format"])
    spread = [-1 if i == channel else 1 for i in range(rank)]
    channels = shape_of(node.outputs[3])
    count = cast(reduce_prod(shape_of(x)), x.dtype) / cast(channels[0], x.dtype)
    total = x * 0.0
    for d in to_mean:
        total = total + reshape(d, spread) / count
    off = x - reshape(node.outputs[3], spread)
    for d, unbiased in to_variance:
        share = maximum(count - 1.0, 1.0) if unbiased else count
        total = total + 2.0 * off * reshape(d, spread) / share
    return total


for _op in (FusedBatchNorm, FusedBatchNormV2):
    _op.kernel(_fused)
    _op.infer(_fused_shapes)
    _op.gradient(_fused_gradient)


@FusedBatchNormV3.kernel
def _(
    xp: Any, x: Any, scale: Any, offset: Any, mean: Any, variance: Any, epsilon: float,
    exponential_avg_factor: float, data_format: str, is_training: bool,
) -> Any:  # fmt: skip
    found = _fused(
        xp,
        x,
        scale,
        offset,
        mean,
        variance,
        epsilon,
        exponential_avg_factor,
        data_format,
        is_training,
    )
    return (*found, xp.zeros((0,), scale.dtype))


FusedBatchNormV3.infer(_fused_shapes)
FusedBatchNormV3.gradient(_fused_gradient)


def fused_batch_norm(
    x: TensorLike, scale: TensorLike, offset: TensorLike, mean: TensorLike | None = None,
    variance: TensorLike | None = None, epsilon: float = 0.001, data_format: str = "NHWC",
    is_training: bool = True, name: str | None = None, exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Batch normalization of an image or volume in one step (`tf.compat.v1.nn.fused_batch_norm`).

    Args:
        x: float tensor of rank 4 or 5.
        scale, offset: vectors, one number for each channel.
        mean, variance: running moments: needed when not training, or with `exponential_avg_factor`.
        epsilon: added to the variance, at least 1.001e-5.
        data_format: where the channels are.
        is_training: normalize with the moments of `x` itself.
        name: name of the operation.
        exponential_avg_factor: how far the returned moments move from the given to those of `x`.

    Returns: (normalized x, mean, variance); the variance is the unbiased one when training.

    Raises:
        ValueError: the moments are missing.
    """
    if not is_training and (mean is None or variance is None):
        raise ValueError(
            explain(
                "tf.nn.fused_batch_norm", "inference needs `mean` and `variance`", received="None"
            )
        )
    x = convert_to_tensor(x)
    scale = convert_to_tensor(scale, dtypes.float32)
    empty = np.zeros(0, np.float32)
    y, new_mean, new_variance = FusedBatchNormV3(
        x, scale, offset, empty if mean is None else mean, empty if variance is None else variance,
        epsilon=max(epsilon, 1.001e-5), data_format=data_format, is_training=is_training,
        exponential_avg_factor=exponential_avg_factor, name=name,
    )[:3]  # fmt: skip
    return y, new_mean, new_variance
