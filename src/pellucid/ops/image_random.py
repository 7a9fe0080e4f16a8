"""Random changes of images, to learn from more pictures than there are.

random_*              draw from the global generators; `tf.random.set_seed` repeats them
stateless_random_*    functions of a seed pair: the same change for the same seed

Both come in: flip_left_right flip_up_down brightness contrast saturation hue jpeg_quality crop
"""

from __future__ import annotations

from collections.abc import Callable

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.ops.array import shape as shape_op
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.division import floormod
from pellucid.ops.gather import where
from pellucid.ops.image_codec import adjust_jpeg_quality
from pellucid.ops.image_color import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_saturation,
)
from pellucid.ops.image_geometry import as_image, flip_left_right, flip_up_down
from pellucid.ops.random import uniform
from pellucid.ops.slicing import slice as slice_op
from pellucid.ops.stateless_random import stateless_uniform

Draw = Callable[..., Tensor]


def _stateful(seed: int | None) -> Draw:
    return lambda shape, low, high, dtype=dtypes.float32: uniform(shape, low, high, dtype, seed)


def _stateless(seed: TensorLike) -> Draw:
    return lambda shape, low, high, dtype=dtypes.float32: stateless_uniform(
        shape, seed, low, high, dtype
    )


# ---------------------------------------------------------------------- flips


def _flip(image: TensorLike, flip: Callable[..., Tensor], draw: Draw, where_: str) -> Tensor:
    """Each image flipped with a probability of one half."""
    image = as_image(image, where_)
    if image.shape.rank == 4:
        count = shape_op(image)[0]
        coins = draw([count], 0, 1) > 0.5
        return where(coins[:, None, None, None], flip(image), image)
    return where(draw([], 0, 1) < 0.5, flip(image), image)


def random_flip_left_right(image: TensorLike, seed: int | None = None) -> Tensor:
    """`image`, or its mirror image, with equal chance; each image of a batch for itself.

    Args:
        image: (height, width, channels), or a batch of these.
        seed: op seed; with `tf.random.set_seed` it fixes the choice.

    Returns: same shape and dtype.
    """
    return _flip(image, flip_left_right, _stateful(seed), "tf.image.random_flip_left_right [image]")


def random_flip_up_down(image: TensorLike, seed: int | None = None) -> Tensor:
    """`image`, or it upside down, with equal chance; see `random_flip_left_right`."""
    return _flip(image, flip_up_down, _stateful(seed), "tf.image.random_flip_up_down [image]")


def stateless_random_flip_left_right(image: TensorLike, seed: TensorLike) -> Tensor:
    """`random_flip_left_right` as a function of `seed`, two integers."""
    return _flip(
        image,
        flip_left_right,
        _stateless(seed),
        "tf.image.stateless_random_flip_left_right [image]",
    )


def stateless_random_flip_up_down(image: TensorLike, seed: TensorLike) -> Tensor:
    """`random_flip_up_down` as a function of `seed`, two integers."""
    return _flip(
        image, flip_up_down, _stateless(seed), "tf.image.stateless_random_flip_up_down [image]"
    )


# ---------------------------------------------------------------------- colours


def _check_delta(max_delta: float, where_: str) -> float:
    if max_delta < 0:
        raise ValueError(
            explain(f"{where_} [max_delta]", "must be non-negative", received=max_delta)
        )
    return max_delta


def _check_hue_delta(max_delta: float, where_: str) -> float:
    if max_delta > 0.5:
        raise ValueError(explain(f"{where_} [max_delta]", "must be <= 0.5", received=max_delta))
    return _check_delta(max_delta, where_)


def _check_bounds(lower: float, upper: float, where_: str) -> None:
    if upper <= lower:
        raise ValueError(
            explain(f"{where_} [upper]", "must be > lower", received=f"{lower} and {upper}")
        )
    if lower < 0:
        raise ValueError(explain(f"{where_} [lower]", "must be non-negative", received=lower))


def _check_qualities(low: int, high: int, where_: str) -> None:
    if not 0 <= low < high <= 100:
        raise ValueError(
            explain(f"{where_} [min_jpeg_quality, max_jpeg_quality]",
                    "must be between 0 and 100, the first smaller", received=f"{low} and {high}")
        )  # fmt: skip


def random_brightness(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_brightness` by a random delta from [-max_delta, max_delta).

    Args:
        image: any dtype of images.
        max_delta: not negative.
        seed: op seed; with `tf.random.set_seed` it fixes the delta.

    Returns: same shape and dtype.
    """
    high = _check_delta(max_delta, "tf.image.random_brightness")
    return adjust_brightness(image, _stateful(seed)([], -high, high))


def stateless_random_brightness(image: TensorLike, max_delta: float, seed: TensorLike) -> Tensor:
    """`random_brightness` as a function of `seed`, two integers."""
    high = _check_delta(max_delta, "tf.image.stateless_random_brightness")
    return adjust_brightness(image, _stateless(seed)([], -high, high))


def random_contrast(
    image: TensorLike, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_contrast` by a random factor from [lower, upper).

    Args:
        image: (…, height, width, channels), any dtype of images.
        lower, upper: bounds, 0 <= lower < upper.
        seed: op seed; with `tf.random.set_seed` it fixes the factor.

    Returns: same shape and dtype.
    """
    _check_bounds(lower, upper, "tf.image.random_contrast")
    return adjust_contrast(image, _stateful(seed)([], lower, upper))


def stateless_random_contrast(
    image: TensorLike, lower: float, upper: float, seed: TensorLike
) -> Tensor:
    """`random_contrast` as a function of `seed`, two integers."""
    _check_bounds(lower, upper, "tf.image.stateless_random_contrast")
    return adjust_contrast(image, _stateless(seed)([], lower, upper))


def random_saturation(
    image: TensorLike, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_saturation` by a factor from [lower, upper); see `random_contrast`."""
    _check_bounds(lower, upper, "tf.image.random_saturation")
    return adjust_saturation(image, _stateful(seed)([], lower, upper))


def stateless_random_saturation(
    image: TensorLike, lower: float, upper: float, seed: TensorLike | None = None
) -> Tensor:
    """`random_saturation` as a function of `seed`, two integers."""
    _check_bounds(lower, upper, "tf.image.stateless_random_saturation")
    return adjust_saturation(image, _stateless(convert(seed))([], lower, upper))


def random_hue(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """`tf.image.adjust_hue` by a random delta from [-max_delta, max_delta).

    Args:
        image: (…, height, width, 3) RGB, any dtype of images.
        max_delta: from 0 to 0.5.
        seed: op seed; with `tf.random.set_seed` it fixes the delta.

    Returns: same shape and dtype.
    """
    high = _check_hue_delta(max_delta, "tf.image.random_hue")
    return adjust_hue(image, _stateful(seed)([], -high, high))


def stateless_random_hue(image: TensorLike, max_delta: float, seed: TensorLike) -> Tensor:
    """`random_hue` as a function of `seed`, two integers."""
    high = _check_hue_delta(max_delta, "tf.image.stateless_random_hue")
    return adjust_hue(image, _stateless(seed)([], -high, high))


def random_jpeg_quality(
    image: TensorLike, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_jpeg_quality` with a random quality.

    Args:
        image: (height, width, 1 or 3), any dtype of images.
        min_jpeg_quality, max_jpeg_quality: from 0 to 100; the largest is excluded.
        seed: op seed; with `tf.random.set_seed` it fixes the quality.

    Returns: same shape and dtype.
    """
    _check_qualities(min_jpeg_quality, max_jpeg_quality, "tf.image.random_jpeg_quality")
    quality = _stateful(seed)([], min_jpeg_quality, max_jpeg_quality, dtypes.int32)
    return adjust_jpeg_quality(image, quality)


def stateless_random_jpeg_quality(
    image: TensorLike, min_jpeg_quality: int, max_jpeg_quality: int, seed: TensorLike
) -> Tensor:
    """`random_jpeg_quality` as a function of `seed`, two integers."""
    _check_qualities(min_jpeg_quality, max_jpeg_quality, "tf.image.stateless_random_jpeg_quality")
    quality = _stateless(seed)([], min_jpeg_quality, max_jpeg_quality, dtypes.int32)
    return adjust_jpeg_quality(image, quality)


# ---------------------------------------------------------------------- crops


def _crop(value: TensorLike, size: ShapeLike, draw: Draw, where_: str, name: str | None) -> Tensor:
    value = convert(value)
    wanted = convert(shape_vector(size), dtypes.int32)
    spare = shape_op(value) - wanted
    if isinstance(spare, EagerTensor) and (spare.array() < 0).any():
        raise InvalidArgumentError(
            None, None,
            explain(f"{where_} [size]", "Need value.shape >= size",
                    received=f"{describe(value)} and {wanted.array().tolist()}"),
        )  # fmt: skip
    drawn = draw(shape_op(spare), 0, dtypes.int32.max, dtypes.int32)
    return slice_op(value, floormod(drawn, spare + 1), wanted, name=name)


def random_crop(
    value: TensorLike, size: ShapeLike, seed: int | None = None, name: str | None = None
) -> Tensor:
    """A part of `value` of the given size, at a random place.

    Args:
        value: a tensor of any rank.
        size: its size along every dimension, at most that of `value`.
        seed: op seed; with `tf.random.set_seed` it fixes the place.
        name: the node's name in a graph.

    Returns: shape `size`, dtype of `value`.

    Raises:
        InvalidArgumentError: `value` is smaller than `size`.

    Example:
        >>> tf.image.random_crop(tf.zeros([5, 6, 3]), [2, 2, 3]).shape
        TensorShape([2, 2, 3])
    """
    return _crop(value, size, _stateful(seed), "tf.image.random_crop", name)


def stateless_random_crop(
    value: TensorLike, size: ShapeLike, seed: TensorLike, name: str | None = None
) -> Tensor:
    """`random_crop` as a function of `seed`, two integers."""
    return _crop(value, size, _stateless(seed), "tf.image.stateless_random_crop", name)
