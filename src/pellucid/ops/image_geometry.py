"""Where pixels go: flips, turns, crops, borders and patches, without any arithmetic on values.

flip_left_right flip_up_down transpose rot90
central_crop crop_to_bounding_box pad_to_bounding_box resize_with_crop_or_pad
extract_patches
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import REAL
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.array import rank as rank_op, transpose as transpose_op
from pellucid.ops.broadcasting import size_along
from pellucid.ops.casting import cast
from pellucid.ops.control_flow import switch_case
from pellucid.ops.creation import range as range_op
from pellucid.ops.division import floormod
from pellucid.ops.joining import concat
from pellucid.ops.math import maximum, minimum
from pellucid.ops.padding import Pad
from pellucid.ops.reversing import reverse
from pellucid.ops.slicing import slice as slice_op
from pellucid.ops.windows import plan, window_dims
from pellucid.runtime.dispatch import op


def as_image(image: TensorLike, where: str) -> Tensor:
    """`image` as a tensor of rank 3 or 4 (or unknown, in a graph)."""
    image = convert(image)
    if image.shape.rank not in (None, 3, 4):
        raise ValueError(
            explain(where, "'image' must have either 3 or 4 dimensions", received=describe(image))
        )
    if image.dims is not None and 0 in image.dims[-3:]:
        raise ValueError(
            explain(where, "inner 3 dims of 'image' must be > 0", received=describe(image))
        )
    return image


def flip_left_right(image: TensorLike) -> Tensor:
    """`image` mirrored left to right: (height, width, channels), or a batch of these.

    Raises:
        ValueError: `image` is not of rank 3 or 4.

    Example:
        >>> tf.image.flip_left_right([[[1], [2]]]).numpy().tolist()
        [[[2], [1]]]
    """
    return reverse(as_image(image, "tf.image.flip_left_right [image]"), [-2])


def flip_up_down(image: TensorLike) -> Tensor:
    """`image` mirrored top to bottom: (height, width, channels), or a batch of these."""
    return reverse(as_image(image, "tf.image.flip_up_down [image]"), [-3])


def transpose(image: TensorLike, name: str | None = None) -> Tensor:
    """`image` with rows and columns swapped: (height, width, channels), or a batch of these."""
    image = as_image(image, "tf.image.transpose [image]")
    rank = image.shape.rank
    if rank is not None:
        order: Any = [*range(rank - 3), rank - 2, rank - 3, rank - 1]
    else:
        number = rank_op(image)
        order = concat([range_op(number - 3), number - np.array([2, 3, 1], np.int32)], 0)
    return transpose_op(image, order, name=name)


def rot90(image: TensorLike, k: TensorLike = 1, name: str | None = None) -> Tensor:
    """`image` turned counter-clockwise by k * 90 degrees.

    Args:
        image: (height, width, channels), or a batch of these.
        k: a scalar integer; negative turns clockwise.
        name: the node's name in a graph.

    Returns: same dtype; height and width are swapped for odd `k`.

    Raises:
        ValueError: `image` is not of rank 3 or 4, or `k` is not a scalar.
    """
    image = as_image(image, "tf.image.rot90 [image]")
    turns = convert(k, dtypes.int32)
    if turns.shape.rank not in (None, 0):
        raise ValueError(
            explain("tf.image.rot90 [k]", "must be a scalar", received=describe(turns))
        )
    ways = [
        lambda: image,
        lambda: reverse(transpose(image), [-3]),
        lambda: reverse(image, [-3, -2]),
        lambda: transpose(reverse(image, [-3])),
    ]
    known = static_value(turns)
    if known is not None:
        return ways[int(known) % 4]()
    return switch_case(floormod(turns, 4), ways, name=name or "rot90")


# ---------------------------------------------------------------------- crops and borders


def _known(*values: Any) -> list[int] | None:
    """The values as integers if all are known."""
    found = [v if isinstance(v, int) else static_value(convert(v)) for v in values]
    return None if any(v is None for v in found) else [int(v) for v in found]


def _height_width(image: Tensor) -> tuple[Any, Any]:
    return size_along(image, -3), size_along(image, -2)


def _check(where: str, rules: Sequence[tuple[bool, str]], given: Sequence[Any], image: Any) -> None:
    """Raise if a rule does not hold: as a failed op would where tensors were given."""
    for holds, rule in rules:
        if not holds:
            received = f"{_known(*given)} for an image {describe(image)}"
            message = explain(where, f"{rule} does not hold", received=received)
            if any(isinstance(v, Tensor) for v in given):
                raise InvalidArgumentError(None, None, message)
            raise ValueError(message)


def pad_to_bounding_box(
    image: TensorLike, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """`image` somewhere in a larger frame of zeros.

    Args:
        image: (height, width, channels), or a batch of these.
        offset_height, offset_width: rows above and columns left of it.
        target_height, target_width: the size of the frame.

    Returns: same dtype, of the target size.

    Raises:
        ValueError: the image does not fit into the frame, or an offset is negative.
            (InvalidArgumentError where only running can tell.)
    """
    image = as_image(image, "tf.image.pad_to_bounding_box [image]")
    height, width = _height_width(image)
    below = target_height - offset_height - height
    right = target_width - offset_width - width
    known = _known(offset_height, offset_width, below, right)
    if known is not None:
        rules = ("offset_height >= 0", "offset_width >= 0",
                 "height <= target_height - offset_height",
                 "width <= target_width - offset_width")  # fmt: skip
        _check(
            "tf.image.pad_to_bounding_box",
            [(v >= 0, rule) for v, rule in zip(known, rules, strict=True)],
            [offset_height, offset_width, target_height, target_width], image,
        )  # fmt: skip
        if not any(known):
            return image
        offset_height, offset_width, below, right = known
    pairs: Any = [[offset_height, below], [offset_width, right], [0, 0]]
    if image.shape.rank == 4:
        pairs = [[0, 0], *pairs]
    return Pad(image, convert(pairs, dtypes.int32))


def crop_to_bounding_box(
    image: TensorLike, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """A rectangle out of `image`.

    Args:
        image: (height, width, channels), or a batch of these.
        offset_height, offset_width: the upper left corner of the rectangle.
        target_height, target_width: its size.

    Returns: same dtype, of the target size.

    Raises:
        ValueError: the rectangle is not within the image, or empty.
            (InvalidArgumentError where only running can tell.)
    """
    image = as_image(image, "tf.image.crop_to_bounding_box [image]")
    height, width = _height_width(image)
    known = _known(offset_height, offset_width, target_height, target_width)
    if known is not None:
        top, left, rows, columns = known
        rules = [
            (left >= 0, "offset_width >= 0"), (top >= 0, "offset_height >= 0"),
            (columns > 0, "target_width > 0"), (rows > 0, "target_height > 0"),
        ]  # fmt: skip
        if isinstance(height, int):
            rules.append((top + rows <= height, "height >= target + offset"))
        if isinstance(width, int):
            rules.append((left + columns <= width, "width >= target + offset"))
        given = [offset_height, offset_width, target_height, target_width]
        _check("tf.image.crop_to_bounding_box", rules, given, image)
    begin: Any = [offset_height, offset_width, 0]
    size: Any = [target_height, target_width, -1]
    if image.shape.rank == 4:
        begin, size = [0, *begin], [-1, *size]
    return slice_op(image, convert(begin, dtypes.int32), convert(size, dtypes.int32))


def resize_with_crop_or_pad(image: TensorLike, target_height: Any, target_width: Any) -> Tensor:
    """`image` cropped or surrounded by zeros, centred, to the target size.

    Args:
        image: (height, width, channels), or a batch of these.
        target_height, target_width: the new size.

    Returns: same dtype, of the target size.

    Raises:
        ValueError: a target is not positive.
    """
    image = as_image(image, "tf.image.resize_with_crop_or_pad [image]")
    known = _known(target_height, target_width)
    if known is not None:
        _check(
            "tf.image.resize_with_crop_or_pad",
            [(known[1] > 0, "target_width > 0"), (known[0] > 0, "target_height > 0")],
            [target_height, target_width], image,
        )  # fmt: skip
    targets, sizes = (target_height, target_width), _height_width(image)
    spare = [target - size for target, size in zip(targets, sizes, strict=True)]
    kept = [_least(t, s) for t, s in zip(targets, sizes, strict=True)]
    cropped = crop_to_bounding_box(image, *[_largest(-s // 2, 0) for s in spare], *kept)
    above, left = (_largest(s // 2, 0) for s in spare)
    return pad_to_bounding_box(cropped, above, left, target_height, target_width)


def _least(a: Any, b: Any) -> Any:
    return min(a, b) if isinstance(a, int) and isinstance(b, int) else minimum(a, b)


def _largest(a: Any, b: Any) -> Any:
    return max(a, b) if isinstance(a, int) and isinstance(b, int) else maximum(a, b)


def central_crop(image: TensorLike, central_fraction: Any) -> Tensor:
    """The middle of `image`: this fraction of its height and of its width.

    Args:
        image: (height, width, channels), or a batch of these.
        central_fraction: above 0, at most 1; a float or a scalar tensor.

    Returns: same dtype.

    Raises:
        ValueError: the fraction is out of range, or `image` is not of rank 3 or 4.
    """
    known = static_value(convert(central_fraction))
    if known is not None and not 0.0 < float(known) <= 1.0:
        raise ValueError(
            explain("tf.image.central_crop [central_fraction]", "must be within (0, 1]",
                    received=central_fraction)
        )  # fmt: skip
    image = as_image(image, "tf.image.central_crop [image]")
    if known is not None and float(known) == 1.0:
        return image
    if isinstance(central_fraction, float):
        fraction: Any = central_fraction  # not what float32 makes of it
    else:
        fraction = float(known) if known is not None else cast(central_fraction, dtypes.float64)
    starts, sizes = [], []
    for size in _height_width(image):
        if isinstance(size, int) and known is not None:
            start: Any = int((size - size * fraction) / 2)
        else:
            exact = cast(size, dtypes.float64)
            start = cast((exact - exact * fraction) / 2, dtypes.int32)
        starts.append(start)
        sizes.append(size - start * 2)
    return crop_to_bounding_box(image, *starts, *sizes)


# ---------------------------------------------------------------------- patches

ExtractImagePatches = op(
    "ExtractImagePatches", "images: T -> patches: T", T=REAL | dtypes.COMPLEX | {dtypes.bool},
    ksizes=list, strides=list, rates=list, padding=str,
)  # fmt: skip
ExtractVolumePatches = op(
    "ExtractVolumePatches", "input: T -> patches: T", T=REAL, ksizes=list, strides=list, padding=str
)


def _patches(xp: Any, x: Any, sizes: Any, strides: Any, rates: Any, padding: str, rank: int) -> Any:
    if x.ndim != rank + 2:
        problem = f"input must be {rank + 2}-dimensional"
        raise ValueError(explain("", problem, expected=f"rank {rank + 2}"))
    inner = slice(1, -1)
    windows = plan(
        x.shape[inner], sizes[inner], strides[inner], rates[inner], padding, may_be_none=True
    )
    x = windows.pad(xp, x)
    for axis, count in enumerate(windows.counts):
        starts = np.arange(count)[:, None] * windows.strides[axis]
        chosen = starts + np.arange(windows.sizes[axis]) * windows.dilations[axis]
        x = xp.take(x, chosen, 1 + 2 * axis)
    places = [0, *range(1, 2 * rank, 2), *range(2, 2 * rank + 1, 2), 2 * rank + 1]
    depth = int(np.prod(windows.sizes)) * x.shape[-1]
    return x.transpose(places).reshape(x.shape[0], *windows.counts, depth)


def _patch_shape(call: Call) -> Any:
    dims, attrs = call.shape(0), call.attrs
    sizes = list(attrs["ksizes"])
    if dims is None:
        return (None,) * len(sizes)
    rates = attrs.get("rates", [1] * len(sizes))
    inner = slice(1, -1)
    counts = window_dims(
        dims[inner],
        sizes[inner],
        attrs["strides"][inner],
        rates[inner],
        attrs["padding"],
        may_be_none=True,
    )
    depth = None if dims[-1] is None else int(np.prod(sizes[inner])) * dims[-1]
    return (dims[0], *counts, depth)


@ExtractImagePatches.kernel
def _(xp: Any, x: Any, ksizes: Any, strides: Any, rates: Any, padding: str) -> Any:
    return _patches(xp, x, ksizes, strides, rates, padding, 2)


@ExtractVolumePatches.kernel
def _(xp: Any, x: Any, ksizes: Any, strides: Any, padding: str) -> Any:
    return _patches(xp, x, ksizes, strides, [1] * len(ksizes), padding, 3)


ExtractImagePatches.infer(_patch_shape)
ExtractVolumePatches.infer(_patch_shape)


def extract_patches(
    images: TensorLike,
    sizes: Sequence[int],
    strides: Sequence[int],
    rates: Sequence[int],
    padding: str,
    name: str | None = None,
) -> Tensor:
    """Rectangles of `images`, each flattened into the channels of one output pixel.

    Args:
        images: (batch, height, width, channels).
        sizes: `[1, rows, columns, 1]`, the size of a patch.
        strides: `[1, rows, columns, 1]`, steps between the patches.
        rates: `[1, rows, columns, 1]`, steps between the pixels of a patch.
        padding: `"VALID"`, or `"SAME"` to complete patches at the border with zeros.
        name: the node's name in a graph.

    Returns: (batch, patches down, patches across, rows * columns * channels), same dtype.
    """
    return ExtractImagePatches(
        images, ksizes=list(sizes), strides=list(strides), rates=list(rates), padding=padding,
        name=name,
    )  # fmt: skip


def extract_volume_patches(
    input: TensorLike,
    ksizes: Sequence[int],
    strides: Sequence[int],
    padding: str,
    name: str | None = None,
) -> Tensor:
    """Boxes of volumes, each flattened into the channels of one output voxel.

    Args:
        input: (batch, planes, rows, columns, channels).
        ksizes: `[1, planes, rows, columns, 1]`, the size of a box.
        strides: `[1, planes, rows, columns, 1]`, steps between the boxes.
        padding: `"VALID"`, or `"SAME"` to complete boxes at the border with zeros.
        name: the node's name in a graph.

    Returns: (batch, boxes in each direction, planes * rows * columns * channels), same dtype.
    """
    return ExtractVolumePatches(
        input, ksizes=list(ksizes), strides=list(strides), padding=padding, name=name
    )
