"""Native kernels for eager work on large arrays, where NumPy needs many passes over the memory.

    resized     images, by taps for rows and columns
    softmax     of the last axis
    sums        along the last axis, or of all numbers
    drawn       random numbers (in random_numbers.py)

Each returns None where it does not apply: NumPy does the work then.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import numpy as np

from pellucid.runtime.blocks import in_threads
from pellucid.runtime.cpu import native
from pellucid.runtime.cpu.random_numbers import drawn as drawn

_SHARE = 1 << 17  # elements that one thread takes at a time
_LONG_SHARE = 1 << 20  # of work that only reads
_FEW = 1 << 10  # so few NumPy has done before the library is called


class _Taps(ctypes.Structure):
    _fields_ = (
        ("outputs", ctypes.c_int64),
        ("count", ctypes.c_int64),
        ("places", ctypes.c_void_p),
        ("weights", ctypes.c_void_p),
    )


class _Resize(ctypes.Structure):
    _fields_ = (
        ("width", ctypes.c_int64),
        ("channels", ctypes.c_int64),
        ("rows", _Taps),
        ("columns", _Taps),
    )


def resized(images: np.ndarray, rows: Any, columns: Any) -> np.ndarray | None:
    """Images whose rows and columns are weighted sums of others.

    Args:
        images: (batch, height, width, channels), float32 or uint8.
        rows, columns: `ops.image_interpolation.Taps`.

    Returns: float32 (batch, rows, columns, channels).
    """
    library = _library()
    if library is None or images.dtype not in (np.float32, np.uint8) or not images.size:
        return None
    images = np.ascontiguousarray(images)
    batch, height, width, channels = images.shape
    parts = [np.ascontiguousarray(a) for t in (rows, columns) for a in (t.indices, t.weights)]
    for places, size in ((parts[0], height), (parts[2], width)):
        if places.dtype != np.int64 or places.min() < 0 or places.max() >= size:
            return None
    form = _Resize(width, channels, _taps(*parts[:2]), _taps(*parts[2:]))
    out = np.empty((batch, len(parts[0]), len(parts[2]), channels), np.float32)
    step = max(_SHARE // max(out[0, 0].size, 1), 1)
    per_image = -(-out.shape[1] // step)
    is_bytes, reference = images.dtype == np.uint8, ctypes.byref(form)

    def share(number: int) -> None:
        image, first = number // per_image, number % per_image * step
        last = min(first + step, out.shape[1])
        source, target = images[image].ctypes.data, out[image].ctypes.data
        if not library.pellucid_resize(is_bytes, reference, source, first, last, target):
            raise MemoryError("tf.image.resize: no memory for a row of the image")

    in_threads(share, range(batch * per_image))
    return out


def _taps(places: np.ndarray, weights: np.ndarray) -> _Taps:
    return _Taps(*places.shape, places.ctypes.data, weights.ctypes.data)


def softmax(x: np.ndarray) -> np.ndarray | None:
    """e^x / sum(e^x) along the last axis of a float32 array."""
    if x.dtype != np.float32 or x.size < _FEW:
        return None
    library = _library()
    if library is None:
        return None
    x = np.ascontiguousarray(x)
    out, count = np.empty_like(x), x.shape[-1]
    step = max(_SHARE // count, 1)
    rows = x.size // count

    def share(first: int) -> None:
        offset = 4 * first * count
        library.pellucid_softmax(
            x.ctypes.data + offset, min(step, rows - first), count, out.ctypes.data + offset
        )

    in_threads(share, range(0, rows, step))
    return out


def sums(x: np.ndarray, axes: tuple[int, ...] | None, keep_dims: bool) -> np.ndarray | None:
    """The sums of a float32 array along its last axis, or of all numbers (`axes` is None)."""
    if x.dtype != np.float32 or not x.flags.c_contiguous:
        return None
    if axes is not None and axes not in ((-1,), (x.ndim - 1,)):
        return None
    library = _library()
    if library is None:
        return None
    if axes is None and x.size > 2 * _LONG_SHARE:
        return _whole_sum(library, x).reshape((1,) * x.ndim if keep_dims else ())
    out = np.empty(1 if axes is None else x.shape[:-1], np.float32)
    rows = out.size
    count = x.size // rows
    step = max(_LONG_SHARE // count, 1)

    def share(first: int) -> None:
        library.pellucid_sums(
            x.ctypes.data + 4 * first * count, min(step, rows - first), count,
            out.ctypes.data + 4 * first,
        )  # fmt: skip

    in_threads(share, range(0, rows, step))
    if keep_dims:
        return out.reshape((1,) * x.ndim if axes is None else (*x.shape[:-1], 1))
    return out[0] if axes is None else out


def _whole_sum(library: Any, x: np.ndarray) -> np.ndarray:
    """The sum of many numbers: of the sums of shares of one length, whatever threads there are."""
    starts = range(0, x.size, _LONG_SHARE)
    parts = np.empty(len(starts), np.float32)

    def share(first: int) -> None:
        library.pellucid_sums(
            x.ctypes.data + 4 * first, 1, min(_LONG_SHARE, x.size - first),
            parts.ctypes.data + 4 * (first // _LONG_SHARE),
        )  # fmt: skip

    in_threads(share, starts)
    return np.add.reduce(parts, dtype=np.float64).astype(np.float32)


def _library() -> Any:
    return None if native.switched_off() else _prepared()


@functools.cache
def _prepared() -> Any:
    """The library with the types of its functions; None if there is none."""
    library = native.load().library
    if library is not None:
        number, address = ctypes.c_int64, ctypes.c_void_p
        library.pellucid_resize.argtypes = [
            ctypes.c_bool, address, address, number, number, address
        ]  # fmt: skip
        library.pellucid_resize.restype = ctypes.c_bool
        for function in (library.pellucid_softmax, library.pellucid_sums):
            function.argtypes, function.restype = [address, number, number, address], None
    return library
