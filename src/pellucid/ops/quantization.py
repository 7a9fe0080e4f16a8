"""Quantization: mapping floats to few integers and back.

    fake_quant_with_min_max_args / _vars / _vars_per_channel     round to a grid, stay float
    quantize_and_dequantize(_v2)                                 the same, with other grids

Training rounds in the forward pass and lets gradients through where nothing was clipped (the
"straight-through estimator"; Jacob et al., arXiv:1712.05877).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import as_tensor
from pellucid.runtime.dispatch import op, public_name


def _levels(num_bits: int, narrow_range: bool) -> tuple[float, float]:
    """The lowest and the highest of the integers to use."""
    if not 2 <= num_bits <= 16:
        raise ValueError(f"num_bits must be between 2 and 16, inclusive, received {num_bits}")
    return float(narrow_range), float(2**num_bits - 1)


def _grid(xp: Any, low: Any, high: Any, num_bits: int, narrow: bool) -> tuple[Any, Any, Any]:
    """The first and last point, in steps from 0, and the step of the grid for [low, high].

    The range is moved until 0 is a point of the grid.
    """
    first, last = _levels(num_bits, narrow)
    scale = (high - low) / np.float32(last - first)
    zero = first - low / xp.where(scale == 0, np.float32(1), scale)
    nudged = xp.where(zero < first, np.float32(first), xp.where(zero > last, np.float32(last),
                      xp.floor(zero + np.float32(0.5))))  # fmt: skip
    return first - nudged, last - nudged, scale


def _fake_quantize(
    xp: Any, x: Any, low: Any, high: Any, num_bits: int, narrow: bool, per_channel: bool = False
) -> Any:
    first, last, scale = _grid(xp, low, high, num_bits, narrow)
    empty = (low == 0) & (high == 0)
    safe = xp.where(empty, np.float32(1), scale)
    least = first * safe
    inverse = 1 / safe
    if per_channel:  # TensorFlow rounds once here, and twice for a single range
        inverse = np.float32(2**num_bits - 1 - narrow) / xp.where(empty, np.float32(1), high - low)
    steps = xp.floor((xp.clip(x, least, last * safe) - least) * inverse + np.float32(0.5))
    return xp.where(empty, np.float32(0), (steps + first) * safe)


def _parts(
    xp: Any, dy: Any, x: Any, low: Any, high: Any, num_bits: int, narrow: bool, axes: Any
) -> tuple[Any, Any, Any]:
    """Cotangents of x, low and high: each element's goes to x, or to the bound that clipped it."""
    first, last, scale = _grid(xp, low, high, num_bits, narrow)
    unbounded = (low == 0) & (high == 0)
    below, above = (x < first * scale) & ~unbounded, (x > last * scale) & ~unbounded
    zero = np.float32(0)
    inside = xp.where(below | above, zero, dy)
    return inside, xp.sum(xp.where(below, dy, zero), axes), xp.sum(xp.where(above, dy, zero), axes)


_ARGS: dict[str, Any] = {"min": -6.0, "max": 6.0, "num_bits": 8, "narrow_range": False}
_VARS: dict[str, Any] = {"num_bits": 8, "narrow_range": False}

FakeQuantWithMinMaxArgs = op(
    "FakeQuantWithMinMaxArgs", "inputs: float32 -> outputs: float32", infer=same, **_ARGS
)


@FakeQuantWithMinMaxArgs.kernel
def _(xp: Any, x: Any, min: float, max: float, num_bits: int, narrow_range: bool) -> Any:
    if min >= max:
        raise ValueError(f"min has to be smaller than max, was: {min} >= {max}")
    return _fake_quantize(xp, x, np.float32(min), np.float32(max), num_bits, narrow_range)


@FakeQuantWithMinMaxArgs.gradient
def _(node: Any, dy: Tensor) -> Any:
    settings = {k: node.attrs[k] for k in _ARGS}
    return FakeQuantWithMinMaxArgsGradient(dy, node.inputs[0], **settings)


FakeQuantWithMinMaxArgsGradient = op(
    "FakeQuantWithMinMaxArgsGradient",
    "gradients: float32, inputs: float32 -> backprops: float32", infer=same, gradient=None, **_ARGS,
)  # fmt: skip


@FakeQuantWithMinMaxArgsGradient.kernel
def _(xp: Any, dy: Any, x: Any, min: float, max: float, num_bits: int, narrow_range: bool) -> Any:
    return _parts(xp, dy, x, np.float32(min), np.float32(max), num_bits, narrow_range, None)[0]


def fake_quant_with_min_max_args(
    inputs: TensorLike,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """`inputs` rounded to the grid of 2^num_bits points from `min` to `max`, still float32.

    The range is moved a little so that 0 is a point of the grid.

    Args:
        inputs: float32.
        min, max: the range; what lies outside is clipped.
        num_bits: 2 to 16.
        narrow_range: use one point less, at the lower end.

    Raises:
        InvalidArgumentError: min >= max, or num_bits is out of range.
    """
    return FakeQuantWithMinMaxArgs(
        inputs,
        min=float(min),
        max=float(max),
        num_bits=num_bits,
        narrow_range=narrow_range,
        name=name,
    )


def fake_quant_with_min_max_args_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The gradient of `fake_quant_with_min_max_args`: `gradients` where nothing was clipped."""
    return FakeQuantWithMinMaxArgsGradient(
        gradients, inputs, min=float(min), max=float(max), num_bits=num_bits,
        narrow_range=narrow_range, name=name,
    )  # fmt: skip


_RANGED = "inputs: float32, min: float32, max: float32 -> outputs: float32"
_RANGED_GRADIENT = (
    "gradients: float32, inputs: float32, min: float32, max: float32 -> "
    "backprops_wrt_input: float32, backprop_wrt_min: float32, backprop_wrt_max: float32"
)


def _gradient_shapes(call: Any) -> Any:
    return [call.shape(1), call.shape(2), call.shape(3)]


def _define(name: str, per_channel: bool) -> tuple[Any, Any]:
    forward = op(name, _RANGED, infer=same, **_VARS)
    backward = op(
        name + "Gradient", _RANGED_GRADIENT, infer=_gradient_shapes, gradient=None, **_VARS
    )  # fmt: skip

    @forward.kernel
    def _(xp: Any, x: Any, min: Any, max: Any, num_bits: int, narrow_range: bool) -> Any:
        if per_channel and (x.ndim < 1 or min.shape != (x.shape[-1],) or max.shape != min.shape):
            raise ValueError("min and max must be vectors with one element for each channel")
        if not per_channel and (min.ndim or max.ndim):
            raise ValueError(f"min and max must be scalars, got shapes {min.shape}, {max.shape}")
        return _fake_quantize(xp, x, min, max, num_bits, narrow_range, per_channel)

    @backward.kernel
    def _(xp: Any, dy: Any, x: Any, min: Any, max: Any, num_bits: int, narrow_range: bool) -> Any:
        axes = tuple(range(x.ndim - 1)) if per_channel else None
        return _parts(xp, dy, x, min, max, num_bits, narrow_range, axes)

    @forward.gradient
    def _(node: Any, dy: Tensor) -> Any:
        return backward(dy, *node.inputs, **{k: node.attrs[k] for k in _VARS})

    return forward, backward


FakeQuantWithMinMaxVars, FakeQuantWithMinMaxVarsGradient = _define("FakeQuantWithMinMaxVars", False)
FakeQuantWithMinMaxVarsPerChannel, FakeQuantWithMinMaxVarsPerChannelGradient = _define(
    "FakeQuantWithMinMaxVarsPerChannel", True
)


def fake_quant_with_min_max_vars(
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Like `fake_quant_with_min_max_args`, with ends of the range that can be trained.

    Args:
        inputs: float32.
        min, max: float32 scalars; each gets the gradient of what it clipped.
        num_bits: 2 to 16.
        narrow_range: use one point less, at the lower end.
    """
    return FakeQuantWithMinMaxVars(
        inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )  # fmt: skip


def fake_quant_with_min_max_vars_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Any:
    """The gradients of `fake_quant_with_min_max_vars`: of the inputs, of `min` and of `max`.

    Returns: a named tuple (backprops_wrt_input, backprop_wrt_min, backprop_wrt_max).
    """
    return FakeQuantWithMinMaxVarsGradient(
        gradients, inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )


def fake_quant_with_min_max_vars_per_channel(
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Like `fake_quant_with_min_max_vars`, with a range for each channel (the last axis).

    Args:
        inputs: float32, shape [..., channels].
        min, max: float32, shape [channels].
        num_bits: 2 to 16.
        narrow_range: use one point less, at the lower end.
    """
    return FakeQuantWithMinMaxVarsPerChannel(
        inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )  # fmt: skip


def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Any:
    """The gradients of `fake_quant_with_min_max_vars_per_channel`.

    Returns: a named tuple (backprops_wrt_input, backprop_wrt_min, backprop_wrt_max).
    """
    return FakeQuantWithMinMaxVarsPerChannelGradient(
        gradients, inputs, min, max, num_bits=num_bits, narrow_range=narrow_range, name=name
    )


QuantizeAndDequantizeV4 = op(
    "QuantizeAndDequantizeV4", "input: T, input_min: T, input_max: T -> output: T", T=FLOATING,
    infer=same, signed_input=True, num_bits=8, range_given=False, round_mode="HALF_TO_EVEN",
    narrow_range=False, axis=-1,
)  # fmt: skip


def _scaled_range(
    xp: Any, low: Any, high: Any, signed: bool, num_bits: int, narrow: bool
) -> tuple[Any, Any, Any]:
    """Steps per unit, and the lowest and highest number on a grid that is symmetric around 0."""
    last = float(2 ** (num_bits - signed) - 1)
    first = (-last if narrow else -last - 1) if signed else 0.0
    by_low = xp.where(low < 0, first / xp.where(low < 0, low, -1), np.inf) if signed else np.inf
    by_high = xp.where(high > 0, last / xp.where(high > 0, high, 1), np.inf)
    scale = xp.minimum(by_low, by_high)
    scale = xp.where(xp.isfinite(scale), scale, 1.0)
    return scale, first / scale, last / scale


# The gradient of the second and third versions goes straight through, also outside of the range.
QuantizeAndDequantizeV2 = op(
    "QuantizeAndDequantizeV2", "input: T, input_min: T, input_max: T -> output: T", T=FLOATING,
    infer=same, signed_input=True, num_bits=8, range_given=False, round_mode="HALF_TO_EVEN",
    narrow_range=False, axis=-1,
)  # fmt: skip
QuantizeAndDequantizeV3 = op(
    "QuantizeAndDequantizeV3", "input: T, input_min: T, input_max: T, num_bits: int32 -> output: T",
    T=FLOATING, infer=same, signed_input=True, range_given=True, narrow_range=False, axis=-1,
    static=("num_bits",),
)  # fmt: skip


@QuantizeAndDequantizeV2.kernel
@QuantizeAndDequantizeV4.kernel
def _rounded(
    xp: Any, x: Any, low: Any, high: Any, signed_input: bool, num_bits: int, range_given: bool,
    round_mode: str, narrow_range: bool, axis: int,
) -> Any:  # fmt: skip
    if not (1 + signed_input) <= num_bits <= 62:
        raise ValueError(f"num_bits is out of range: {num_bits} with signed_input {signed_input}")
    low, high = _given_or_found(xp, x, low, high, range_given, axis)
    scale, first, last = _scaled_range(xp, low, high, signed_input, num_bits, narrow_range)
    steps = (xp.clip(x, first, last) if range_given else x) * scale
    steps = xp.round(steps) if round_mode == "HALF_TO_EVEN" else xp.floor(steps + 0.5)
    return (steps / scale).astype(x.dtype)


@QuantizeAndDequantizeV3.kernel
def _(
    xp: Any, x: Any, low: Any, high: Any, num_bits: Any, signed_input: bool, range_given: bool,
    narrow_range: bool, axis: int,
) -> Any:  # fmt: skip
    bits, mode = int(num_bits), "HALF_TO_EVEN"
    return _rounded(xp, x, low, high, signed_input, bits, range_given, mode, narrow_range, axis)


@QuantizeAndDequantizeV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [dy, None, None]


@QuantizeAndDequantizeV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [dy, None, None, None]


def _given_or_found(
    xp: Any, x: Any, low: Any, high: Any, given: bool, axis: int
) -> tuple[Any, Any]:
    if not given:
        others = None if axis == -1 else tuple(i for i in range(x.ndim) if i != axis)
        return xp.min(x, others, keepdims=True), xp.max(x, others, keepdims=True)
    if axis == -1:
        if low.ndim or high.ndim:
            raise ValueError("input_min and input_max must be scalars")
        if xp is np and low > high:
            raise ValueError(f"invalid range: input_min {low} > input_max {high}")
        return low, high
    shape = [-1 if i == axis else 1 for i in range(x.ndim)]
    return low.reshape(shape), high.reshape(shape)


@QuantizeAndDequantizeV4.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.core.registry import OPS

    # TensorFlow looks at the range even where `range_given` says that it is none.
    x, low, high = node.inputs
    inside = OPS["LogicalAnd"](OPS["GreaterEqual"](x, low), OPS["LessEqual"](x, high))
    return [OPS["SelectV2"](inside, dy, 0), OPS["ZerosLike"](low), OPS["ZerosLike"](high)]


def quantize_and_dequantize_v2(
    input: TensorLike,
    input_min: TensorLike,
    input_max: TensorLike,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """`input` rounded to a grid of 2^num_bits points around 0, still floating.

    Args:
        input: floating.
        input_min, input_max: the range, if `range_given`; otherwise that of `input` is taken.
        signed_input: whether the grid has negative numbers.
        num_bits: how many bits number the points.
        range_given: whether to use `input_min` and `input_max`.
        round_mode: "HALF_TO_EVEN" or "HALF_UP".
        narrow_range: use one point less, at the lower end.
        axis: an axis along which each slice has a range of its own.

    Raises:
        ValueError: `round_mode` is neither.

    Reference: Jacob et al., arXiv:1712.05877.
    """
    return _quantized_and_dequantized(
        QuantizeAndDequantizeV4, input, input_min, input_max, signed_input, num_bits, range_given,
        round_mode, name, narrow_range, axis,
    )  # fmt: skip


def _quantized_and_dequantized(
    version: Any, input: Any, input_min: Any, input_max: Any, signed_input: bool, num_bits: int,
    range_given: bool, round_mode: str, name: str | None, narrow_range: bool, axis: int | None,
) -> Tensor:  # fmt: skip
    if round_mode not in ("HALF_TO_EVEN", "HALF_UP"):
        raise ValueError(explain(f"{public_name(version)} [round_mode]",
                                 "no such mode", expected="HALF_TO_EVEN or HALF_UP",
                                 received=round_mode))  # fmt: skip
    x = as_tensor(input)
    where = -1 if axis is None else axis if axis >= 0 else axis + len(x.dims)
    return version(
        x, input_min, input_max, signed_input=signed_input, num_bits=num_bits,
        range_given=range_given, round_mode=round_mode, narrow_range=narrow_range, axis=where,
        name=name,
    )  # fmt: skip


def quantize_and_dequantize(
    input: TensorLike,
    input_min: TensorLike,
    input_max: TensorLike,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """The older `quantize_and_dequantize_v2`: its gradient passes everything on.

    For the arguments see there.

    Raises:
        ValueError: `round_mode` is unknown.
    """
    return _quantized_and_dequantized(
        QuantizeAndDequantizeV2, input, input_min, input_max, signed_input, num_bits, range_given,
        round_mode, name, narrow_range, axis,
    )  # fmt: skip
