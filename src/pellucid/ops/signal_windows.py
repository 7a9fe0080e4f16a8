"""Windows: weights that fade a piece of a signal in and out.

hann_window hamming_window          raised cosines
kaiser_window                       best concentrated in frequency, by Bessel functions
vorbis_window kaiser_bessel_derived_window      squares of overlapping halves add up to 1
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape
from pellucid.ops.bessel import bessel_i0
from pellucid.ops.casting import cast
from pellucid.ops.creation import ones, range as range_op
from pellucid.ops.cumulative import cumsum
from pellucid.ops.exponential import sqrt
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum, square
from pellucid.ops.reversing import reverse
from pellucid.ops.trigonometric import cos, sin


def _length(window_length: TensorLike, dtype: DTypeLike, where: str) -> tuple[Any, Any]:
    """The length (an int where it is known) and the dtype, checked."""
    wanted = as_dtype(dtype)
    if not wanted.is_floating:
        raise ValueError(explain(f"{where} [dtype]", "must be floating", received=wanted.name))
    length = convert(window_length, hint=dtypes.int32)
    if length.shape.rank not in (None, 0):
        raise ValueError(
            explain(f"{where} [window_length]", "must be a scalar", received=describe(length))
        )
    known = static_value(length)
    return (length if known is None else int(known)), wanted


def _places(length: Any, dtype: Any) -> Tensor:
    return cast(range_op(length), dtype)


def _raised_cosine(
    window_length: TensorLike, periodic: Any, dtype: DTypeLike, a: float, where: str
) -> Tensor:
    """a - (1 - a) cos(2 pi n / N), N one less than the length unless periodic and even."""
    length, wanted = _length(window_length, dtype, where)
    if isinstance(length, int) and length == 1:
        return ones([1], wanted)
    whole = cast(periodic, dtypes.int32) * (1 - length % 2)
    period = cast(length + whole - 1, wanted)
    return a - (1 - a) * cos(2 * math.pi * _places(length, wanted) / period)


def hann_window(
    window_length: TensorLike,
    periodic: bool = True,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The Hann window, 0.5 - 0.5 cos(2 pi n / N).

    Args:
        window_length: how many weights, a scalar integer.
        periodic: N is the length, for spectra; otherwise the window is symmetric. (Windows of odd
            length are always symmetric.)
        dtype: a floating dtype.
        name: unused, for TensorFlow's signature.

    Returns: (window_length,), of `dtype`.
    """
    return _raised_cosine(window_length, periodic, dtype, 0.5, "tf.signal.hann_window")


def hamming_window(
    window_length: TensorLike,
    periodic: bool = True,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The Hamming window, 0.54 - 0.46 cos(2 pi n / N); see `hann_window`."""
    return _raised_cosine(window_length, periodic, dtype, 0.54, "tf.signal.hamming_window")


def vorbis_window(
    window_length: TensorLike, dtype: DTypeLike = dtypes.float32, name: str | None = None
) -> Tensor:
    """The window of the Vorbis codec, sin(pi / 2 sin(pi (n + 1/2) / N)^2)."""
    length, wanted = _length(window_length, dtype, "tf.signal.vorbis_window")
    inner = sin(math.pi * (_places(length, wanted) + 0.5) / cast(length, wanted))
    return sin(math.pi / 2 * square(inner))


def kaiser_window(
    window_length: TensorLike,
    beta: TensorLike = 12.0,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The Kaiser window, I0(beta sqrt(1 - r^2)) / I0(beta), r from -1 to 1.

    Args:
        window_length: how many weights, a scalar integer.
        beta: larger ones make it narrower and its side lobes lower.
        dtype: a floating dtype.
        name: unused, for TensorFlow's signature.
    """
    length, wanted = _length(window_length, dtype, "tf.signal.kaiser_window")
    if isinstance(length, int) and length == 1:
        return ones([1], wanted)
    if isinstance(length, int) and isinstance(beta, int | float):
        return convert(np.kaiser(length, beta).astype(wanted.np_dtype))  # nothing to compile
    half = (cast(length, dtypes.float32) - 1) / 2
    ratio = (_places(length, dtypes.float32) - half) / half
    slope = cast(beta, dtypes.float32)
    root = sqrt(maximum(1 - square(ratio), 0.0))
    return cast(bessel_i0(slope * root) / bessel_i0(slope), wanted)


def kaiser_bessel_derived_window(
    window_length: TensorLike,
    beta: TensorLike = 12.0,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The roots of running sums of a Kaiser window, up and down; see `kaiser_window`."""
    length, wanted = _length(window_length, dtype, "tf.signal.kaiser_bessel_derived_window")
    sums = cumsum(kaiser_window(length // 2 + 1, beta, wanted))
    rise = reshape(sqrt(sums[:-1] / sums[-1]), [-1])
    return concat([rise, reverse(rise, [0])], 0)
