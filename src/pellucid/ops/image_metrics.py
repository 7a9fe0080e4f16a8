"""How alike two images are, and how much they change from pixel to pixel.

psnr ssim ssim_multiscale                           two images
total_variation image_gradients sobel_edges         one image
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.activation import relu
from pellucid.ops.array import reshape, shape as shape_op
from pellucid.ops.broadcasting import size_along
from pellucid.ops.casting import cast
from pellucid.ops.convolution import depthwise_conv2d
from pellucid.ops.exponential import log
from pellucid.ops.image_color import convert_image_dtype
from pellucid.ops.joining import concat, stack
from pellucid.ops.math import abs as abs_op, pow as pow_op, square, squared_difference
from pellucid.ops.padding import pad
from pellucid.ops.pooling import avg_pool2d
from pellucid.ops.reduction import reduce_mean, reduce_prod, reduce_sum
from pellucid.ops.repeating import tile


def _two_images(a: TensorLike, b: TensorLike, where: str) -> tuple[Tensor, Tensor]:
    """Both images, checked to have one shape of rank 3 or more."""
    first, second = convert(a), convert(b)
    if first.shape.rank is not None and first.shape.rank < 3:
        raise ValueError(
            explain(where, "must have at least 3 dimensions", received=describe(first))
        )
    for m, n in zip((first.dims or ())[::-1], (second.dims or ())[::-1], strict=False):
        if None not in (m, n) and m != n:
            raise ValueError(
                explain(where, "images must have one shape",
                        received=f"{describe(first)} and {describe(second)}")
            )  # fmt: skip
    return first, second


def _single(x: Tensor) -> Tensor:
    return convert_image_dtype(x, dtypes.float32)


def psnr(a: TensorLike, b: TensorLike, max_val: TensorLike, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio in decibels: 20 log10(max_val) - 10 log10(mean((a - b)^2)).

    Args:
        a: (…, height, width, channels), any dtype of images.
        b: of the same shape and dtype.
        max_val: the range of the images, such as 255 or 1.0.
        name: the node's name in a graph.

    Returns: float32, the shape of `a` without its last three dimensions.

    Raises:
        ValueError: the shapes differ, or have less than 3 dimensions.
    """
    first, second = convert(a), convert(b)
    peak = _single(cast(convert(max_val), first.dtype))
    error = reduce_mean(squared_difference(_single(first), _single(second)), [-3, -2, -1])
    _two_images(first, second, "tf.image.psnr [a, b]")
    return (20 * log(peak) - 10 * log(error)) / math.log(10)


# ---------------------------------------------------------------------- structural similarity


def _gaussian(size: int, sigma: float) -> np.ndarray:
    """A window (size, size) of weights that add up to 1."""
    places = np.arange(size, dtype=np.float32) - (size - 1) / 2
    line = -0.5 * places**2 / sigma**2
    window = np.exp(line[:, None] + line)
    return (window / window.sum()).astype(np.float32)


def _smooth(x: Tensor, window: np.ndarray) -> Tensor:
    """The weighted mean around every pixel where the window fits: (N, H, W, C) by depth."""
    kernel = tile(window[:, :, None, None], [1, 1, size_along(x, -1), 1])
    return depthwise_conv2d(x, kernel, [1, 1, 1, 1], "VALID")


def _similarity(
    a: Tensor, b: Tensor, max_val: Tensor, size: int, sigma: float, k1: float, k2: float
) -> tuple[Tensor, Tensor]:
    """The index of luminance and structure, and that of contrast and structure, for each pixel.

    With mu, var and cov under a Gaussian window, c1 = (k1 L)^2 and c2 = (k2 L)^2:
    (2 mu_a mu_b + c1) / (mu_a^2 + mu_b^2 + c1) and (2 cov + c2) / (var_a + var_b + c2).
    """
    c1, c2 = square(k1 * max_val), square(k2 * max_val)
    lead = shape_op(a)[:-3]
    flat = [reshape(v, concat([[-1], shape_op(v)[-3:]], 0)) for v in (a, b)]
    for v in flat:
        v.set_shape([None, *a.dims[-3:]])
    a, b = flat
    window = _gaussian(size, sigma)
    mean_a, mean_b = _smooth(a, window), _smooth(b, window)
    product, squares = mean_a * mean_b * 2.0, square(mean_a) + square(mean_b)
    luminance = (product + c1) / (squares + c1)
    covariance = _smooth(a * b, window) * 2.0
    variances = _smooth(square(a) + square(b), window)
    contrast = (covariance - product + c2) / (variances - squares + c2)
    return tuple(
        reshape(v, concat([lead, shape_op(v)[-3:]], 0)) for v in (luminance * contrast, contrast)
    )  # type: ignore[return-value]


def _prepared(
    img1: TensorLike, img2: TensorLike, max_val: TensorLike, size: int, where: str
) -> tuple[Tensor, Tensor, Tensor]:
    """Both images and the range in float32."""
    first, second = _two_images(img1, img2, f"{where} [img1, img2]")
    dims = first.dims or (None, None, None)
    if any(n is not None and n < size for n in dims[-3:-1]):
        raise InvalidArgumentError(
            None, None,
            explain(where, f"images must be at least filter_size = {size} high and wide",
                    received=describe(first)),
        )  # fmt: skip
    peak = _single(cast(convert(max_val), first.dtype))
    return _single(first), _single(second), peak


def ssim(
    img1: TensorLike,
    img2: TensorLike,
    max_val: TensorLike,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    return_index_map: bool = False,
) -> Tensor:
    """The structural similarity of two images, at most 1, the mean over pixels and channels.

    Args:
        img1: (…, height, width, channels), any dtype of images.
        img2: of the same shape and dtype.
        max_val: the range of the images, such as 255 or 1.0.
        filter_size, filter_sigma: size and width of the Gaussian window.
        k1, k2: constants that keep denominators away from zero.
        return_index_map: return a value for every pixel, the mean over channels only.

    Returns: float32, the shape of `img1` without its last three dimensions (last one).

    Raises:
        ValueError: the shapes differ.
        InvalidArgumentError: the images are smaller than the window.

    Reference: Wang et al., "Image quality assessment: from error visibility to structural
        similarity" (2004).
    """
    a, b, peak = _prepared(img1, img2, max_val, filter_size, "tf.image.ssim")
    index, _ = _similarity(a, b, peak, filter_size, filter_sigma, k1, k2)
    return reduce_mean(index, [-1] if return_index_map else [-3, -2, -1])


def ssim_multiscale(
    img1: TensorLike,
    img2: TensorLike,
    max_val: TensorLike,
    power_factors: Sequence[float] = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333),
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity at several scales, each half as large as the one before.

    The product of the contrast indices of all scales but the last, and of the full index of the
    last, each to its power factor.

    Args:
        img1: (…, height, width, channels), any dtype of images.
        img2: of the same shape and dtype.
        max_val: the range of the images, such as 255 or 1.0.
        power_factors: the weight of each scale, the finest first.
        filter_size, filter_sigma, k1, k2: as for `tf.image.ssim`.

    Returns: float32, the shape of `img1` without its last three dimensions.

    Reference: Wang et al., "Multiscale structural similarity for image quality assessment" (2003).
    """
    where = "tf.image.ssim_multiscale"
    a, b, peak = _prepared(img1, img2, max_val, filter_size, where)
    factors = []
    for level in range(len(power_factors)):
        if level:
            a, b = _halved(a), _halved(b)
            if any(n is not None and n < filter_size for n in a.dims[-3:-1]):
                raise InvalidArgumentError(
                    None, None,
                    explain(where, f"images are too small for {len(power_factors)} scales with "
                            f"filter_size = {filter_size}", received=describe(a)),
                )  # fmt: skip
        index, contrast = _similarity(a, b, peak, filter_size, filter_sigma, k1, k2)
        last = level == len(power_factors) - 1
        factors.append(relu(reduce_mean(index if last else contrast, [-3, -2])))
    weights = np.array(power_factors, np.float32)
    return reduce_mean(reduce_prod(pow_op(stack(factors, -1), weights), [-1]), [-1])


def _halved(x: Tensor) -> Tensor:
    """Means of 2 x 2 pixels; the last row or column is mirrored where their number is odd."""
    lead, dims = shape_op(x)[:-3], x.dims[-3:]
    flat = reshape(x, concat([[-1], shape_op(x)[-3:]], 0))
    flat.set_shape([None, *dims])
    odd = shape_op(flat)[1:3] % 2
    zero = odd[0] - odd[0]
    borders = stack([stack([zero] * 4), stack([zero, odd[0], odd[1], zero])], 1)
    flat = avg_pool2d(pad(flat, borders, "SYMMETRIC"), 2, 2, "VALID")
    flat.set_shape([None, *(None if n is None else (n + 1) // 2 for n in dims[:2]), dims[2]])
    return reshape(flat, concat([lead, shape_op(flat)[-3:]], 0))


# ---------------------------------------------------------------------- one image


def total_variation(images: TensorLike, name: str | None = None) -> Tensor:
    """The sum of absolute differences between neighbours, across and down.

    Args:
        images: (height, width, channels), or a batch of these.
        name: the node's name in a graph.

    Returns: a scalar, or one number for each image; the dtype of `images`.

    Raises:
        ValueError: `images` is not of rank 3 or 4.
    """
    x = convert(images)
    if x.shape.rank not in (3, 4):
        raise ValueError(
            explain("tf.image.total_variation [images]", "must have 3 or 4 dimensions",
                    received=describe(x))
        )  # fmt: skip
    axes = [-3, -2, -1]
    down = reduce_sum(abs_op(x[..., 1:, :, :] - x[..., :-1, :, :]), axes)
    return down + reduce_sum(abs_op(x[..., :, 1:, :] - x[..., :, :-1, :]), axes)


def image_gradients(image: TensorLike) -> tuple[Tensor, Tensor]:
    """Differences to the next pixel, down and across; zero in the last row and column.

    Args:
        image: (batch, height, width, channels).

    Returns: two tensors (dy, dx) of the shape and dtype of `image`.

    Raises:
        ValueError: `image` is not of rank 4.
    """
    x = convert(image)
    if x.shape.rank != 4:
        raise ValueError(
            explain("tf.image.image_gradients [image]", "expects a 4D tensor [batch, h, w, d]",
                    received=describe(x))
        )  # fmt: skip
    down, across = x[:, 1:] - x[:, :-1], x[:, :, 1:] - x[:, :, :-1]
    none: Any = [0, 0]
    return pad(down, [none, [0, 1], none, none]), pad(across, [none, none, [0, 1], none])


def sobel_edges(image: TensorLike) -> Tensor:
    """The Sobel filters, down and across, with mirrored borders.

    Args:
        image: (batch, height, width, channels), floating.

    Returns: (batch, height, width, channels, 2), (dy, dx) last.
    """
    x = convert(image)
    if x.shape.rank != 4:
        raise InvalidArgumentError(
            None, None,
            explain("tf.image.sobel_edges [image]", "expects a 4D tensor [batch, h, w, d]",
                    received=describe(x)),
        )  # fmt: skip
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], np.float32)
    kernels = np.stack([down, down.T], -1)[:, :, None]
    kernels = tile(kernels.astype(x.dtype.np_dtype), [1, 1, size_along(x, -1), 1])
    padded = pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT")
    edges = depthwise_conv2d(padded, kernels, [1, 1, 1, 1], "VALID")
    return reshape(edges, concat([shape_op(x), [2]], 0))
