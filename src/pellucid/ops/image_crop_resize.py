"""`crop_and_resize`: cut boxes out of images and bring all of them to one size."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.errors import OutOfRangeError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import shape as shape_op
from pellucid.ops.image_interpolation import settled
from pellucid.runtime.dispatch import op

CropAndResize = op(
    "CropAndResize",
    "image: T, boxes: float32, box_ind: int32, crop_size: int32 -> crops: float32",
    T=REAL, method="bilinear", extrapolation_value=0.0, static=("crop_size",),
)  # fmt: skip
CropAndResizeGradImage = op(
    "CropAndResizeGradImage",
    "grads: float32, boxes: float32, box_ind: int32, image_size: int32 -> output: T",
    T=FLOATING, method="bilinear", static=("image_size",), gradient=None,
)  # fmt: skip
CropAndResizeGradBoxes = op(
    "CropAndResizeGradBoxes",
    "grads: float32, image: T, boxes: float32, box_ind: int32 -> output: float32",
    T=REAL, method="bilinear", gradient=None, infer=lambda call: call.shape(2),
)  # fmt: skip


def _places(xp: Any, low: Any, high: Any, size: int, count: int) -> Any:
    """Where `count` samples of each box lie along an axis with `size` pixels: (boxes, count)."""
    last = np.float32(size - 1)
    if count == 1:
        return (0.5 * (low + high) * last)[:, None]
    step = (high - low) * last / np.float32(count - 1)
    return low[:, None] * last + xp.arange(count, dtype=np.float32) * step[:, None]


def _pixels(xp: Any, image: Any, box_ind: Any, y: Any, x: Any) -> Any:
    """The pixels at whole places, in float32."""
    rows = xp.clip(y, 0, image.shape[1] - 1).astype(np.int32)
    columns = xp.clip(x, 0, image.shape[2] - 1).astype(np.int32)
    return image[box_ind[:, None, None], rows, columns].astype(np.float32)


def _corners(xp: Any, image: Any, box_ind: Any, y: Any, x: Any) -> Any:
    """The four pixels around each place: two above, two below."""
    # Not the next pixel but the ceiling: exactly on a pixel there is no slope.
    return [
        [_pixels(xp, image, box_ind, row, column) for column in (xp.floor(x), xp.ceil(x))]
        for row in (xp.floor(y), xp.ceil(y))
    ]


def _crop(
    xp: Any,
    image: Any,
    boxes: Any,
    box_ind: Any,
    size: tuple[int, int],
    method: str,
    outside: float,
) -> Any:
    """The crops; `xp` is numpy or jax.numpy."""
    if method not in ("bilinear", "nearest"):
        expected = "'bilinear' or 'nearest'"
        raise ValueError(explain("", "no such method", expected=expected, received=repr(method)))
    image, boxes, box_ind = xp.asarray(image), xp.asarray(boxes), xp.asarray(box_ind)
    height, width = image.shape[1:3]
    y = _places(xp, boxes[:, 0], boxes[:, 2], height, size[0])[:, :, None]
    x = _places(xp, boxes[:, 1], boxes[:, 3], width, size[1])[:, None, :]
    y, x = settled(xp, y), settled(xp, x)
    inside = (y >= 0) & (y <= height - 1) & (x >= 0) & (x <= width - 1)
    if method == "nearest":
        found = _pixels(xp, image, box_ind, xp.floor(y + 0.5), xp.floor(x + 0.5))
    else:
        (a, b), (c, d) = _corners(xp, image, box_ind, y, x)
        down, right = (y - xp.floor(y))[..., None], (x - xp.floor(x))[..., None]
        above, below = a * (1 - right) + b * right, c * (1 - right) + d * right
        found = above * (1 - down) + below * down
    return xp.where(inside[..., None], found, np.float32(outside))


def _checked(image: Any, boxes: Any, box_ind: Any) -> None:
    if image.ndim != 4 or 0 in image.shape[1:3]:
        raise ValueError(explain("", "image must be 4-D and not empty", expected="rank 4"))
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(explain("", "boxes do not fit", expected="shape (boxes, 4)"))
    if box_ind.shape != boxes.shape[:1]:
        expected = f"shape ({boxes.shape[0]},), one for each box"
        raise ValueError(explain("", "box_indices do not fit", expected=expected))


def _size(crop_size: Any) -> tuple[int, int]:
    if np.shape(crop_size) != (2,) or min(crop_size) <= 0:
        expected = "two positive numbers"
        raise ValueError(explain("", "no such crop_size", expected=expected, received=crop_size))
    return int(crop_size[0]), int(crop_size[1])


@CropAndResize.kernel("numpy")
def _(
    image: Any, boxes: Any, box_ind: Any, crop_size: Any, method: str, extrapolation_value: float
) -> Any:
    _checked(image, boxes, box_ind)
    if box_ind.size and not (0 <= box_ind.min() and box_ind.max() < len(image)):
        expected = f"0 <= index < {len(image)}, the number of images"
        where, received = "tf.image.crop_and_resize [box_indices]", box_ind.tolist()
        message = explain(where, "out of range", expected=expected, received=received)
        raise OutOfRangeError(None, None, message)
    return _crop(np, image, boxes, box_ind, _size(crop_size), method, extrapolation_value)


@CropAndResize.kernel("xla")
def _(
    jax: Any, image: Any, boxes: Any, box_ind: Any, crop_size: Any, method: str,
    extrapolation_value: float,
) -> Any:  # fmt: skip
    _checked(image, boxes, box_ind)
    size = _size(crop_size)
    return _crop(jax.numpy, image, boxes, box_ind, size, method, extrapolation_value)


@CropAndResize.infer
def _(call: Call) -> Any:
    dims, boxes = call.shape(0), call.shape(1)
    size = call.vector(3) or [None, None]
    return (boxes[0] if boxes else None, *size, dims[3] if dims else None)


@CropAndResize.gradient
def _(node: Any, dy: Tensor) -> Any:
    image, boxes, box_ind, _ = node.inputs
    method = node.attrs["method"]
    by_boxes = CropAndResizeGradBoxes(dy, image, boxes, box_ind, method="bilinear")
    if not image.dtype.is_floating:
        return [None, by_boxes, None, None]
    size = shape_op(image)
    by_image = CropAndResizeGradImage(dy, boxes, box_ind, size, T=image.dtype, method=method)
    return [by_image, by_boxes, None, None]


@CropAndResizeGradImage.kernel("xla")
def _(jax: Any, dy: Any, boxes: Any, box_ind: Any, image_size: Any, method: str) -> Any:
    size = (dy.shape[1], dy.shape[2])
    zeros = jax.numpy.zeros(tuple(int(n) for n in image_size), np.float32)
    _checked(zeros, boxes, box_ind)
    back = jax.vjp(lambda im: _crop(jax.numpy, im, boxes, box_ind, size, method, 0.0), zeros)[1]
    return back(jax.numpy.asarray(dy))[0]


@CropAndResizeGradImage.infer
def _(call: Call) -> Any:
    size = call.vector(3)
    return (None,) * 4 if size is None else tuple(size)


def _shares(size: int, count: int) -> tuple[Any, Any]:
    """How far each sample moves when the first and when the last edge of a box moves by 1."""
    if count == 1:
        half = np.full(1, 0.5 * (size - 1), np.float32)
        return half, half
    last = np.arange(count, dtype=np.float32) * (np.float32(size - 1) / np.float32(count - 1))
    return np.float32(size - 1) - last, last


@CropAndResizeGradBoxes.kernel
def _(xp: Any, dy: Any, image: Any, boxes: Any, box_ind: Any, method: str) -> Any:
    """The slope of the image at each sample, times how it moves with the edges of its box."""
    _checked(image, boxes, box_ind)
    image, boxes, box_ind = xp.asarray(image), xp.asarray(boxes), xp.asarray(box_ind)
    height, width = image.shape[1:3]
    rows, columns = dy.shape[1:3]
    y = _places(xp, boxes[:, 0], boxes[:, 2], height, rows)[:, :, None]
    x = _places(xp, boxes[:, 1], boxes[:, 3], width, columns)[:, None, :]
    inside = ((y >= 0) & (y <= height - 1) & (x >= 0) & (x <= width - 1))[..., None]
    corners = _corners(xp, image, box_ind, y, x)
    down, right = (y - xp.floor(y))[..., None], (x - xp.floor(x))[..., None]
    (a, b), (c, d) = corners
    by_y = xp.where(inside, dy * ((1 - right) * (c - a) + right * (d - b)), 0).sum(-1)
    by_x = xp.where(inside, dy * ((1 - down) * (b - a) + down * (d - c)), 0).sum(-1)
    top, bottom = _shares(height, rows)
    left, side = _shares(width, columns)
    sums = [(by_y * v[:, None], by_x * h) for v, h in ((top, left), (bottom, side))]
    return xp.stack([part.sum((1, 2)) for pair in sums for part in pair], 1)


def crop_and_resize(
    image: TensorLike,
    boxes: TensorLike,
    box_indices: TensorLike,
    crop_size: TensorLike,
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
    name: str | None = None,
) -> Tensor:
    """Boxes cut out of `image`, each brought to `crop_size`.

    Corner pixels are sampled at the corners of a box: sample i of n along an axis of H pixels lies
    at (y1 + (y2 - y1) * i / (n - 1)) * (H - 1). Boxes may reach beyond the image, and may be
    flipped (y1 > y2).

    Args:
        image: (batch, height, width, channels), any real dtype.
        boxes: float32 (boxes, 4): y1, x1, y2, x2, where the image has corners at 0 and 1.
        box_indices: int32 (boxes,): which image of the batch each box is cut from.
        crop_size: two int32, height and width of the result.
        method: `"bilinear"` or `"nearest"`.
        extrapolation_value: the value outside the image.
        name: the node's name in a graph.

    Returns: float32 (boxes, crop_height, crop_width, channels).
    """
    return CropAndResize(
        image, boxes, box_indices, crop_size,
        method=method, extrapolation_value=float(extrapolation_value), name=name,
    )  # fmt: skip
