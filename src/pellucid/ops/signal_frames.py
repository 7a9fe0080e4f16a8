"""Signals cut into overlapping frames, and spectra of the frames.

frame overlap_and_add                         cut, and add up again
stft inverse_stft inverse_stft_window_fn      short-time Fourier transform
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape, shape as shape_op, transpose
from pellucid.ops.broadcasting import size_along
from pellucid.ops.creation import range as range_op
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum, square
from pellucid.ops.padding import pad
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.repeating import tile
from pellucid.ops.segment import unsorted_segment_sum
from pellucid.ops.signal_fft import irfft, rfft
from pellucid.ops.signal_windows import hann_window

Window = Callable[..., Tensor]


def scalar_of(value: TensorLike, where: str) -> Any:
    """A scalar integer argument, an int where it is known."""
    tensor = convert(value, hint=dtypes.int32)
    if tensor.shape.rank not in (None, 0):
        raise ValueError(explain(where, "must be a scalar", received=describe(tensor)))
    known = static_value(tensor)
    return tensor if known is None else int(known)


def _most(a: Any, b: int) -> Any:
    return max(a, b) if isinstance(a, int) else maximum(a, b)


def _padded(x: Tensor, axis: int, after: Any, value: Any = 0) -> Tensor:
    """`x` with more elements at the end of an axis."""
    if isinstance(after, int) and after == 0:
        return x
    rank: Any = x.shape.rank
    borders: Any = [[0, 0] for _ in range(rank)]
    borders[axis][1] = after
    return pad(x, convert(borders, dtypes.int32), constant_values=value)


def frame(
    signal: TensorLike,
    frame_length: TensorLike,
    frame_step: TensorLike,
    pad_end: bool = False,
    pad_value: TensorLike = 0,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """Overlapping frames of a signal.

    Args:
        signal: any dtype, of rank 1 or more.
        frame_length: how many elements in a frame, a scalar integer.
        frame_step: elements from the beginning of one frame to the next.
        pad_end: complete the frames that begin within the signal; otherwise they are left out.
        pad_value: with what.
        axis: along which axis the signal runs.
        name: unused, for TensorFlow's signature.

    Returns: `signal` with `axis` replaced by two, (frames, frame_length).

    Raises:
        ValueError: `frame_length`, `frame_step` or `axis` is no scalar.

    Example:
        >>> tf.signal.frame([1, 2, 3, 4, 5], 3, 2).numpy().tolist()
        [[1, 2, 3], [3, 4, 5]]
    """
    x = convert(signal)
    where = "tf.signal.frame"
    length = scalar_of(frame_length, f"{where} [frame_length]")
    step = scalar_of(frame_step, f"{where} [frame_step]")
    if not x.shape.rank:
        raise ValueError(explain(f"{where} [signal]", "must have rank >= 1", received=describe(x)))
    along = scalar_of(axis, f"{where} [axis]") % x.shape.rank
    total = size_along(x, along)
    if pad_end:
        count = -(-total // step)
        x = _padded(x, along, _most(length + step * (count - 1) - total, 0), pad_value)
    else:
        count = _most((total - length) // step + 1, 0)
    places = range_op(count)[:, None] * step + range_op(length)
    if along:
        return gather(x, places, axis=along)
    # Taken along a second axis, so that the gradient is a dense tensor: frames overlap.
    return gather(x[None], places, axis=1)[0]


def overlap_and_add(signal: TensorLike, frame_step: TensorLike, name: str | None = None) -> Tensor:
    """Frames added up where they overlap.

    Args:
        signal: (…, frames, frame_length).
        frame_step: elements from the beginning of one frame to the next.
        name: unused, for TensorFlow's signature.

    Returns: (…, (frames - 1) * frame_step + frame_length), same dtype.

    Raises:
        ValueError: `signal` has less than two dimensions, or `frame_step` is no integer.

    Example:
        >>> tf.signal.overlap_and_add([[1, 1, 1], [1, 1, 1]], 1).numpy().tolist()
        [1, 2, 2, 1]
    """
    x = convert(signal)
    where = "tf.signal.overlap_and_add"
    if x.shape.rank is None or x.shape.rank < 2:
        raise ValueError(explain(f"{where} [signal]", "must have rank >= 2", received=describe(x)))
    step_tensor = convert(frame_step, hint=dtypes.int32)
    if not step_tensor.dtype.is_integer:
        raise ValueError(
            explain(f"{where} [frame_step]", "must be an integer", received=describe(step_tensor))
        )
    step = scalar_of(step_tensor, f"{where} [frame_step]")
    length, count = size_along(x, -1), size_along(x, -2)
    if not isinstance(step, int) or not isinstance(length, int):
        return _scattered(x, length, count, step)
    # Every frame is cut into pieces of one step; piece k of all frames is a signal of its own.
    pieces = -(-length // step)
    x = _padded(x, x.shape.rank - 1, pieces * step - length)
    lead = shape_op(x)[:-2]
    total: Any = None
    for k in range(pieces):
        piece = x[..., k * step : (k + 1) * step]
        line = reshape(piece, concat([lead, [-1]], 0))
        rank: Any = x.shape.rank
        borders = [[0, 0]] * (rank - 2) + [[k * step, (pieces - 1 - k) * step]]
        line = pad(line, borders)
        total = line if total is None else total + line
    return total[..., : (count - 1) * step + length]


def _scattered(x: Tensor, length: Any, count: Any, step: Any) -> Tensor:
    """Frames added up one element at a time, where their length or step is not known yet."""
    places = range_op(count)[:, None] * step + range_op(length)
    size = (count - 1) * step + length
    lines = transpose(reshape(x, convert([-1, length * count])))
    sums = unsorted_segment_sum(lines, reshape(places, [-1]), size)
    return reshape(transpose(sums), concat([shape_op(x)[:-2], convert([size])], 0))


# ---------------------------------------------------------------------- spectra of frames


def _enclosing_power_of_two(length: Any) -> Any:
    if isinstance(length, int):
        return 1 << max(length - 1, 0).bit_length()
    from pellucid.ops.casting import cast
    from pellucid.ops.exponential import log
    from pellucid.ops.math import pow as pow_op
    from pellucid.ops.rounding import ceil

    exponent = ceil(log(cast(length, dtypes.float32)) / log(2.0))
    return cast(pow_op(2.0, exponent), dtypes.int32)


def stft(
    signals: TensorLike,
    frame_length: TensorLike,
    frame_step: TensorLike,
    fft_length: TensorLike | None = None,
    window_fn: Window | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Tensor:
    """The short-time Fourier transform: spectra of overlapping frames.

    Args:
        signals: float32 or float64 (…, samples).
        frame_length: samples in a frame.
        frame_step: samples from one frame to the next.
        fft_length: the length to which frames are filled up; by default the next power of two.
        window_fn: a function of (length, dtype=…) that returns the window; None for none.
        pad_end: complete the frames at the end with zeros.
        name: unused, for TensorFlow's signature.

    Returns: complex64 or complex128 (…, frames, fft_length // 2 + 1).
    """
    x = convert(signals)
    length = scalar_of(frame_length, "tf.signal.stft [frame_length]")
    step = scalar_of(frame_step, "tf.signal.stft [frame_step]")
    size = (
        _enclosing_power_of_two(length)
        if fft_length is None
        else scalar_of(fft_length, "tf.signal.stft [fft_length]")
    )
    frames = frame(x, length, step, pad_end=pad_end)
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return rfft(frames, convert([size], dtypes.int32))


def inverse_stft(
    stfts: TensorLike,
    frame_length: TensorLike,
    frame_step: TensorLike,
    fft_length: TensorLike | None = None,
    window_fn: Window | None = hann_window,
    name: str | None = None,
) -> Tensor:
    """The signals that have the short-time spectra `stfts`.

    Exact where the windows of both directions fit together: see `inverse_stft_window_fn`.

    Args:
        stfts: complex (…, frames, fft_length // 2 + 1).
        frame_length, frame_step, fft_length: as for `tf.signal.stft`.
        window_fn: the window of this direction; None for none.
        name: unused, for TensorFlow's signature.

    Returns: float32 or float64 (…, samples).
    """
    where = "tf.signal.inverse_stft"
    spectra = convert(stfts)
    length = scalar_of(frame_length, f"{where} [frame_length]")
    step = scalar_of(frame_step, f"{where} [frame_step]")
    size = (
        _enclosing_power_of_two(length)
        if fft_length is None
        else scalar_of(fft_length, f"{where} [fft_length]")
    )
    frames = irfft(spectra, convert([size], dtypes.int32))[..., :length]
    rank: Any = frames.shape.rank
    last = rank - 1
    frames = _padded(frames, last, _most(length - size, 0))
    if isinstance(length, int):
        frames.set_shape([*[None] * last, length])
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return overlap_and_add(frames, step)


def inverse_stft_window_fn(
    frame_step: TensorLike, forward_window_fn: Window = hann_window, name: str | None = None
) -> Window:
    """The window with which `inverse_stft` exactly undoes `stft`.

    The forward window divided by the sum of squares of all windows that overlap there.

    Args:
        frame_step: the step of both.
        forward_window_fn: the window of `tf.signal.stft`.
        name: unused, for TensorFlow's signature.

    Returns: a function of (frame_length, dtype).

    Reference: Griffin and Lim, "Signal estimation from modified short-time Fourier
        transform" (1984).
    """

    def window(frame_length: TensorLike, dtype: Any) -> Tensor:
        length = scalar_of(frame_length, "tf.signal.inverse_stft_window_fn [frame_length]")
        step = scalar_of(frame_step, "tf.signal.inverse_stft_window_fn [frame_step]")
        forward = forward_window_fn(length, dtype=dtype)
        overlaps = -(-length // step)
        squares = _padded(square(forward), 0, overlaps * step - length)
        sums = reduce_sum(reshape(squares, [overlaps, step]), 0, keepdims=True)
        return forward / reshape(tile(sums, [overlaps, 1]), [-1])[:length]

    return window
