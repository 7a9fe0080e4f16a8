"""Colour: value ranges of dtypes, grey, HSV, YIQ and YUV, and adjustments.

convert_image_dtype                                          ranges of dtypes
rgb_to_grayscale grayscale_to_rgb rgb_to_hsv hsv_to_rgb      colour spaces
rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb
adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation
per_image_standardization

Floating images have values from 0 to 1, integer images up to the largest value of their dtype.
Adjustments work on floats and go back to the dtype of the image, clipped to its range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, as_dtype
from pellucid.core.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    describe,
    explain,
)
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call, same
from pellucid.ops.array import shape as shape_op
from pellucid.ops.assertion import assert_equal
from pellucid.ops.casting import cast, saturate_cast
from pellucid.ops.constants import convert_to_tensor, identity
from pellucid.ops.division import floordiv
from pellucid.ops.exponential import rsqrt
from pellucid.ops.math import maximum, pow as pow_op
from pellucid.ops.matmul import tensordot
from pellucid.ops.reduction import reduce_mean, reduce_prod, reduce_std
from pellucid.ops.repeating import tile
from pellucid.runtime.dispatch import op

HALF_OR_SINGLE = frozenset({dtypes.float16, dtypes.bfloat16, dtypes.float32})


def convert_image_dtype(
    image: TensorLike, dtype: DTypeLike, saturate: bool = False, name: str | None = None
) -> Tensor:
    """`image` in another dtype, its values scaled to the range of that dtype.

    Args:
        image: any real dtype; floats are taken to be from 0 to 1, integers up to their maximum.
        dtype: the new dtype.
        saturate: clip what does not fit, instead of letting it wrap around.
        name: the node's name in a graph.

    Returns: the same shape, of `dtype`.

    Raises:
        AttributeError: `dtype` is neither floating nor integer.

    Example:
        >>> tf.image.convert_image_dtype(tf.constant([0, 255], tf.uint8), tf.float32).numpy()
        array([0., 1.], dtype=float32)
    """
    image, wanted = convert_to_tensor(image), as_dtype(dtype)
    if not all(d.is_floating or d.is_integer for d in (image.dtype, wanted)):
        raise AttributeError(
            explain("tf.image.convert_image_dtype [dtype]", "dtype must be floating or integer",
                    received=f"{image.dtype.name} to {wanted.name}")
        )  # fmt: skip
    if image.dtype is wanted:
        return identity(image, name=name)
    to = saturate_cast if saturate else cast
    if not image.dtype.is_integer:
        if wanted.is_floating:
            return cast(image, wanted, name=name)
        return to(image * (wanted.max + 0.5), wanted, name=name)
    if wanted.is_floating:
        return cast(image, wanted) * (1.0 / image.dtype.max)
    if image.dtype.max > wanted.max:
        scale = (image.dtype.max + 1) // (wanted.max + 1)
        return to(floordiv(image, scale), wanted, name=name)
    return to(image, wanted) * ((wanted.max + 1) // (image.dtype.max + 1))


def _as_floats(image: TensorLike) -> tuple[Tensor, Tensor]:
    """The image as given, and as float32 (or half, if it is)."""
    image = convert_to_tensor(image)
    if image.dtype in (dtypes.float16, dtypes.float32):
        return image, image
    return image, convert_image_dtype(image, dtypes.float32)


def check_channels(image: Tensor, channels: int, where: str, error: Any = ValueError) -> None:
    """Raise unless the last dimension may be `channels`."""
    dims = image.dims
    if dims is not None and (not dims or dims[-1] not in (None, channels)):
        message = explain(
            where, "wrong number of channels", expected=f"last dimension {channels}",
            received=describe(image),
        )  # fmt: skip
        raise error(message) if error is ValueError else error(None, None, message)


# ---------------------------------------------------------------------- colour spaces

# Channels of the result in terms of red, green and blue (columns).
_GRAY = np.array([0.2989, 0.587, 0.114], np.float32)
_YIQ = np.array(
    [[0.299, 0.59590059, 0.2115], [0.587, -0.27455667, -0.52273617],
     [0.114, -0.32134392, 0.31119955]]
)  # fmt: skip
_FROM_YIQ = np.array(
    [[1, 1, 1], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]]
)
_YUV = np.array(
    [[0.299, -0.14714119, 0.61497538], [0.587, -0.28886916, -0.51496512],
     [0.114, 0.43601035, -0.10001026]]
)  # fmt: skip
_FROM_YUV = np.array([[1, 1, 1], [0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0]])


def rgb_to_grayscale(images: TensorLike, name: str | None = None) -> Tensor:
    """Red, green and blue as one grey channel: 0.2989 R + 0.587 G + 0.114 B.

    Args:
        images: (…, 3), any dtype of images.
        name: the node's name in a graph.

    Returns: (…, 1), the dtype of `images`.

    Raises:
        InvalidArgumentError: the last dimension is not 3.
    """
    images = convert_to_tensor(images)
    check_channels(images, 3, "tf.image.rgb_to_grayscale [images]", InvalidArgumentError)
    gray = tensordot(convert_image_dtype(images, dtypes.float32), _GRAY, [[-1], [0]])
    return convert_image_dtype(gray[..., None], images.dtype, name=name)


def grayscale_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """A grey channel three times: (…, 1) becomes (…, 3), of the same dtype.

    Raises:
        ValueError: the last dimension is not 1.
    """
    images = convert_to_tensor(images)
    check_channels(images, 1, "tf.image.grayscale_to_rgb [images]")
    if images.dims is not None and images.dims[-1] is None:
        assert_equal(shape_op(images)[-1], 1, message="tf.image.grayscale_to_rgb [images]")
    rank: Any = images.shape.rank
    return tile(images, [1] * (rank - 1) + [3], name=name)


def _by_matrix(images: TensorLike, matrix: np.ndarray) -> Tensor:
    images = convert_to_tensor(images)
    return tensordot(images, convert_to_tensor(matrix.astype(images.dtype.np_dtype)), [[-1], [0]])


def rgb_to_yiq(images: TensorLike) -> Tensor:
    """RGB to the YIQ of NTSC, (…, 3) floats."""
    return _by_matrix(images, _YIQ)


def yiq_to_rgb(images: TensorLike) -> Tensor:
    """YIQ to RGB, (…, 3) floats."""
    return _by_matrix(images, _FROM_YIQ)


def rgb_to_yuv(images: TensorLike) -> Tensor:
    """RGB to the YUV of PAL, (…, 3) floats."""
    return _by_matrix(images, _YUV)


def yuv_to_rgb(images: TensorLike) -> Tensor:
    """YUV to RGB, (…, 3) floats."""
    return _by_matrix(images, _FROM_YUV)


_NOT_RGB = explain("", "input must have 3 channels", expected="a last dimension of 3")
_NO_IMAGE = explain("", "input is no image", expected="rank 3 or more")


def _three_channels(call: Call) -> Any:
    dims = call.shape(0)
    if dims is not None and (not dims or dims[-1] not in (None, 3)):
        raise ValueError(_NOT_RGB)
    return dims


def _split(images: Any) -> tuple[Any, Any, Any]:
    if not images.ndim or images.shape[-1] != 3:
        raise ValueError(_NOT_RGB)
    return images[..., 0], images[..., 1], images[..., 2]


def _hue(xp: Any, r: Any, g: Any, b: Any) -> tuple[Any, Any, Any]:
    """Hue from 0 to 1, the largest and the smallest of the three colours."""
    high, low = xp.maximum(xp.maximum(r, g), b), xp.minimum(xp.minimum(r, g), b)
    span = high - low
    norm = 1 / (6 * xp.where(span > 0, span, 1)).astype(r.dtype)
    third = np.asarray(1 / 3, r.dtype)
    hue = xp.where(
        r == high,
        norm * (g - b),
        xp.where(g == high, norm * (b - r) + third, norm * (r - g) + 2 * third),
    )
    hue = xp.where(span > 0, hue, 0)
    return xp.where(hue < 0, hue + 1, hue).astype(r.dtype), high, low


def _wheel(xp: Any, hue: Any) -> tuple[Any, Any, Any]:
    """How much of red, green and blue there is in a pure colour."""
    place = hue * 6
    red = xp.clip(xp.abs(place - 3) - 1, 0, 1)
    return red, xp.clip(2 - xp.abs(place - 2), 0, 1), xp.clip(2 - xp.abs(place - 4), 0, 1)


def _to_hsv(xp: Any, images: Any) -> tuple[Any, Any, Any]:
    hue, high, low = _hue(xp, *_split(images))
    saturation = xp.where(high > 0, (high - low) / xp.where(high > 0, high, 1), 0)
    return hue, saturation, high


def _from_hsv(xp: Any, hue: Any, saturation: Any, value: Any) -> Any:
    parts = [(1 - saturation + saturation * part) * value for part in _wheel(xp, hue)]
    return xp.stack(parts, -1)


RGBToHSV = op("RGBToHSV", "images: T -> output: T", T=FLOATING, infer=_three_channels)


def _check_three(where: str, images: Any) -> None:
    if not images.ndim or images.shape[-1] != 3:
        problem, expected = "input must have 3 channels", "a last dimension of 3"
        message = explain(where, problem, expected=expected, received=describe(images))
        raise FailedPreconditionError(None, None, message)


@RGBToHSV.kernel
def _(xp: Any, images: Any) -> Any:
    _check_three("tf.image.rgb_to_hsv", images)
    return xp.stack(_to_hsv(xp, images), -1)


HSVToRGB = op("HSVToRGB", "images: T -> output: T", T=FLOATING, infer=_three_channels)


@HSVToRGB.kernel
def _(xp: Any, images: Any) -> Any:
    _check_three("tf.image.hsv_to_rgb", images)
    return _from_hsv(xp, *_split(images))


def rgb_to_hsv(images: TensorLike, name: str | None = None) -> Tensor:
    """RGB to hue, saturation and value, all from 0 to 1.

    Args:
        images: (…, 3), floats from 0 to 1.
        name: the node's name in a graph.

    Returns: same shape and dtype.

    Raises:
        FailedPreconditionError: the last dimension is not 3.

    Example:
        >>> tf.image.rgb_to_hsv([[0., 1., 0.]]).numpy()
        array([[0.33333334, 1.        , 1.        ]], dtype=float32)
    """
    return RGBToHSV(images, name=name)


def hsv_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """Hue, saturation and value to RGB; the inverse of `rgb_to_hsv`."""
    return HSVToRGB(images, name=name)


# ---------------------------------------------------------------------- adjustments

AdjustContrastv2 = op(
    "AdjustContrastv2", "images: T, contrast_factor: float32 -> output: T", T=HALF_OR_SINGLE,
    infer=same,
)  # fmt: skip
AdjustHue = op(
    "AdjustHue", "images: T, delta: float32 -> output: T", T=HALF_OR_SINGLE, infer=_three_channels
)
AdjustSaturation = op(
    "AdjustSaturation", "images: T, scale: float32 -> output: T", T=HALF_OR_SINGLE,
    infer=_three_channels,
)  # fmt: skip


@AdjustContrastv2.kernel
def _(xp: Any, images: Any, factor: Any) -> Any:
    if images.ndim < 3:
        raise ValueError(_NO_IMAGE)
    images = images.astype(np.float32)
    mean = images.mean((-3, -2), keepdims=True)
    return (images - mean) * factor + mean


@AdjustHue.kernel
def _(xp: Any, images: Any, delta: Any) -> Any:
    if images.ndim < 3:
        raise ValueError(_NO_IMAGE)
    hue, high, low = _hue(xp, *_split(images.astype(np.float32)))
    parts = _wheel(xp, xp.mod(hue + delta, 1))
    return xp.stack([low + (high - low) * part for part in parts], -1)


@AdjustSaturation.kernel
def _(xp: Any, images: Any, scale: Any) -> Any:
    if images.ndim < 3:
        raise ValueError(_NO_IMAGE)
    hue, saturation, value = _to_hsv(xp, images.astype(np.float32))
    return _from_hsv(xp, hue, xp.clip(saturation * scale, 0, 1), value)


def _adjusted(image: TensorLike, change: Callable[[Tensor], Tensor]) -> Tensor:
    original, floats = _as_floats(image)
    return convert_image_dtype(change(floats), original.dtype, saturate=True)


def adjust_brightness(image: TensorLike, delta: TensorLike) -> Tensor:
    """`image + delta`, in the scale where 1 is the brightest.

    Args:
        image: any dtype of images, any shape.
        delta: a scalar, usually from -1 to 1.

    Returns: same shape and dtype, clipped to the range of an integer dtype.
    """
    return _adjusted(image, lambda x: x + cast(delta, x.dtype))


def adjust_contrast(images: TensorLike, contrast_factor: TensorLike) -> Tensor:
    """(x - mean) * factor + mean, the mean taken over each channel of each image.

    Args:
        images: (…, height, width, channels), any dtype of images.
        contrast_factor: a scalar.

    Returns: same shape and dtype.
    """
    return _adjusted(images, lambda x: AdjustContrastv2(x, contrast_factor))


def _negative_gamma(gamma: object) -> str:
    problem = "Gamma should be a non-negative real number"
    return explain("tf.image.adjust_gamma [gamma]", problem, expected=">= 0", received=gamma)


def adjust_gamma(image: TensorLike, gamma: TensorLike = 1, gain: TensorLike = 1) -> Tensor:
    """gain * x ** gamma, on values from 0 to 1.

    Args:
        image: any dtype of images.
        gamma: a scalar that is not negative; above 1 makes the image darker.
        gain: a scalar.

    Returns: same shape and dtype.

    Raises:
        ValueError: `gamma` is negative.
    """
    if isinstance(gamma, int | float) and gamma < 0:
        raise ValueError(_negative_gamma(gamma))
    if isinstance(gamma, EagerTensor) and bool(gamma < 0):
        raise InvalidArgumentError(None, None, _negative_gamma(gamma.numpy()))
    return _adjusted(image, lambda x: cast(gain, x.dtype) * pow_op(x, cast(gamma, x.dtype)))


def adjust_hue(image: TensorLike, delta: TensorLike, name: str | None = None) -> Tensor:
    """`image` with its colours turned around the colour wheel.

    Args:
        image: (…, height, width, 3) RGB, any dtype of images.
        delta: a scalar from -1 to 1; 1 is a whole turn.
        name: the node's name in a graph.

    Returns: same shape and dtype.

    Raises:
        InvalidArgumentError: `image` has not three channels, or `delta` is not from -1 to 1.
    """
    if not isinstance(delta, Tensor) and not -1 <= float(np.asarray(delta)) <= 1:
        raise ValueError(
            explain("tf.image.adjust_hue [delta]", "out of range", expected="-1 to 1",
                    received=delta)
        )  # fmt: skip
    return _adjusted(image, lambda x: AdjustHue(x, delta, name=name))


def adjust_saturation(
    image: TensorLike, saturation_factor: TensorLike, name: str | None = None
) -> Tensor:
    """`image` with the saturation of its colours multiplied, and clipped to 1.

    Args:
        image: (…, height, width, 3) RGB, any dtype of images.
        saturation_factor: a scalar; 0 leaves only grey.
        name: the node's name in a graph.

    Returns: same shape and dtype.

    Raises:
        InvalidArgumentError: `image` has not three channels.
    """
    return _adjusted(image, lambda x: AdjustSaturation(x, saturation_factor, name=name))


def per_image_standardization(image: TensorLike) -> Tensor:
    """(x - mean) / max(stddev, 1 / sqrt(N)) of each image, N its number of values.

    Args:
        image: (…, height, width, channels), any dtype.

    Returns: float32, same shape.
    """
    x = cast(convert_to_tensor(image), dtypes.float32)
    axes = [-3, -2, -1]
    count = cast(reduce_prod(shape_op(x)[-3:]), x.dtype)
    deviation = maximum(reduce_std(x, axes, keepdims=True), rsqrt(count))
    return (x - reduce_mean(x, axes, keepdims=True)) / deviation
