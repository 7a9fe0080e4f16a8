"""Bias, moments and normalization: batch norm, local response norm.

Ops: BiasAdd, BiasAddGrad, LRN, LRNGrad.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import NUMERIC
from pellucid.core.errors import explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import AxisLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import op

# ---------------------------------------------------------------------- bias

BiasAdd = op("BiasAdd", "value: T, bias: T -> output: T", T=NUMERIC, data_format="NHWC")
BiasAddV1 = op("BiasAddV1", "value: T, bias: T -> output: T", T=NUMERIC)
BiasAddGrad = op("BiasAddGrad", "out_backprop: T -> output: T", T=NUMERIC, data_format="NHWC")


def _bias_axis(rank: int, data_format: str) -> int:
    return 1 if data_format == "NCHW" else rank - 1


def _check_bias(value: Any, bias: Any, data_format: str) -> None:
    if len(value) < 2:
        problem, expected = "value has too few dimensions", "2 or more"
        raise ValueError(explain("", problem, expected=expected, received=tuple(value)))
    if len(bias) != 1:
        problem, expected = "bias must be a vector", "1 dimension"
        raise ValueError(explain("", problem, expected=expected, received=tuple(bias)))
    size = value[_bias_axis(len(value), data_format)]
    if None not in (size, bias[0]) and size != bias[0]:
        raise ValueError(
            explain("", "there must be as many biases as channels", expected=f"{size} (value: "
                    f"{tuple(value)})", received=bias[0])
        )  # fmt: skip


def _bias_add(xp: Any, value: Any, bias: Any, data_format: str = "NHWC") -> Any:
    _check_bias(value.shape, bias.shape, data_format)
    if data_format == "NCHW":
        bias = bias.reshape(-1, *(1,) * (value.ndim - 2))
    return value + bias


def _bias_shape(call: Any) -> Any:
    value, bias = call.shape(0), call.shape(1)
    if value is not None and bias is not None:
        _check_bias(value, bias, call.attrs.get("data_format", "NHWC"))
    return value


def _bias_gradient(node: Any, dy: Tensor) -> Any:
    return [dy, BiasAddGrad(dy, data_format=node.attrs.get("data_format", "NHWC"))]


for _op in (BiasAdd, BiasAddV1):
    _op.kernel(_bias_add)
    _op.infer(_bias_shape)
    _op.gradient(_bias_gradient)


@BiasAddGrad.kernel
def _(xp: Any, dy: Any, data_format: str) -> Any:
    axis = _bias_axis(dy.ndim, data_format)
    return xp.sum(dy, axis=tuple(i for i in range(dy.ndim) if i != axis), dtype=_wide(dy.dtype))


@BiasAddGrad.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return (None,) if dims is None else (dims[_bias_axis(len(dims), call.attrs["data_format"])],)


@BiasAddGrad.gradient
def _(node: Any, db: Tensor) -> Any:
    from pellucid.ops.array import reshape
    from pellucid.ops.broadcasting import broadcast_to, shape_of

    dy = node.inputs[0]
    if node.attrs["data_format"] == "NCHW":
        db = reshape(db, [-1, *[1] * (len(dy.dims) - 2)])
    return broadcast_to(db, shape_of(dy))


def _wide(dtype: np.dtype) -> np.dtype:
    """The dtype to add up in."""
    return np.dtype(np.float32) if dtype.itemsize == 2 and dtype.kind not in "iu" else dtype


def bias_add(
    value: TensorLike, bias: TensorLike, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """Add a vector to every position of the other dimensions.

    Args:
        value: numeric tensor of rank 2 or more.
        bias: vector, one number for each channel.
        data_format: None or `"N…C"`: channels last; `"NC…"`: channels are dimension 1.
        name: name of the operation.

    Returns: shape and dtype of `value`.

    Raises:
        ValueError: `data_format` is neither.
        InvalidArgumentError: the number of biases differs from that of the channels.
    """
    form = "NHWC"
    if data_format is not None:
        if data_format.startswith("NC") and data_format != "NC":
            form = "NCHW"
        elif not (data_format.startswith("N") and data_format.endswith("C")):
            raise ValueError(
                explain("tf.nn.bias_add [data_format]", "not known",
                        expected="'N...C', 'NC...' or None", received=repr(data_format))
            )  # fmt: skip
    return BiasAdd(value, bias, data_format=form, name=name)


# ---------------------------------------------------------------------- moments


def moments(
    x: TensorLike,
    axes: AxisLike,
    shift: Any = None,
    keepdims: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over `axes`: E[x] and E[(x - E[x])^2].

    Args:
        x: tensor; half precision is summed in float32.
        axes: axes to average over.
        shift: kept for old programs; TensorFlow does not use it either.
        keepdims: keep the averaged axes with length 1.
        name: name of the operation.

    Returns: mean and variance, dtype of `x`.

    Example:
        >>> mean, variance = tf.nn.moments(tf.constant([1., 3.]), 0)
        >>> float(mean), float(variance)
        (2.0, 1.0)
    """
    from pellucid.ops.array import squeeze
    from pellucid.ops.casting import cast
    from pellucid.ops.constants import stop_gradient
    from pellucid.ops.math import squared_difference
    from pellucid.ops.reduction import reduce_mean

    del shift, name
    x = convert_to_tensor(x)
    wide = cast(x, dtypes.float32) if x.dtype in (dtypes.float16, dtypes.bfloat16) else x
    mean = reduce_mean(wide, axes, keepdims=True)
    # The derivative through the mean is zero: deviations from it add up to nothing.
    variance = reduce_mean(squared_difference(wide, stop_gradient(mean)), axes, keepdims=True)
    if not keepdims:
        drop = _axis_list(axes, x)
        mean, variance = squeeze(mean, drop), squeeze(variance, drop)
    return cast(mean, x.dtype), cast(variance, x.dtype)


def _axis_list(axes: Any, x: Tensor) -> list[int]:
    if isinstance(axes, EagerTensor):
        axes = axes.array()
    if axes is None:
        return list(range(len(x.dims or ())))
    return [int(a) for a in np.asarray(axes).reshape(-1)]


def sufficient_statistics(
    x: TensorLike,
    axes: AxisLike,
    shift: Any = None,
    keepdims: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor, Any]:
    """What the mean and variance over `axes` are computed from: count, sum, sum of squares, shift.

    Args:
        x: float tensor.
        axes: axes to add up over.
        shift: a number near the mean, subtracted first for accuracy; None for 0.
        keepdims: keep the axes with length 1.
        name: name of the operation.

    Returns: (count, sum of x - shift, sum of (x - shift)^2, shift).
    """
    from pellucid.ops.broadcasting import shape_of
    from pellucid.ops.casting import cast
    from pellucid.ops.math import square, squared_difference, subtract
    from pellucid.ops.reduction import reduce_prod, reduce_sum

    del name
    x = convert_to_tensor(x)
    axes = _axis_list(axes, x)
    sizes = None if x.dims is None else [x.dims[a] for a in axes]
    if sizes is not None and None not in sizes:
        count = convert_to_tensor(float(np.prod(sizes)), x.dtype)
    else:
        from pellucid.ops.gather import gather

        count = cast(reduce_prod(gather(shape_of(x), axes)), x.dtype)
    if shift is None:
        first, second = x, square(x)
    else:
        shift = convert_to_tensor(shift, x.dtype)
        first, second = subtract(x, shift), squared_difference(x, shift)
    return (
        count, reduce_sum(first, axes, keepdims=keepdims),
        reduce_sum(second, axes, keepdims=keepdims), shift,
    )  # fmt: skip


def normalize_moments(
    counts: TensorLike,
    mean_ss: TensorLike,
    variance_ss: TensorLike,
    shift: Any,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance from what `sufficient_statistics` gives (summed up over parts)."""
    from pellucid.ops.math import reciprocal, square

    del name
    share = reciprocal(convert_to_tensor(counts))
    off = convert_to_tensor(mean_ss, share.dtype) * share
    mean = off if shift is None else off + shift
    return mean, convert_to_tensor(variance_ss, share.dtype) * share - square(off)


def weighted_moments(
    x: TensorLike,
    axes: AxisLike,
    frequency_weights: TensorLike,
    keepdims: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over `axes` where each element counts as often as its weight says.

    Args:
        x: float tensor; half precision is summed in float32.
        axes: axes to average over.
        frequency_weights: weights that broadcast to `x`.
        keepdims: keep the averaged axes with length 1.
        name: name of the operation.

    Returns: mean and variance, dtype of `x`.
    """
    from pellucid.ops.casting import cast
    from pellucid.ops.math import squared_difference
    from pellucid.ops.reduction import reduce_sum

    del name
    x = convert_to_tensor(x)
    weights = convert_to_tensor(frequency_weights)
    wide = dtypes.float32 if x.dtype in (dtypes.float16, dtypes.bfloat16) else x.dtype
    values = cast(x, wide)
    # Where the weights are broadcast, they must be added up as often as they are used.
    w = cast(weights, wide) + values * 0 if weights.dims != x.dims else cast(weights, wide)
    total = reduce_sum(w, axes, keepdims=True)
    mean = reduce_sum(w * values, axes, keepdims=True) / total
    variance = reduce_sum(w * squared_difference(values, mean), axes, keepdims=True) / total
    if not keepdims:
        from pellucid.ops.array import squeeze

        drop = _axis_list(axes, x)
        mean, variance = squeeze(mean, drop), squeeze(variance, drop)
    return cast(mean, x.dtype), cast(variance, x.dtype)


# ---------------------------------------------------------------------- batch normalization


def batch_normalization(
    x: TensorLike, mean: TensorLike, variance: TensorLike, offset: TensorLike | None,
    scale: TensorLike | None, variance_epsilon: float, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Normalize with given moments: scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
        x: float tensor.
        mean, variance: moments that broadcast to `x`.
        offset: added at the end (beta), or None.
        scale: multiplied before (gamma), or None.
        variance_epsilon: keeps the root away from 0.
        name: name of the operation.

    Returns: shape and dtype of `x`.

    Reference: Ioffe and Szegedy, "Batch Normalization", 2015, arXiv:1502.03167.
    """
    from pellucid.ops.casting import cast
    from pellucid.ops.exponential import rsqrt

    del name
    x = convert_to_tensor(x)
    factor = rsqrt(convert_to_tensor(variance) + variance_epsilon)
    if scale is not None:
        factor = factor * scale
    beta: Any = offset
    bias = -convert_to_tensor(mean, factor.dtype) * factor if beta is None else beta - mean * factor
    return x * cast(factor, x.dtype) + cast(bias, x.dtype)


def batch_norm_with_global_normalization(
    input: TensorLike, mean: TensorLike, variance: TensorLike, beta: TensorLike, gamma: TensorLike,
    variance_epsilon: float, scale_after_normalization: bool, name: str | None = None,
) -> Tensor:  # fmt: skip
    """`batch_normalization` over an image's channels, as a very old TensorFlow spelled it.

    `scale_after_normalization=False` leaves `gamma` out.
    """
    scale = gamma if scale_after_normalization else None
    return batch_normalization(input, mean, variance, beta, scale, variance_epsilon, name)


# ---------------------------------------------------------------------- other norms

_SMALL_FLOATS = frozenset({dtypes.float16, dtypes.bfloat16, dtypes.float32})

LRN = op(
    "LRN",
    "input: T -> output: T",
    T=_SMALL_FLOATS,
    depth_radius=5,
    bias=1.0,
    alpha=1.0,
    beta=0.5,
    infer=same,
)
LRNGrad = op(
    "LRNGrad", "input_grads: T, input_image: T, output_image: T -> output: T", T=_SMALL_FLOATS,
    depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, infer=same,
)  # fmt: skip


def _neighbours(xp: Any, x: Any, radius: int) -> Any:
    """For each channel the sum over the channels at most `radius` away."""
    depth = x.shape[-1]
    padded = xp.pad(x, [(0, 0)] * (x.ndim - 1) + [(radius, radius)])
    total = padded[..., :depth]
    for shift in range(1, 2 * radius + 1):
        total = total + padded[..., shift : shift + depth]
    return total


@LRN.kernel
def _(xp: Any, x: Any, depth_radius: int, bias: float, alpha: float, beta: float) -> Any:
    if x.ndim != 4:
        problem, expected = "the input has another rank", "4 dimensions"
        raise ValueError(explain("", problem, expected=expected, received=x.shape))
    wide = x.astype(np.float32)
    norm = bias + alpha * _neighbours(xp, wide * wide, depth_radius)
    return (wide * norm**-beta).astype(x.dtype)


@LRN.gradient
def _(node: Any, dy: Tensor) -> Any:
    attrs = {k: node.attrs[k] for k in ("depth_radius", "bias", "alpha", "beta")}
    return LRNGrad(dy, node.inputs[0], node.outputs[0], **attrs)


@LRNGrad.kernel
def _(
    xp: Any, dy: Any, x: Any, y: Any, depth_radius: int, bias: float, alpha: float, beta: float
) -> Any:
    kind = x.dtype
    dy, x, y = (a.astype(np.float32) for a in (dy, x, y))
    norm = bias + alpha * _neighbours(xp, x * x, depth_radius)
    shared = _neighbours(xp, dy * y / norm, depth_radius)
    return (dy * norm**-beta - 2 * alpha * beta * x * shared).astype(kind)


def local_response_normalization(
    input: TensorLike, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Divide by the activity of neighbouring channels: x / (bias + alpha * sum(x^2))^beta.

    The sum runs over the channels at most `depth_radius` away.

    Args:
        input: float tensor (batch, height, width, channels).
        depth_radius: how many neighbours on each side.
        bias, alpha, beta: the numbers in the formula.
        name: name of the operation.

    Returns: same shape and dtype.

    Reference: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural
    Networks", 2012.
    """
    x = convert_to_tensor(input)
    if not x.dtype.is_floating:
        x = convert_to_tensor(input, dtypes.float32) if not isinstance(input, Tensor) else x
    return LRN(
        x, depth_radius=int(depth_radius), bias=float(bias), alpha=float(alpha), beta=float(beta),
        name=name,
    )  # fmt: skip


lrn = local_response_normalization
