"""Images turned and bent by projective maps, and looks at parts of them.

rotate random_rotation blend         as TensorFlow Addons defined them
extract_glimpse                      windows around points, noise outside the image
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import expand_dims, reshape, shape as shape_op, squeeze
from pellucid.ops.casting import cast, saturate_cast
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.creation import zeros_like
from pellucid.ops.decomposition import inv
from pellucid.ops.image_geometry import as_image
from pellucid.ops.image_interpolation import settled
from pellucid.ops.joining import concat, stack
from pellucid.ops.random import uniform
from pellucid.ops.trigonometric import cos, sin
from pellucid.runtime.dispatch import op

_T = FLOATING | {dtypes.uint8, dtypes.int32, dtypes.int64}
_MODES = ("CONSTANT", "REFLECT", "WRAP", "NEAREST")

_TRANSFORM: dict[str, Any] = {"dtype": _T, "interpolation": str, "fill_mode": "CONSTANT"}
ImageProjectiveTransformV3 = op(
    "ImageProjectiveTransformV3",
    "images: dtype, transforms: float32, output_shape: int32, fill_value: float32 "
    "-> transformed_images: dtype",
    static=("output_shape",), **_TRANSFORM,
)  # fmt: skip
ImageProjectiveTransformV2 = op(
    "ImageProjectiveTransformV2",
    "images: dtype, transforms: float32, output_shape: int32 -> transformed_images: dtype",
    static=("output_shape",), **_TRANSFORM,
)  # fmt: skip


def _folded(xp: Any, place: Any, size: int, mode: str) -> Any:
    """Places outside [0, size - 1] brought inside, by the rule of a fill mode."""
    if mode == "CONSTANT":
        return place
    if mode == "REFLECT":  # (d c b a | a b c d | d c b a)
        around = xp.mod(place, 2 * size)
        place = xp.where(around >= size, 2 * size - around - 1, around)
    elif mode == "WRAP":  # TensorFlow's period is one pixel short; so is this
        around = size * xp.trunc(-place / max(size - 1, 1)) + size
        below = place + around
        above = place - size * xp.trunc(place / max(size - 1, 1))
        place = xp.where(place < 0, below, xp.where(place > size - 1, above, place))
    return xp.clip(place, 0, size - 1)


def _transformed(
    xp: Any, images: Any, transforms: Any, output_shape: Any, fill: Any, interpolation: str,
    fill_mode: str,
) -> Any:  # fmt: skip
    if images.ndim != 4:
        raise ValueError(explain("", "images must be 4-dimensional", expected="rank 4"))
    if transforms.ndim != 2 or transforms.shape[1] != 8:
        raise ValueError(explain("", "transforms do not fit", expected="shape (N, 8)"))
    if interpolation not in ("NEAREST", "BILINEAR") or fill_mode not in _MODES:
        expected = f"NEAREST or BILINEAR, and one of {', '.join(_MODES)}"
        received = f"{interpolation!r} and {fill_mode!r}"
        problem = "unknown interpolation or fill mode"
        raise ValueError(explain("", problem, expected=expected, received=received))
    rows, columns = (int(n) for n in output_shape)
    height, width = images.shape[1:3]
    images = xp.asarray(images)
    c = xp.asarray(transforms).astype(np.float32)[:, :, None, None]
    y, x = np.arange(rows, dtype=np.float32)[:, None], np.arange(columns, dtype=np.float32)
    depth = c[:, 6] * x + c[:, 7] * y + 1
    seen = depth != 0
    depth = xp.where(seen, depth, 1)
    px, py = ((c[:, i] * x + c[:, i + 1] * y + c[:, i + 2]) / depth for i in (0, 3))
    px = _folded(xp, settled(xp, px), width, fill_mode)
    py = _folded(xp, settled(xp, py), height, fill_mode)
    batch = np.arange(images.shape[0])[:, None, None]
    wide = np.float64 if images.dtype == np.float64 else np.float32
    fill = xp.asarray(fill).astype(wide)

    def at(row: Any, column: Any) -> Any:
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        r = xp.clip(row, 0, height - 1).astype(np.int32)
        k = xp.clip(column, 0, width - 1).astype(np.int32)
        return xp.where(inside[..., None], images[batch, r, k].astype(wide), fill)

    if interpolation == "NEAREST":
        away = [xp.trunc(v + xp.copysign(np.float32(0.5), v)) for v in (py, px)]
        found = at(*away)
    else:
        top, left = xp.floor(py), xp.floor(px)
        down, right = (py - top)[..., None], (px - left)[..., None]
        above = at(top, left) * (1 - right) + at(top, left + 1) * right
        below = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
        found = above * (1 - down) + below * down
    return xp.where(seen[..., None], found, fill)


@ImageProjectiveTransformV3.kernel
def _(
    xp: Any, images: Any, transforms: Any, output_shape: Any, fill_value: Any, interpolation: str,
    fill_mode: str,
) -> Any:  # fmt: skip
    return _transformed(xp, images, transforms, output_shape, fill_value, interpolation, fill_mode)


@ImageProjectiveTransformV2.kernel
def _(
    xp: Any, images: Any, transforms: Any, output_shape: Any, interpolation: str, fill_mode: str
) -> Any:
    return _transformed(xp, images, transforms, output_shape, 0.0, interpolation, fill_mode)


def _shape(call: Call) -> Any:
    dims, size = call.shape(0), call.vector(2) or [None, None]
    return (None, *size, None) if dims is None else (dims[0], *size, dims[3])


ImageProjectiveTransformV3.infer(_shape)
ImageProjectiveTransformV2.infer(_shape)


@ImageProjectiveTransformV3.gradient
def _(node: Any, dy: Tensor) -> Any:
    """Transformed back, as TensorFlow does: exact only where nothing is interpolated."""
    images, transforms, _, _ = node.inputs
    if not images.dtype.is_floating:
        return [None] * 4
    rows = transforms.dims[0] if transforms.dims[0] is not None else shape_op(transforms)[0]
    ones = zeros_like(transforms[:, :1]) + 1
    matrices = concat([transforms, ones], 1)
    back = reshape(inv(reshape(matrices, [rows, 3, 3])), [rows, 9])
    attrs = {k: node.attrs[k] for k in ("interpolation", "fill_mode")}
    dx = ImageProjectiveTransformV3(
        dy, (back / back[:, 8:])[:, :8], shape_op(images)[1:3], np.float32(0), **attrs
    )
    return [dx, None, None, None]


def rotate(
    images: TensorLike,
    angles: TensorLike,
    interpolation: str = "nearest",
    fill_mode: str = "constant",
    fill_value: TensorLike = 0.0,
    name: str | None = None,
) -> Tensor:
    """`images` turned counter-clockwise around their centres.

    Args:
        images: (batch, height, width, channels), (height, width, channels) or (height, width).
        angles: radians, a scalar or one for each image.
        interpolation: `"nearest"` or `"bilinear"`.
        fill_mode: what lies outside: `"constant"`, `"reflect"`, `"wrap"` or `"nearest"`.
        fill_value: the constant.
        name: the node's name in a graph.

    Returns: same shape and dtype.

    Raises:
        ValueError: a mode is unknown, or `angles` has more than one dimension.

    Example:
        >>> tf.image.rotate([[1., 2.], [3., 4.]], np.pi / 2).numpy().tolist()
        [[2.0, 4.0], [1.0, 3.0]]
    """
    images, angles = convert_to_tensor(images), convert_to_tensor(angles, dtypes.float32)
    rank = images.shape.rank
    if rank not in (2, 3, 4):
        raise ValueError(
            explain("tf.image.rotate [images]", "must have 2, 3 or 4 dimensions",
                    received=describe(images))
        )  # fmt: skip
    if angles.shape.rank not in (0, 1):
        raise ValueError(
            explain("tf.image.rotate [angles]", "must be a scalar or a vector",
                    received=describe(angles))
        )  # fmt: skip
    if interpolation.upper() not in ("NEAREST", "BILINEAR") or fill_mode.upper() not in _MODES:
        raise ValueError(
            explain("tf.image.rotate [interpolation, fill_mode]", "unknown mode",
                    received=f"{interpolation!r}, {fill_mode!r}")
        )  # fmt: skip
    batch = {2: lambda x: x[None, ..., None], 3: lambda x: x[None], 4: lambda x: x}[rank](images)
    size = shape_op(batch)[1:3]
    turned = ImageProjectiveTransformV3(
        batch, _turns(angles, cast(size, dtypes.float32)), size,
        convert_to_tensor(fill_value, dtypes.float32), interpolation=interpolation.upper(),
        fill_mode=fill_mode.upper(), name=name,
    )  # fmt: skip
    return {2: lambda x: squeeze(x, [0, 3]), 3: lambda x: squeeze(x, [0]), 4: lambda x: x}[rank](
        turned
    )


def _turns(angles: Tensor, size: Tensor) -> Tensor:
    """The maps (N, 8) from pixels of the turned images to pixels of the originals."""
    angles = angles if angles.shape.rank else expand_dims(angles, 0)
    c, s = cos(angles), sin(angles)
    last_y, last_x = size[0] - 1, size[1] - 1
    from_left = (last_x - (c * last_x - s * last_y)) / 2
    from_top = (last_y - (s * last_x + c * last_y)) / 2
    zero = zeros_like(c)
    return stack([c, -s, from_left, s, c, from_top, zero, zero], 1)


def random_rotation(
    image: TensorLike,
    max_angle: float,
    interpolation: str = "nearest",
    fill_mode: str = "constant",
    fill_value: TensorLike = 0.0,
    seed: int | None = None,
) -> Tensor:
    """`image` turned by a random angle between -max_angle and max_angle.

    Args:
        image: (height, width, channels), or a batch of these; each image gets its own angle.
        max_angle: radians, not negative.
        interpolation, fill_mode, fill_value: as for `tf.image.rotate`.
        seed: op seed; with `tf.random.set_seed` it fixes the angles.

    Returns: same shape and dtype.

    Raises:
        ValueError: `max_angle` is negative.
    """
    if max_angle < 0:
        raise ValueError(
            explain(
                "tf.image.random_rotation [max_angle]", "must be non-negative", received=max_angle
            )
        )
    image = as_image(image, "tf.image.random_rotation [image]")
    count = [shape_op(image)[0]] if image.shape.rank == 4 else []
    angles = uniform(count, -max_angle, max_angle, seed=seed)
    return rotate(image, angles, interpolation, fill_mode, fill_value)


def blend(image1: TensorLike, image2: TensorLike, factor: float) -> Tensor:
    """image1 + factor * (image2 - image1), clipped to the range of their dtype.

    Args:
        image1: a tensor.
        image2: of the same shape and dtype.
        factor: 0 gives `image1`, 1 `image2`; beyond them it extrapolates.

    Returns: same shape and dtype.
    """
    first, second = convert_to_tensor(image1), convert_to_tensor(image2)
    if factor == 0.0:
        return first
    if factor == 1.0:
        return second
    a, b = cast(first, dtypes.float32), cast(second, dtypes.float32)
    return saturate_cast(a + factor * (b - a), first.dtype)


# ---------------------------------------------------------------------- glimpses

_GLIMPSE: dict[str, Any] = {
    "centered": True, "normalized": True, "uniform_noise": True, "noise": "uniform",
    "gradient": None, "stateful": True,
}  # fmt: skip
ExtractGlimpseV2 = op(
    "ExtractGlimpseV2", "input: float32, size: int32, offsets: float32 -> glimpse: float32",
    **_GLIMPSE,
)  # fmt: skip


@ExtractGlimpseV2.kernel("host")
def _(
    images: Any, size: Any, offsets: Any, centered: bool, normalized: bool, uniform_noise: bool,
    noise: str,
) -> Any:  # fmt: skip
    if images.ndim != 4 or size.shape != (2,) or offsets.shape != (len(images), 2):
        expected = "input of rank 4, size of 2 elements, offsets of shape (batch, 2)"
        raise ValueError(explain("", "shapes do not fit", expected=expected))
    if noise not in ("uniform", "gaussian", "zero"):
        expected = "'uniform', 'gaussian' or 'zero'"
        raise ValueError(explain("", "no such noise", expected=expected, received=repr(noise)))
    extent = np.array(images.shape[1:3], np.float32)
    corner = offsets * extent if normalized else offsets.copy()
    if centered and normalized:
        corner = (corner + extent) / 2 - size.astype(np.float32) / 2
    elif centered:
        corner = corner + extent / 2
    starts = np.trunc(corner).astype(np.int64)
    shape = (len(images), *(int(n) for n in size), images.shape[3])
    out = _noise(images, shape, noise, uniform_noise)
    for picture, start, target in zip(images, starts, out, strict=True):
        inside = [
            slice(max(0, -s), max(0, min(n, limit - s)))
            for s, n, limit in zip(start, size, picture.shape[:2], strict=True)
        ]
        source = [slice(i.start + s, i.stop + s) for i, s in zip(inside, start, strict=True)]
        if all(i.stop > i.start for i in inside):
            target[tuple(inside)] = picture[tuple(source)]
    return out


def _noise(images: Any, shape: tuple[int, ...], noise: str, uniform_noise: bool) -> Any:
    """What is seen outside the images."""
    random = np.random.default_rng()
    if noise == "zero":
        return np.zeros(shape, np.float32)
    if noise == "uniform" and uniform_noise:
        return random.uniform(0.0, 1.0, shape).astype(np.float32)
    return np.abs(random.normal(images.mean(), images.std(), shape)).astype(np.float32)


@ExtractGlimpseV2.infer
def _(call: Call) -> Any:
    dims, size = call.shape(0), call.vector(1) or [None, None]
    return (None, *size, None) if dims is None else (dims[0], *size, dims[3])


def extract_glimpse(
    input: TensorLike,
    size: TensorLike,
    offsets: TensorLike,
    centered: bool = True,
    normalized: bool = True,
    noise: str = "uniform",
    name: str | None = None,
) -> Tensor:
    """A window of each image, around a point.

    Args:
        input: float32 (batch, height, width, channels).
        size: two int32, height and width of the windows.
        offsets: float32 (batch, 2): where the windows are, rows first.
        centered: 0 is the middle of the image; otherwise its upper left corner.
        normalized: 1 is the size of the image (with `centered`, half of it, and the offset is that
            of the window's middle); otherwise pixels, to the window's upper left corner.
        noise: what is outside the image: `"uniform"`, `"gaussian"` or `"zero"`.
        name: the node's name in a graph.

    Returns: float32 (batch, size[0], size[1], channels).
    """
    return ExtractGlimpseV2(
        input, size, offsets, centered=centered, normalized=normalized, noise=noise, name=name
    )
