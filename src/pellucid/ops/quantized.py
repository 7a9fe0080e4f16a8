"""Tensors of quantized integers: ops QuantizeV2, Dequantize, QuantizedConcat.

Functions: quantize, dequantize, quantized_concat. `tf.quantization.fake_quant…` are elsewhere.

A quantized tensor holds integers; two floats, its range, say which numbers the lowest and the
highest of them stand for. XLA has no such tensors, so all kernels are the host's.

    MIN_COMBINED    x = low + (q - lowest) * (high - low) / (highest - lowest)
    MIN_FIRST       the same, with the range moved so that 0.0 is hit exactly
    SCALED          x = q * scale, symmetric around 0
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import QUANTIZED_DTYPES, DType, as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.casting import cast
from pellucid.runtime.dispatch import op

_MODES = ("MIN_COMBINED", "MIN_FIRST", "SCALED")
_FLOAT = np.float32

QuantizeV2 = op(
    "QuantizeV2",
    "input: float32, min_range: float32, max_range: float32 -> output: T, output_min: float32, "
    "output_max: float32",
    T=QUANTIZED_DTYPES, mode="MIN_COMBINED", round_mode="HALF_AWAY_FROM_ZERO", narrow_range=False,
    axis=-1, ensure_minimum_range=0.01, gradient=None,
)  # fmt: skip
Dequantize = op(
    "Dequantize", "input: T, min_range: float32, max_range: float32 -> output: dtype",
    T=QUANTIZED_DTYPES, mode="MIN_COMBINED", narrow_range=False, axis=-1, dtype=dtypes.float32,
    gradient=None, infer=lambda call: call.shape(0),
)  # fmt: skip
QuantizedConcat = op(
    "QuantizedConcat",
    "concat_dim: int32, values: N*T, input_mins: N*float32, input_maxes: N*float32 -> output: T, "
    "output_min: float32, output_max: float32",
    T=QUANTIZED_DTYPES, gradient=None,
)  # fmt: skip


@QuantizedConcat.infer
def _(call: Call) -> Any:
    axis = call.value(0)
    shapes = [x.dims for x in call.inputs[1 : 1 + call.attrs["N"]]]
    if axis is None or any(s is None for s in shapes):
        return [None, (), ()]
    place = int(axis) % len(shapes[0])
    joined = [s[place] for s in shapes]
    total = None if None in joined else sum(joined)
    return [(*shapes[0][:place], total, *shapes[0][place + 1 :]), (), ()]


@QuantizeV2.infer
def _(call: Call) -> Any:
    dims = call.shape(0)
    axis = call.attrs["axis"]
    bound = () if axis == -1 else (dims[axis] if dims else None,)
    return [dims, bound, bound]


def _integers(dtype: DType) -> tuple[np.dtype, float, float]:
    """The plain integer dtype, and the lowest and highest integer."""
    plain = dtype.np_dtype[0]
    limits = np.iinfo(plain)
    return plain, float(limits.min), float(limits.max)


def _away_from_zero(x: Any) -> Any:
    return np.trunc(x + np.copysign(_FLOAT(0.5), x))


def _to_integers(x: Any, plain: np.dtype) -> Any:
    """Whole floats as integers; what is too large becomes the lowest one, as on x86."""
    if plain != np.int32:
        return x.astype(plain)
    wide = x.astype(np.float64)
    fits = (wide >= -(2.0**31)) & (wide < 2.0**31)
    return np.where(fits, np.where(fits, wide, 0).astype(np.int64), -(2**31)).astype(plain)


def _along(bound: Any, x: Any, axis: int) -> Any:
    """A bound for each slice along an axis, in a shape that broadcasts against `x`."""
    if axis == -1:
        if bound.ndim:
            raise ValueError(f"min_range and max_range must be scalars, got shape {bound.shape}")
        return bound
    if not 0 <= axis < x.ndim:
        raise ValueError(f"axis must be in [0, {x.ndim}), got {axis}")
    if bound.shape != (x.shape[axis],):
        raise ValueError(f"ranges must have shape ({x.shape[axis]},), got {bound.shape}")
    return bound.reshape([-1 if i == axis else 1 for i in range(x.ndim)])


def _check_mode(mode: str, round_mode: str = "HALF_AWAY_FROM_ZERO") -> None:
    if mode not in _MODES:
        raise ValueError(f"mode must be one of {_MODES}, got {mode!r}")
    if round_mode not in ("HALF_AWAY_FROM_ZERO", "HALF_TO_EVEN"):
        raise ValueError(f"round_mode must be HALF_AWAY_FROM_ZERO or HALF_TO_EVEN: {round_mode!r}")
    if round_mode == "HALF_TO_EVEN" and mode != "SCALED":
        raise ValueError("round_mode HALF_TO_EVEN only goes with mode SCALED")


@QuantizeV2.kernel("host")
def _(
    x: Any, low: Any, high: Any, T: Any, mode: str, round_mode: str, narrow_range: bool, axis: int,
    ensure_minimum_range: float,
) -> Any:  # fmt: skip
    _check_mode(mode, round_mode)
    if (high < low).any():
        raise ValueError("input_max_range must be larger than input_min_range.")
    first = np.minimum(low, _FLOAT(0))
    margin = np.maximum(1, np.maximum(np.abs(low), np.abs(high))) * _FLOAT(ensure_minimum_range)
    last = np.maximum(np.maximum(high, first + margin.astype(_FLOAT)), _FLOAT(0))
    plain, lowest, highest = _integers(T)
    _along(first, x, axis)
    if mode == "SCALED":
        found, first, last = _scaled(x, first, last, plain, narrow_range, round_mode, axis)
        return found, first, last
    bottom, top = _along(first, x, axis), _along(last, x, axis)
    if mode == "MIN_FIRST":
        if plain == np.uint8 and axis == -1 and bottom < top:
            return _rounded_once(x, bottom, top), first, last
        return _min_first(x, bottom, top, plain), first, last
    scale = ((highest - lowest) / (top.astype(np.float64) - bottom)).astype(_FLOAT)
    moved = (np.clip(x, bottom, top) - bottom) * scale
    if lowest < 0:
        moved = moved - _FLOAT((highest - lowest + 1) / 2)
    return _to_integers(_away_from_zero(moved), plain), first, last


def _scaled(
    x: Any, low: Any, high: Any, plain: np.dtype, narrow: bool, round_mode: str, axis: int
) -> tuple[Any, Any, Any]:
    limits = np.iinfo(plain)
    lowest, highest = _FLOAT(limits.min + narrow), _FLOAT(limits.max)
    big = np.finfo(_FLOAT).max
    by_low = np.where(lowest * low > 0, lowest / np.where(low == 0, _FLOAT(1), low), big)
    by_high = np.where(highest * high > 0, highest / np.where(high == 0, _FLOAT(1), high), big)
    scale = np.minimum(by_low, by_high).astype(_FLOAT)
    low, high = (lowest / scale).astype(_FLOAT), (highest / scale).astype(_FLOAT)
    bottom, top, factor = (_along(v, x, axis) for v in (low, high, scale))
    moved = np.clip(x, bottom, top) * factor
    rounded = np.rint(moved) if round_mode == "HALF_TO_EVEN" else _away_from_zero(moved)
    return _to_integers(rounded, plain), low, high


def _steps(low: Any, high: Any, plain: np.dtype) -> tuple[float, Any]:
    """How many values there are, and the width of the range that they cover in MIN_FIRST."""
    count = 2.0 ** (8 * plain.itemsize)
    return count, (high.astype(np.float64) - low) * (count / (count - 1))


def _rounded_once(x: Any, low: Any, high: Any) -> Any:
    """MIN_FIRST as oneDNN's kernel for quint8 has it: not the bound, only the result is rounded."""
    moved = (x - low) * (_FLOAT(255) / (high - low))
    return np.clip(np.rint(moved), 0, 255).astype(np.uint8)


def _min_first(x: Any, low: Any, high: Any, plain: np.dtype) -> Any:
    limits = np.iinfo(plain)
    if np.ndim(low) == 0 and low == high:
        return np.zeros(x.shape, plain)
    count, width = _steps(low, high, plain)
    scale = count / width
    offset = _away_from_zero(low * scale) - float(limits.min)
    found = _away_from_zero((x * scale.astype(_FLOAT)).astype(_FLOAT)) - offset
    return np.clip(found, limits.min, limits.max).astype(plain)


@Dequantize.kernel("host")
def _(
    q: Any, low: Any, high: Any, T: Any, mode: str, narrow_range: bool, axis: int
) -> Any:  # fmt: skip
    _check_mode(mode)
    plain, lowest, highest = _integers(T)
    integers = q[T.name]
    bottom, top = _along(low, integers, axis), _along(high, integers, axis)
    if mode == "MIN_FIRST":
        return _from_min_first(integers, bottom, top, plain)
    if mode == "SCALED":
        scale = top / _FLOAT(highest)
        if lowest:
            scale = np.maximum(bottom / _FLOAT(lowest + narrow_range), scale)
        return integers.astype(_FLOAT) * scale
    half = _FLOAT(0 if lowest == 0 else (highest - lowest + 1) / 2)
    step = ((top - bottom) / _FLOAT(highest - lowest)).astype(_FLOAT)
    return (integers.astype(_FLOAT) + half) * step + bottom


def _from_min_first(integers: Any, low: Any, high: Any, plain: np.dtype) -> Any:
    count, width = _steps(low, high, plain)
    step = width / count
    first = np.where(step == 0, low, _away_from_zero(low / np.where(step == 0, 1, step)) * step)
    return ((integers.astype(np.float64) - np.iinfo(plain).min) * step + first).astype(_FLOAT)


@QuantizedConcat.kernel("host")
def _(axis: Any, values: list[Any], mins: list[Any], maxes: list[Any], T: Any) -> Any:
    plain, *_ = _integers(T)
    low = np.minimum(_FLOAT(0), min(mins)).astype(_FLOAT)
    high = np.maximum(_FLOAT(0), max(maxes)).astype(_FLOAT)
    parts = [
        v[T.name] if (a == low and b == high)
        else _min_first(_from_min_first(v[T.name], a, b, plain), low, high, plain)
        for v, a, b in zip(values, mins, maxes, strict=True)
    ]  # fmt: skip
    return np.concatenate(parts, int(axis)), low, high


def quantize(
    input: TensorLike, min_range: TensorLike, max_range: TensorLike, T: DTypeLike,
    mode: str = "MIN_COMBINED", round_mode: str = "HALF_AWAY_FROM_ZERO", name: str | None = None,
    narrow_range: bool = False, axis: int | None = None, ensure_minimum_range: float = 0.01,
) -> Any:  # fmt: skip
    """Floats as quantized integers.

    Args:
        input: float32, any shape.
        min_range, max_range: which numbers the lowest and highest integer stand for, at most;
            scalars, or one for each slice along `axis`.
        T: qint8, quint8, qint16, quint16 or qint32.
        mode: `"MIN_COMBINED"`, `"MIN_FIRST"` or `"SCALED"`.
        round_mode: `"HALF_AWAY_FROM_ZERO"`, or for SCALED also `"HALF_TO_EVEN"`.
        name: the node's name in a graph.
        narrow_range: for SCALED: do without the lowest integer.
        axis: the axis along which each slice has its own range.
        ensure_minimum_range: ranges are at least this wide, relative to their bounds.

    Returns: a named tuple (output, output_min, output_max): the integers and the range they have.

    Raises:
        InvalidArgumentError: `max_range` is below `min_range`, or another mode.
    """
    return QuantizeV2(
        input, min_range, max_range, T=as_dtype(T), mode=mode, round_mode=round_mode,
        narrow_range=narrow_range, axis=-1 if axis is None else axis,
        ensure_minimum_range=ensure_minimum_range, name=name,
    )  # fmt: skip


def dequantize(
    input: TensorLike, min_range: TensorLike, max_range: TensorLike, mode: str = "MIN_COMBINED",
    name: str | None = None, axis: int | None = None, narrow_range: bool = False,
    dtype: DTypeLike = dtypes.float32,
) -> Tensor:  # fmt: skip
    """The floats that quantized integers stand for; see `tf.quantization.quantize`.

    Args:
        input: a quantized tensor.
        min_range, max_range: its range.
        mode, axis, narrow_range: as it was quantized.
        name: the node's name in a graph.
        dtype: float32 or bfloat16.
    """
    found = Dequantize(
        input, min_range, max_range, mode=mode, axis=-1 if axis is None else axis,
        narrow_range=narrow_range, dtype=dtypes.float32, name=name,
    )  # fmt: skip
    return cast(found, dtype)


def quantized_concat(
    concat_dim: TensorLike, values: Sequence[Any], input_mins: Sequence[Any],
    input_maxes: Sequence[Any], name: str | None = None,
) -> Any:  # fmt: skip
    """Quantized tensors joined along a dimension, all brought to the widest range.

    Args:
        concat_dim: the dimension.
        values: quantized tensors of one dtype.
        input_mins, input_maxes: their ranges.
        name: the node's name in a graph.

    Returns: a named tuple (output, output_min, output_max).
    """
    return QuantizedConcat(concat_dim, list(values), list(input_mins), list(input_maxes), name=name)
