"""Interpolation along one axis: which input elements make an output element, with which weights.

Every way to resize is separable, so it is a pair of `Taps`, one for rows and one for columns:

    nearest, bilinear, bicubic, area     by size, with TensorFlow's rules for where centres lie
    windowed                             a kernel function scaled and moved (lanczos, gaussian, …)
    interpolate                          apply taps along an axis
    settled                              places that are computed at run time
    distribute                           its transpose: gradients go back to the elements used

Taps are computed with NumPy when a program is compiled, in float32 as TensorFlow does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

# Above so many taps a matrix product is faster than gathering.
_FEW = 4
# TensorFlow looks the bicubic weights up in a table with so many steps.
_TABLE = 1024
_TINY = 1000 * np.finfo(np.float32).tiny


class Taps(NamedTuple):
    """For each output element the input elements it is made of.

    Attributes:
        indices: int64 (outputs, taps).
        weights: float32 (outputs, taps).
        size: how many elements the input has.
    """

    indices: np.ndarray
    weights: np.ndarray
    size: int

    def matrix(self) -> np.ndarray:
        """The weights as a matrix (outputs, inputs)."""
        dense = np.zeros((len(self.indices), self.size), np.float32)
        np.add.at(dense, (np.arange(len(self.indices))[:, None], self.indices), self.weights)
        return dense


def interpolate(xp: Any, x: Any, taps: Taps, axis: int) -> Any:
    """`x` with `axis` replaced by the outputs of `taps`; floating unless there is one tap each."""
    count = taps.indices.shape[1]
    if count > _FEW:
        return _product(xp, taps.matrix(), x, axis)
    column = (-1,) + (1,) * (x.ndim - axis - 1)
    total: Any = None
    for i in range(count):
        part = xp.take(x, taps.indices[:, i], axis)
        if count > 1:
            part = part * taps.weights[:, i].reshape(column)
        total = part if total is None else total + part
    return total


def distribute(xp: Any, dy: Any, taps: Taps, axis: int) -> Any:
    """The transpose of `interpolate`: `dy` has the outputs along `axis`, the result the inputs."""
    outputs, count = taps.indices.shape
    if count == 1 and taps.size and outputs % taps.size == 0:
        repeated = np.repeat(np.arange(taps.size), outputs // taps.size)
        if (taps.indices[:, 0] == repeated).all():  # a whole factor: add up neighbours
            split = (*dy.shape[:axis], taps.size, outputs // taps.size, *dy.shape[axis + 1 :])
            return dy.reshape(split).sum(axis + 1)
    return _product(xp, taps.matrix().T, dy, axis)


def _product(xp: Any, matrix: np.ndarray, x: Any, axis: int) -> Any:
    """`matrix` times `x` along `axis`."""
    shape = x.shape
    columns = int(np.prod(shape[axis + 1 :]))
    x = x.reshape(*shape[:axis], shape[axis], columns)
    if x.dtype != np.float64:
        x = x.astype(np.float32)
    options = {} if xp is np else {"precision": "highest"}
    return xp.matmul(matrix, x, **options).reshape(*shape[:axis], len(matrix), *shape[axis + 1 :])


def settled(xp: Any, place: Any) -> Any:
    """Places that depend on tensors, those next to a whole number made whole in compiled programs.

    XLA may compute a place twice with different rounding: once for the pixels to read, once for
    their weights. Between 2.9999998 and 3.0 the two would not fit together.
    """
    if xp is np:
        return place
    whole = xp.round(place)
    return xp.where(xp.abs(place - whole) <= 2e-6 * xp.maximum(xp.abs(whole), 1), whole, place)


# ---------------------------------------------------------------------- by size


def step_of(inputs: int, outputs: int, align_corners: bool) -> np.float32:
    """How far apart in the input two neighbours of the output lie."""
    if align_corners and outputs > 1:
        return np.float32(np.float32(inputs - 1) / np.float32(outputs - 1))
    return np.float32(np.float32(inputs) / np.float32(max(outputs, 1)))


def _places(inputs: int, outputs: int, align_corners: bool, half_pixel: bool) -> np.ndarray:
    """Where in the input each output element lies."""
    step, index = step_of(inputs, outputs, align_corners), np.arange(outputs, dtype=np.float32)
    if half_pixel:
        return (index + np.float32(0.5)) * step - np.float32(0.5)
    return index * step


def nearest(inputs: int, outputs: int, align_corners: bool, half_pixel: bool) -> Taps:
    """The one element that is nearest."""
    step, index = step_of(inputs, outputs, align_corners), np.arange(outputs, dtype=np.float32)
    places = (index + np.float32(0.5 if half_pixel else 0.0)) * step
    # Halves are rounded away from zero, not to even.
    chosen = np.floor(places + np.float32(0.5)) if align_corners else np.floor(places)
    chosen = np.clip(chosen.astype(np.int64), 0, max(inputs - 1, 0))
    return Taps(chosen[:, None], np.ones((outputs, 1), np.float32), inputs)


def bilinear(inputs: int, outputs: int, align_corners: bool, half_pixel: bool) -> Taps:
    """A straight line between the two neighbours."""
    places = _places(inputs, outputs, align_corners, half_pixel)
    below = np.floor(places)
    share = places - below
    low = np.maximum(below.astype(np.int64), 0)
    high = np.minimum(below.astype(np.int64) + 1, inputs - 1)
    return Taps(np.stack([low, high], 1), np.stack([1 - share, share], 1), inputs)


def bicubic(inputs: int, outputs: int, align_corners: bool, half_pixel: bool) -> Taps:
    """A cubic through four neighbours.

    With half-pixel centres it is Keys' (a = -0.5) and elements beyond the border count nothing;
    otherwise a = -0.75 and the border is repeated.
    """
    places = _places(inputs, outputs, align_corners, half_pixel)
    below = np.floor(places)
    share = np.rint((places - below) * _TABLE) / _TABLE
    a = -0.5 if half_pixel else -0.75
    distance = np.stack([1 + share, share, 1 - share, 2 - share], 1).astype(np.float64)
    weights = np.where(
        distance <= 1,
        ((a + 2) * distance - (a + 3)) * distance * distance + 1,
        ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a,
    ).astype(np.float32)
    wanted = below.astype(np.int64)[:, None] + np.arange(-1, 3)
    indices = np.clip(wanted, 0, inputs - 1)
    if half_pixel:
        weights = _normalized(np.where(indices == wanted, weights, 0))
    return Taps(indices, weights, inputs)


def area(inputs: int, outputs: int, align_corners: bool) -> Taps:
    """The mean over the part of the input that an output element covers."""
    step = step_of(inputs, outputs, align_corners)
    start = np.arange(outputs, dtype=np.float32) * step
    stop = (np.arange(outputs, dtype=np.float32) + 1) * step
    first = np.floor(start).astype(np.int64)
    count = int(np.max(np.ceil(stop) - first, initial=1))
    covered = first[:, None] + np.arange(count)
    overlap = np.minimum(covered + 1, stop[:, None]) - np.maximum(covered, start[:, None])
    weights = np.maximum(overlap, 0) / step
    return Taps(np.clip(covered, 0, max(inputs - 1, 0)), weights.astype(np.float32), inputs)


# ---------------------------------------------------------------------- kernel functions


def _lanczos(radius: float) -> Callable[[np.ndarray], np.ndarray]:
    def kernel(x: np.ndarray) -> np.ndarray:
        return np.where(x > radius, 0, np.sinc(x) * np.sinc(x / radius))

    return kernel


def _gaussian(x: np.ndarray) -> np.ndarray:
    return np.where(x >= 1.5, 0, np.exp(-x * x / (2 * 0.5**2)))


def _box(x: np.ndarray) -> np.ndarray:
    return np.where(x < 0.5, 1.0, np.where(x == 0.5, 0.5, 0.0))


def _triangle(x: np.ndarray) -> np.ndarray:
    return np.maximum(1 - x, 0)


def _cubic(b: float, c: float) -> Callable[[np.ndarray], np.ndarray]:
    """The two-parameter family of Mitchell and Netravali (1988)."""

    def kernel(x: np.ndarray) -> np.ndarray:
        near = ((12 - 9 * b - 6 * c) * x - (18 - 12 * b - 6 * c)) * x * x + (6 - 2 * b)
        far = ((-b - 6 * c) * x + (6 * b + 30 * c)) * x * x - (12 * b + 48 * c) * x + 8 * b + 24 * c
        return np.where(x < 1, near, np.where(x < 2, far, 0)) / 6

    return kernel


# Name -> (radius, function of the distance from the centre).
KERNELS: dict[str, tuple[float, Callable[[np.ndarray], np.ndarray]]] = {
    "lanczos1": (1.0, _lanczos(1.0)),
    "lanczos3": (3.0, _lanczos(3.0)),
    "lanczos5": (5.0, _lanczos(5.0)),
    "gaussian": (1.5, _gaussian),
    "box": (0.5, _box),
    "triangle": (1.0, _triangle),
    "keyscubic": (2.0, _cubic(0.0, 0.5)),
    "mitchellcubic": (2.0, _cubic(1 / 3, 1 / 3)),
}


def windowed(
    inputs: int, outputs: int, scale: float, translation: float, kernel: str, antialias: bool
) -> Taps:
    """A kernel centred at the place of each output element.

    Args:
        inputs, outputs: lengths.
        scale, translation: an input place p appears in the output at p * scale + translation.
        kernel: a name of `KERNELS`.
        antialias: widen the kernel when the input is made smaller.
    """
    if kernel not in KERNELS:
        raise ValueError(f"kernel_type must be one of {', '.join(KERNELS)}, got {kernel!r}")
    radius, function = KERNELS[kernel]
    inverse = np.float32(1) / np.float32(scale)
    wide = max(inverse, np.float32(1)) if antialias else np.float32(1)
    centre = (np.arange(outputs, dtype=np.float32) + np.float32(0.5)) * inverse
    centre = (centre - inverse * np.float32(translation)).astype(np.float32)
    reach = np.float32(radius) * wide
    first = np.clip(np.ceil(centre - reach - np.float32(0.5)), 0, inputs - 1).astype(np.int64)
    last = np.clip(np.floor(centre + reach - np.float32(0.5)), 0, inputs - 1).astype(np.int64)
    indices = first[:, None] + np.arange(int(np.max(last - first, initial=0)) + 1)
    distance = np.abs((indices + 0.5 - centre[:, None]) / wide)
    inside = (indices <= last[:, None]) & ((centre >= 0) & (centre <= inputs))[:, None]
    weights = np.where(inside, function(distance), 0).astype(np.float32)
    return Taps(np.minimum(indices, inputs - 1), _normalized(weights), inputs)


def _normalized(weights: np.ndarray) -> np.ndarray:
    """Weights that add up to 1, where they add up to anything."""
    total = weights.sum(1, keepdims=True)
    usable = np.abs(total) >= _TINY
    return np.where(usable, weights / np.where(usable, total, 1), weights).astype(np.float32)
