"""Resizing of images, by every method of TensorFlow.

resize, ResizeMethod                     the door to all methods
resize_with_pad                          resize without distortion, then centre in a larger frame

How each output pixel is made of input pixels is in `image_interpolation.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops import image_interpolation as taps
from pellucid.ops.array import expand_dims, shape as shape_op, squeeze
from pellucid.ops.casting import cast
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.image_interpolation import Taps, distribute, interpolate
from pellucid.ops.math import maximum, minimum
from pellucid.ops.rounding import floor, round as round_op
from pellucid.runtime.dispatch import Op, native, op

_NO_BATCH = explain("", "images must be 4-dimensional", expected="rank 4")


def _sizes(images: Any, size: Any) -> tuple[int, int, int, int]:
    """Heights and widths before and after."""
    if images.ndim != 4:
        raise ValueError(_NO_BATCH)
    if np.shape(size) != (2,):
        expected = "two numbers: height, width"
        raise ValueError(explain("", "no such size", expected=expected, received=size))
    height, width = (int(n) for n in size)
    if height <= 0 or width <= 0:
        received = f"{height} x {width}"
        problem = "output dimensions must be positive"
        raise ValueError(explain("", problem, expected="> 0", received=received))
    if images.shape[1] <= 0 or images.shape[2] <= 0:
        raise ValueError(explain("", "images are empty", expected="height, width > 0"))
    return int(images.shape[1]), int(images.shape[2]), height, width


def _both_axes(xp: Any, images: Any, rows: Taps, columns: Taps) -> Any:
    if xp is np and rows.indices.shape[1] > 1 < columns.indices.shape[1]:
        found = native().resized(images, rows, columns)
        if found is not None:
            return found
    return interpolate(xp, interpolate(xp, images, rows, 1), columns, 2)


def _back(xp: Any, dy: Any, rows: Taps, columns: Taps) -> Any:
    return distribute(xp, distribute(xp, dy, columns, 2), rows, 1)


def _resized(call: Call) -> Any:
    dims, size = call.shape(0), call.vector(1)
    height, width = size if size is not None and len(size) == 2 else (None, None)
    if dims is None:
        return (None, height, width, None)
    if len(dims) != 4:
        raise ValueError(_NO_BATCH)
    return (dims[0], height, width, dims[3])


def _like_original(call: Call) -> Any:
    return call.shape(1)


def _pair(name: str, make: Callable[..., Taps]) -> tuple[Op, Op]:
    """A method that interpolates in float32, and the op of its gradient."""
    forward = op(
        name, "images: T, size: int32 -> resized_images: float32", T=REAL,
        align_corners=False, half_pixel_centers=False, static=("size",), infer=_resized,
    )  # fmt: skip
    backward = op(
        f"{name}Grad", "grads: float32, original_image: T -> output: T", T=FLOATING,
        align_corners=False, half_pixel_centers=False, infer=_like_original,
    )  # fmt: skip

    @forward.kernel
    def _(xp: Any, images: Any, size: Any, align_corners: bool, half_pixel_centers: bool) -> Any:
        _check_rules(align_corners, half_pixel_centers)
        height, width, rows, columns = _sizes(images, size)
        rule = align_corners, half_pixel_centers
        return _both_axes(xp, images, make(height, rows, *rule), make(width, columns, *rule))

    @forward.gradient
    def _(node: Any, dy: Tensor) -> Any:
        images = node.inputs[0]
        if not images.dtype.is_floating:
            return [None, None]
        return [backward(dy, images, **_rules(node)), None]

    @backward.kernel
    def _(xp: Any, dy: Any, image: Any, align_corners: bool, half_pixel_centers: bool) -> Any:
        height, width, rows, columns = _sizes(image, dy.shape[1:3])
        rule = align_corners, half_pixel_centers
        return _back(xp, dy, make(height, rows, *rule), make(width, columns, *rule))

    @backward.gradient
    def _(node: Any, ddy: Tensor) -> Any:
        size = shape_op(node.inputs[0])[1:3]
        return [forward(cast(ddy, dtypes.float32), size, **_rules(node)), None]

    return forward, backward


def _rules(node: Any) -> dict[str, Any]:
    return {k: node.attrs[k] for k in ("align_corners", "half_pixel_centers")}


def _check_rules(align_corners: bool, half_pixel_centers: bool) -> None:
    if align_corners and half_pixel_centers:
        problem = "half_pixel_centers and align_corners exclude each other"
        raise ValueError(explain("", problem, fix="align_corners=False"))


ResizeBilinear, ResizeBilinearGrad = _pair("ResizeBilinear", taps.bilinear)
ResizeBicubic, ResizeBicubicGrad = _pair("ResizeBicubic", taps.bicubic)

ResizeNearestNeighbor = op(
    "ResizeNearestNeighbor", "images: T, size: int32 -> resized_images: T", T=REAL,
    align_corners=False, half_pixel_centers=False, static=("size",), infer=_resized,
)  # fmt: skip
ResizeNearestNeighborGrad = op(
    "ResizeNearestNeighborGrad", "grads: T, size: int32 -> output: T", T=REAL,
    align_corners=False, half_pixel_centers=False, static=("size",), infer=_resized,
)  # fmt: skip


@ResizeNearestNeighbor.kernel
def _(xp: Any, images: Any, size: Any, align_corners: bool, half_pixel_centers: bool) -> Any:
    _check_rules(align_corners, half_pixel_centers)
    height, width, rows, columns = _sizes(images, size)
    rule = align_corners, half_pixel_centers
    return _both_axes(
        xp, images, taps.nearest(height, rows, *rule), taps.nearest(width, columns, *rule)
    )


@ResizeNearestNeighbor.gradient
def _(node: Any, dy: Tensor) -> Any:
    size = shape_op(node.inputs[0])[1:3]
    return [ResizeNearestNeighborGrad(dy, size, **_rules(node)), None]


@ResizeNearestNeighborGrad.kernel
def _(xp: Any, dy: Any, size: Any, align_corners: bool, half_pixel_centers: bool) -> Any:
    rows, columns, height, width = _sizes(dy, size)
    rule = align_corners, half_pixel_centers
    return _back(xp, dy, taps.nearest(height, rows, *rule), taps.nearest(width, columns, *rule))


@ResizeNearestNeighborGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    size = shape_op(node.inputs[0])[1:3]
    return [ResizeNearestNeighbor(ddy, size, **_rules(node)), None]


ResizeArea = op(
    "ResizeArea", "images: T, size: int32 -> resized_images: float32", T=REAL,
    align_corners=False, static=("size",), infer=_resized, gradient=None,
)  # fmt: skip


@ResizeArea.kernel
def _(xp: Any, images: Any, size: Any, align_corners: bool) -> Any:
    height, width, rows, columns = _sizes(images, size)
    return _both_axes(
        xp, images, taps.area(height, rows, align_corners), taps.area(width, columns, align_corners)
    )


# ---------------------------------------------------------------------- any kernel function

_WINDOW = {"kernel_type": "lanczos3", "antialias": True}

ScaleAndTranslate = op(
    "ScaleAndTranslate",
    "images: T, size: int32, scale: float32, translation: float32 -> resized_images: float32",
    T=REAL, static=("size", "scale", "translation"), infer=_resized, **_WINDOW,
)  # fmt: skip
ScaleAndTranslateGrad = op(
    "ScaleAndTranslateGrad",
    "grads: T, original_image: T, scale: float32, translation: float32 -> output: T",
    T=frozenset({dtypes.float32}), static=("scale", "translation"), infer=_like_original,
    **_WINDOW,
)  # fmt: skip


def _windows(
    images: Any, size: Any, scale: Any, translation: Any, kernel: str, antialias: bool
) -> tuple[Taps, Taps]:
    height, width, rows, columns = _sizes(images, size)
    if np.shape(scale) != (2,) or np.shape(translation) != (2,) or np.min(scale) <= 0:
        expected, received = "two numbers each, scale > 0", f"{scale}, {translation}"
        raise ValueError(
            explain("", "no such scale or translation", expected=expected, received=received)
        )
    return (
        taps.windowed(height, rows, scale[0], translation[0], kernel, antialias),
        taps.windowed(width, columns, scale[1], translation[1], kernel, antialias),
    )


@ScaleAndTranslate.kernel
def _(
    xp: Any, images: Any, size: Any, scale: Any, translation: Any, kernel_type: str, antialias: bool
) -> Any:
    return _both_axes(
        xp, images, *_windows(images, size, scale, translation, kernel_type, antialias)
    )


@ScaleAndTranslate.gradient
def _(node: Any, dy: Tensor) -> Any:
    images, _, scale, translation = node.inputs
    if not images.dtype.is_floating:
        return [None] * 4
    attrs = {k: node.attrs[k] for k in _WINDOW}
    original = cast(images, dtypes.float32)
    found = ScaleAndTranslateGrad(dy, original, scale, translation, **attrs)
    return [cast(found, images.dtype), None, None, None]


@ScaleAndTranslateGrad.kernel
def _(
    xp: Any, dy: Any, image: Any, scale: Any, translation: Any, kernel_type: str, antialias: bool
) -> Any:
    size = dy.shape[1:3]
    return _back(xp, dy, *_windows(image, size, scale, translation, kernel_type, antialias))


@ScaleAndTranslateGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    dy, _, scale, translation = node.inputs
    attrs = {k: node.attrs[k] for k in _WINDOW}
    return [
        ScaleAndTranslate(ddy, shape_op(dy)[1:3], scale, translation, **attrs), None, None, None,
    ]  # fmt: skip


# ---------------------------------------------------------------------- public functions


class ResizeMethod:
    """The names of the methods that `tf.image.resize` knows."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"
    BICUBIC = "bicubic"
    AREA = "area"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"
    GAUSSIAN = "gaussian"
    MITCHELLCUBIC = "mitchellcubic"


_WINDOWED = {"lanczos3", "lanczos5", "gaussian", "mitchellcubic"}
# Methods that have an op of their own, and the kernel that stands in when antialiasing is wanted.
_WITH_ANTIALIAS = {"bilinear": "triangle", "bicubic": "keyscubic"}
_BY_NUMBER = ("bilinear", "nearest", "bicubic", "area")


def resize(
    images: TensorLike,
    size: TensorLike,
    method: str = ResizeMethod.BILINEAR,
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Tensor:
    """`images` in another size.

    Pixel centres are at halves: output pixel i lies at (i + 0.5) * input_size / output_size - 0.5.

    Args:
        images: (batch, height, width, channels) or (height, width, channels), any real dtype.
        size: two int32, the new height and width.
        method: a name of `ResizeMethod`; by default bilinear.
        preserve_aspect_ratio: make the image as large as fits into `size`, undistorted.
        antialias: when making the image smaller, average over all pixels that are dropped.
        name: the node's name in a graph.

    Returns: float32, except that `"nearest"` keeps the dtype of `images`.

    Raises:
        ValueError: `images` is not of rank 3 or 4, `size` has not two elements, or there is no such
            method.

    Example:
        >>> tf.image.resize(tf.reshape(tf.range(4.), [2, 2, 1]), [2, 4])[0, :, 0].numpy().tolist()
        [0.0, 0.25, 0.75, 1.0]
    """
    images, batched = as_batch(images, "tf.image.resize [images]")
    size = _checked_size(images, size, preserve_aspect_ratio)
    out = _resizer(method, antialias)(images, size, name)
    return out if batched else squeeze(out, [0])


def as_batch(images: TensorLike, where: str) -> tuple[Tensor, bool]:
    """Images of rank 4, and whether they were already: a single one gets a batch of 1."""
    images = convert_to_tensor(images)
    rank = images.shape.rank
    if rank == 4:
        return images, True
    if rank == 3:
        return expand_dims(images, 0), False
    problem = "contains no shape" if rank is None else "must have either 3 or 4 dimensions"
    raise ValueError(explain(where, f"'images' {problem}", received=describe(images)))


def _checked_size(images: Tensor, size: Any, preserve_aspect_ratio: bool) -> Tensor:
    """`size` as an int32 vector, made smaller if the aspect ratio is to be kept."""
    try:
        size = convert_to_tensor(size, dtypes.int32)
    except (TypeError, ValueError) as error:
        raise ValueError(
            explain("tf.image.resize [size]", "'size' must be a 1-D int32 Tensor", received=size)
        ) from error
    if not size.shape.is_compatible_with([2]):
        raise ValueError(
            explain("tf.image.resize [size]",
                    "'size' must be a 1-D Tensor of 2 elements: new_height, new_width",
                    received=describe(size))
        )  # fmt: skip
    value = static_value(size)
    if value is not None and (value < 0).any():
        raise ValueError(
            explain("tf.image.resize [size]", "must be positive", received=value.tolist())
        )
    return _within(images, size) if preserve_aspect_ratio else size


def _within(images: Tensor, size: Tensor) -> Tensor:
    """The largest size that fits into `size` and has the proportions of `images`."""
    current = cast(shape_op(images)[1:3], dtypes.float32)
    ratio = cast(size, dtypes.float32) / current
    return cast(round_op(minimum(ratio[0], ratio[1]) * current), dtypes.int32)


def _resizer(method: Any, antialias: bool) -> Callable[[Tensor, Tensor, str | None], Tensor]:
    """The function of images and size that `method` names."""
    if not isinstance(method, str) and method in range(len(_BY_NUMBER)):
        method = _BY_NUMBER[method]
    if method in _WINDOWED:
        return lambda x, size, name: _scale(x, size, method, antialias, name)
    if method in _WITH_ANTIALIAS and antialias:
        return lambda x, size, name: _scale(x, size, _WITH_ANTIALIAS[method], True, name)
    plain = {"bilinear": ResizeBilinear, "bicubic": ResizeBicubic, "nearest": ResizeNearestNeighbor}
    if method in plain:
        return lambda x, size, name: plain[method](x, size, half_pixel_centers=True, name=name)
    if method == "area":
        return lambda x, size, name: ResizeArea(x, size, name=name)
    raise ValueError(
        explain("tf.image.resize [method]", "Resize method is not implemented", received=method,
                expected=", ".join((*_BY_NUMBER, *sorted(_WINDOWED))))
    )  # fmt: skip


def _scale(images: Tensor, size: Tensor, kernel: str, antialias: bool, name: str | None) -> Tensor:
    scale = cast(size, dtypes.float32) / cast(shape_op(images)[1:3], dtypes.float32)
    return ScaleAndTranslate(
        images, size, scale, np.zeros(2, np.float32), kernel_type=kernel, antialias=antialias,
        name=name,
    )  # fmt: skip


def resize_with_pad(
    image: TensorLike,
    target_height: Any,
    target_width: Any,
    method: str = ResizeMethod.BILINEAR,
    antialias: bool = False,
) -> Tensor:
    """`image` as large as fits into the target, undistorted, in the middle of zeros.

    Args:
        image: (batch, height, width, channels) or (height, width, channels).
        target_height, target_width: the new size.
        method: as for `tf.image.resize`.
        antialias: as for `tf.image.resize`.

    Returns: float32 (the dtype of `image` for `"nearest"`), of the target size.

    Raises:
        ValueError: a target is not positive, or `image` is not of rank 3 or 4.
    """
    from pellucid.ops.image_geometry import pad_to_bounding_box

    images, batched = as_batch(image, "tf.image.resize_with_pad [image]")
    for what, value in (("target_height", target_height), ("target_width", target_width)):
        if not isinstance(value, Tensor) and value <= 0:
            raise ValueError(
                explain(f"tf.image.resize_with_pad [{what}]", "must be > 0", received=value)
            )
    resized, before = _fitted(images, [target_height, target_width], _resizer(method, antialias))
    padded = pad_to_bounding_box(resized, before[0], before[1], target_height, target_width)
    return padded if batched else squeeze(padded, [0])


def _fitted(images: Tensor, target: Any, resizer: Any) -> tuple[Tensor, Tensor]:
    """`images` scaled to fit into `target`, and how much space is left above and beside them."""
    current = cast(shape_op(images)[1:3], dtypes.float64)
    wanted = cast(convert_to_tensor(target), dtypes.float64)
    ratios = current / wanted
    exact = current / maximum(ratios[0], ratios[1])
    before = cast(maximum(floor((wanted - exact) / 2), 0), dtypes.int32)
    return resizer(images, cast(floor(exact), dtypes.int32), None), before
