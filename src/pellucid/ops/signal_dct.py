"""Cosine transforms, and what describes sounds as they are heard.

dct idct                              types I to IV
mdct inverse_mdct                     the overlapping transform of audio codecs
linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.broadcasting import size_along
from pellucid.ops.casting import cast
from pellucid.ops.complex import complex as complex_op, real
from pellucid.ops.creation import linspace, range as range_op
from pellucid.ops.exponential import log1p, rsqrt, sqrt
from pellucid.ops.gather import where
from pellucid.ops.joining import concat, split as split_op
from pellucid.ops.math import maximum, minimum
from pellucid.ops.padding import pad
from pellucid.ops.reversing import reverse
from pellucid.ops.signal_fft import irfft, rfft
from pellucid.ops.signal_frames import frame, overlap_and_add, scalar_of
from pellucid.ops.signal_windows import vorbis_window
from pellucid.ops.trigonometric import cos, sin

_INVERSE = {1: 1, 2: 3, 3: 2, 4: 4}


def _check(x: Tensor, kind: int, n: Any, axis: int, norm: Any) -> None:
    where_ = "tf.signal.dct"
    if axis != -1:
        raise NotImplementedError(
            explain(f"{where_} [axis]", "axis must be -1", received=axis, fix="tf.transpose first")
        )
    if norm not in (None, "ortho"):
        raise ValueError(
            explain(f"{where_} [norm]", "Unknown normalization", received=norm,
                    expected="None or 'ortho'")
        )  # fmt: skip
    if kind not in _INVERSE:
        raise ValueError(explain(f"{where_} [type]", "must be 1, 2, 3 or 4", received=kind))
    if x.dtype not in (dtypes.float32, dtypes.float64):
        raise TypeError(
            explain(f"{where_} [input]", "must be float32 or float64", received=describe(x))
        )
    if isinstance(n, int) and n < 1:
        raise ValueError(explain(f"{where_} [n]", "should be a positive integer", received=n))
    if kind == 1:
        if norm == "ortho":
            raise ValueError(f"{where_} [norm]: type 1 DCT has no orthonormal form.")
        size = n if n is not None else size_along(x, -1)
        if isinstance(size, int) and size < 2:
            raise ValueError(explain(f"{where_} [input]", "type 1 needs 2 elements", received=size))


def dct(
    input: TensorLike,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The discrete cosine transform over the last axis, N elements x.

        I    y[k] = x[0] + (-1)^k x[N-1] + 2 sum_{0<n<N-1} x[n] cos(pi k n / (N - 1))
        II   y[k] = 2 sum x[n] cos(pi k (2 n + 1) / (2 N))
        III  y[k] = x[0] + 2 sum_{n>0} x[n] cos(pi (2 k + 1) n / (2 N))
        IV   y[k] = 2 sum x[n] cos(pi (2 k + 1) (2 n + 1) / (4 N))

    Args:
        input: float32 or float64 (…, N).
        type: 1, 2, 3 or 4.
        n: cut the input, or fill it up with zeros, to this length.
        axis: must be -1.
        norm: `"ortho"` makes types 2, 3 and 4 orthonormal.
        name: unused, for TensorFlow's signature.

    Returns: same dtype (…, n).

    Raises:
        ValueError: unknown type or norm.
        TypeError: another dtype.
        NotImplementedError: another axis.

    Reference: Ahmed, Natarajan and Rao, "Discrete cosine transform" (1974).
    """
    x = convert(input)
    _check(x, type, n, axis, norm)
    if n is not None:
        x = x[..., :n]
        missing = n - size_along(x, -1)
        rank: Any = x.shape.rank
        x = pad(x, convert([[0, 0]] * (rank - 1) + [[0, missing]], dtypes.int32))
    return {1: _first, 2: _second, 3: _third, 4: _fourth}[type](x, norm)


def _first(x: Tensor, norm: str | None) -> Tensor:
    """The input and its mirror image are a periodic signal."""
    return real(rfft(concat([x, reverse(x[..., 1:-1], [-1])], -1)))


def _turned(size: Any, dtype: Any, sign: int) -> Tensor:
    """2 exp(sign i pi k / (2 N))."""
    angle = cast(range_op(size), dtype) * (math.pi / 2) / cast(size, dtype)
    return complex_op(2 * cos(angle), sign * 2 * sin(angle))


def _first_and_rest(size: Any, first: Tensor, rest: Tensor) -> Tensor:
    return where(range_op(size) == 0, first, rest)


def _second(x: Tensor, norm: str | None) -> Tensor:
    size = size_along(x, -1)
    spectrum = rfft(x, convert([2 * size], dtypes.int32))[..., :size]
    y = real(spectrum * _turned(size, x.dtype, -1))
    if norm is None:
        return y
    base = 0.5 * rsqrt(cast(size, x.dtype))
    return y * _first_and_rest(size, base, base * math.sqrt(2))


def _third(x: Tensor, norm: str | None) -> Tensor:
    size = size_along(x, -1)
    root = sqrt(cast(size, x.dtype))
    if norm is None:
        x = x * cast(size, x.dtype)
    else:
        x = x * _first_and_rest(size, root, root * math.sqrt(0.5))
    spectrum = _turned(size, x.dtype, 1) * complex_op(x, x - x)
    return irfft(spectrum, convert([2 * size], dtypes.int32))[..., :size]


def _fourth(x: Tensor, norm: str | None) -> Tensor:
    size = size_along(x, -1)
    y = dct(x, 2, 2 * size)[..., 1::2]
    return y if norm is None else y * math.sqrt(0.5) * rsqrt(cast(size, x.dtype))


def idct(
    input: TensorLike,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The inverse of `tf.signal.dct` of `type`, but for a factor where `norm` is not `"ortho"`.

    See `tf.signal.dct` for the arguments. `n` must be None.
    """
    if type not in _INVERSE:
        raise ValueError(explain("tf.signal.idct [type]", "must be 1, 2, 3 or 4", received=type))
    return dct(input, _INVERSE[type], n, axis, norm, name)


# ---------------------------------------------------------------------- overlapping transforms


def mdct(
    signals: TensorLike,
    frame_length: TensorLike,
    window_fn: Callable[..., Tensor] | None = vorbis_window,
    pad_end: bool = False,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The modified discrete cosine transform: frames that overlap by half, yet no more numbers.

    A frame of four quarters (a, b, c, d) is folded to (-c_r - d, a - b_r), r for reversed, and goes
    through the cosine transform of type IV.

    Args:
        signals: float32 or float64 (…, samples).
        frame_length: samples in a frame, a multiple of 4.
        window_fn: a function of (length, dtype=…); None for a constant window.
        pad_end: complete the frames at the end with zeros.
        norm: None or `"ortho"`.
        name: unused, for TensorFlow's signature.

    Returns: (…, frames, frame_length // 2), same dtype.

    Raises:
        ValueError: `frame_length` is no multiple of 4.
    """
    x = convert(signals)
    length = scalar_of(frame_length, "tf.signal.mdct [frame_length]")
    if isinstance(length, int) and length % 4:
        raise ValueError(
            explain("tf.signal.mdct [frame_length]", "must be a multiple of 4", received=length)
        )
    frames = frame(x, length, length // 2, pad_end=pad_end)
    frames = _windowed(frames, length, window_fn)
    a, b, c, d = split_op(frames, 4, -1)
    return dct(concat([-reverse(c, [-1]) - d, a - reverse(b, [-1])], -1), 4, norm=norm)


def _windowed(frames: Tensor, length: Any, window_fn: Any) -> Tensor:
    if window_fn is None:
        return frames * math.sqrt(0.5)
    return frames * window_fn(length, dtype=frames.dtype)


def inverse_mdct(
    mdcts: TensorLike,
    window_fn: Callable[..., Tensor] | None = vorbis_window,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The signals whose `tf.signal.mdct` is `mdcts`, but for the first and the last half frame.

    Args:
        mdcts: float32 or float64 (…, frames, frame_length // 2).
        window_fn: the window of the forward transform.
        norm: that of the forward transform.
        name: unused, for TensorFlow's signature.

    Returns: (…, samples), same dtype.
    """
    x = convert(mdcts)
    half = size_along(x, -1)
    y = dct(x, 4, norm=norm)
    if norm is None:
        y = y * (0.5 / cast(half, x.dtype))
    first, second = split_op(y, 2, -1)
    parts = [second, -reverse(second, [-1]), -reverse(first, [-1]), -first]
    frames = _windowed(concat(parts, -1), 2 * half, window_fn)
    return overlap_and_add(frames, half)


# ---------------------------------------------------------------------- hearing


def _mel(hertz: Tensor) -> Tensor:
    """Frequencies in equal steps of perceived pitch."""
    return 1127.0 * log1p(hertz / 700.0)


def linear_to_mel_weight_matrix(
    num_mel_bins: int = 20,
    num_spectrogram_bins: TensorLike = 129,
    sample_rate: TensorLike = 8000,
    lower_edge_hertz: float = 125.0,
    upper_edge_hertz: float = 3800.0,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Triangular bands, equally wide on the mel scale: `spectrogram @ matrix` is a mel spectrogram.

    mel(f) = 1127 log(1 + f / 700). The lowest frequency, 0, belongs to no band.

    Args:
        num_mel_bins: how many bands.
        num_spectrogram_bins: how many frequencies, fft_length // 2 + 1.
        sample_rate: samples per second of the signal.
        lower_edge_hertz, upper_edge_hertz: where the first band begins and the last one ends.
        dtype: a floating dtype.
        name: unused, for TensorFlow's signature.

    Returns: (num_spectrogram_bins, num_mel_bins), of `dtype`.

    Raises:
        ValueError: a number is not positive, the edges are not in order, or above half the rate.
    """
    wanted = as_dtype(dtype)
    _check_bands(num_mel_bins, sample_rate, lower_edge_hertz, upper_edge_hertz, wanted)
    nyquist = cast(sample_rate, wanted) / 2
    frequencies = linspace(cast(0.0, wanted), nyquist, num_spectrogram_bins)[1:, None]
    edges = [_mel(cast(v, wanted)) for v in (lower_edge_hertz, upper_edge_hertz)]
    bands = linspace(edges[0], edges[1], num_mel_bins + 2)
    low, centre, high = bands[:-2], bands[1:-1], bands[2:]
    places = _mel(frequencies)
    rise, fall = (places - low) / (centre - low), (high - places) / (high - centre)
    return pad(maximum(minimum(rise, fall), 0), [[1, 0], [0, 0]])


def _check_bands(bins: Any, rate: Any, low: Any, high: Any, dtype: Any) -> None:
    where_ = "tf.signal.linear_to_mel_weight_matrix"
    rules = [
        (bins > 0, f"num_mel_bins must be positive. Got: {bins}"),
        (low >= 0.0, f"lower_edge_hertz must be non-negative. Got: {low}"),
        (low < high, f"lower_edge_hertz {low} >= upper_edge_hertz {high}"),
        (dtype.is_floating, f"dtype must be floating. Got: {dtype.name}"),
    ]
    if not isinstance(rate, Tensor):
        rules += [
            (rate > 0.0, f"sample_rate must be positive. Got: {rate}"),
            (high <= rate / 2, f"upper_edge_hertz {high} is above half the sample_rate {rate}"),
        ]
    for holds, rule in rules:
        if not holds:
            raise ValueError(f"{where_}: {rule}")


def mfccs_from_log_mel_spectrograms(
    log_mel_spectrograms: TensorLike, name: str | None = None
) -> Tensor:
    """Mel-frequency cepstral coefficients: the cosine transform of logarithmic mel spectrograms.

    Args:
        log_mel_spectrograms: float32 or float64 (…, bins).
        name: unused, for TensorFlow's signature.

    Returns: dct(x) / sqrt(2 * bins), same shape and dtype; usually the first 13 are used.

    Raises:
        ValueError: there are no bins.
    """
    x = convert(log_mel_spectrograms)
    bins = size_along(x, -1)
    if isinstance(bins, int) and bins == 0:
        raise ValueError(
            explain("tf.signal.mfccs_from_log_mel_spectrograms [log_mel_spectrograms]",
                    "num_mel_bins must be positive", received=describe(x))
        )  # fmt: skip
    return dct(x, 2) * rsqrt(cast(bins, x.dtype) * 2)
