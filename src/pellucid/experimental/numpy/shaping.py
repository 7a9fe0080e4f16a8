"""Other shapes, other orders, joined and split arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import as_array, promoted

newaxis = None


def shape(a: Any) -> tuple[Any, ...]:
    """The sizes of the dimensions, as a tuple."""
    return tuple(as_array(a).shape)


def ndim(a: Any) -> Any:
    """The number of dimensions."""
    return len(as_array(a).shape)


def size(x: Any, axis: int | None = None) -> Any:
    """The number of elements, or that along an axis.

    Returns: an integer; a scalar tensor where only running can tell.

    Raises:
        ValueError: `axis` is given, which TensorFlow does not support either.
    """
    if axis is not None:
        raise ValueError("tf.experimental.numpy.size [axis]: only None is supported")
    values = as_array(x)
    count = values.shape.num_elements()
    return tf.size(values) if count is None else np.int64(count)


def reshape(a: Any, newshape: Any, order: str = "C") -> Tensor:
    """The same elements in another shape.

    Args:
        a: an array.
        newshape: the shape; -1 stands for what is left.
        order: "C": the last index runs fastest; "F": the first.

    Raises:
        ValueError: `order` is neither "C" nor "F".
    """
    if order not in ("C", "F"):
        raise ValueError(
            f"tf.experimental.numpy.reshape [order]: Expected 'C' or 'F', received {order!r}"
        )
    values = as_array(a)
    sizes: Any = _several(newshape)
    if order == "C":
        return tf.reshape(values, sizes)
    return tf.transpose(tf.reshape(tf.transpose(values), list(sizes)[::-1]))


def ravel(a: Any) -> Tensor:
    """All elements in one dimension."""
    return tf.reshape(as_array(a), [-1])


def flatten(a: Any, order: str = "C") -> Tensor:
    """All elements in one dimension, see `reshape`."""
    return reshape(a, -1, order)


def expand_dims(a: Any, axis: Any) -> Tensor:
    """A new dimension of size 1 at `axis`."""
    return tf.expand_dims(as_array(a), axis)


def squeeze(a: Any, axis: Any = None) -> Tensor:
    """Without dimensions of size 1, or without these."""
    return tf.squeeze(as_array(a), axis)


def transpose(a: Any, axes: Any = None) -> Tensor:
    """The dimensions in the order of `axes`, by default reversed."""
    return tf.transpose(as_array(a), axes)


def swapaxes(a: Any, axis1: int, axis2: int) -> Tensor:
    """Two dimensions, exchanged."""
    values = as_array(a)
    order = list(range(len(values.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return tf.transpose(values, order)


def moveaxis(a: Any, source: Any, destination: Any) -> Tensor:
    """Dimensions `source` at the places `destination`, the others in their order."""
    values = as_array(a)
    rank = len(values.shape)
    taken = [i % rank for i in _several(source)]
    placed = [i % rank for i in _several(destination)]
    order = [i for i in range(rank) if i not in taken]
    for place, axis in sorted(zip(placed, taken, strict=True)):
        order.insert(place, axis)
    return tf.transpose(values, order)


def _several(numbers: Any) -> Any:
    """A single axis or size as a list of one."""
    return [int(numbers)] if isinstance(numbers, int | np.integer) else numbers


def flip(m: Any, axis: Any = None) -> Tensor:
    """The other way round, along `axis` or along all axes."""
    values = as_array(m)
    axes = list(range(len(values.shape))) if axis is None else _several(axis)
    return tf.reverse(values, axes)


def fliplr(m: Any) -> Tensor:
    """Columns the other way round."""
    return flip(m, 1)


def flipud(m: Any) -> Tensor:
    """Rows the other way round."""
    return as_array(m) if ndim(m) == 0 else flip(m, 0)


def rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Tensor:
    """Turned k times by 90 degrees, from the first towards the second axis."""
    first, second = axes
    if k % 4 == 0:
        return as_array(m)
    if k % 4 == 2:
        return flip(flip(m, first), second)
    turned = swapaxes(m, first, second)
    return flip(turned, first) if k % 4 == 1 else flip(turned, second)


def roll(a: Any, shift: Any, axis: Any = None) -> Tensor:
    """Elements moved on by `shift`, cyclically; without an axis as if flattened."""
    values = as_array(a)
    if axis is None:
        return tf.reshape(tf.roll(tf.reshape(values, [-1]), shift, 0), tf.shape(values))
    return tf.roll(values, shift, axis)


def repeat(a: Any, repeats: Any, axis: int | None = None) -> Tensor:
    """Each element several times; without an axis as if flattened."""
    return tf.repeat(as_array(a), repeats, axis)


def tile(a: Any, reps: Any) -> Tensor:
    """The whole array several times along each axis."""
    values, counts = as_array(a), as_array(reps, tf.int32)
    counts = tf.reshape(counts, [-1])
    missing = len(values.shape) - (counts.shape[0] or 0)
    if missing > 0:
        counts = tf.concat([tf.ones([missing], tf.int32), counts], 0)
    elif missing < 0:
        values = tf.reshape(values, [1] * -missing + list(values.shape))
    return tf.tile(values, counts)


def broadcast_to(array: Any, shape: Any) -> Tensor:
    """Repeated to `shape`."""
    return tf.broadcast_to(as_array(array), _several(shape))


def broadcast_arrays(*args: Any, **kwargs: Any) -> list[Tensor]:
    """All arrays, repeated to their common shape.

    Raises:
        ValueError: `subok` is True: there are no subclasses to keep.
    """
    if kwargs.pop("subok", False):
        raise ValueError("tf.experimental.numpy.broadcast_arrays [subok]: only False is supported")
    if kwargs:
        raise ValueError(f"tf.experimental.numpy.broadcast_arrays: unknown arguments {kwargs}")
    arrays = [as_array(a) for a in args]
    common = tf.shape(arrays[0])
    for other in arrays[1:]:
        common = tf.broadcast_dynamic_shape(common, tf.shape(other))
    return [tf.broadcast_to(a, common) for a in arrays]


def pad(array: Any, pad_width: Any, mode: str, **kwargs: Any) -> Tensor:
    """With elements put around.

    Args:
        array: an array.
        pad_width: pairs (before, after) for each axis.
        mode: "constant", "reflect" or "symmetric".
        constant_values: for "constant", 0 by default.

    Raises:
        ValueError: another mode.
    """
    if mode not in ("constant", "reflect", "symmetric"):
        raise ValueError(f"tf.experimental.numpy.pad [mode]: Unsupported padding mode: {mode}")
    values = as_array(array)
    fill = as_array(kwargs.get("constant_values", 0), values.dtype)
    return tf.pad(values, as_array(pad_width, tf.int32), mode, fill)


# ---------------------------------------------------------------- joining and splitting


def concatenate(arys: Any, axis: int | None = 0) -> Tensor:
    """Arrays one behind the other; without an axis as if flattened."""
    arrays = promoted(*arys)
    if axis is None:
        return tf.concat([tf.reshape(a, [-1]) for a in arrays], 0)
    return tf.concat(arrays, axis)


def stack(arrays: Any, axis: int = 0) -> Tensor:
    """Arrays along a new axis; a single array, along its first."""
    if isinstance(arrays, tf.Tensor | np.ndarray):
        values = as_array(arrays)
        return values if axis == 0 else swapaxes(values, 0, axis)
    return tf.stack(promoted(*arrays), axis)


def append(arr: Any, values: Any, axis: int | None = None) -> Tensor:
    """`values` behind `arr`, see `concatenate`."""
    return concatenate([as_array(arr), as_array(values)], axis)


def hstack(tup: Any) -> Tensor:
    """Arrays side by side: vectors along their only axis, others along the second."""
    arrays = [atleast_1d(a) for a in promoted(*tup)]
    return tf.concat(arrays, 0 if len(arrays[0].shape) == 1 else 1)


def vstack(tup: Any) -> Tensor:
    """Arrays one above the other, vectors being rows."""
    return tf.concat([atleast_2d(a) for a in promoted(*tup)], 0)


def dstack(tup: Any) -> Tensor:
    """Arrays one behind the other, along the third axis."""
    return tf.concat([atleast_3d(a) for a in promoted(*tup)], 2)


def atleast_1d(*arys: Any) -> Any:
    """Scalars as vectors of one element; a list of arrays for several arguments."""
    return _each(arys, lambda a: tf.reshape(a, [1]) if a.shape.rank == 0 else a)


def atleast_2d(*arys: Any) -> Any:
    """Vectors as rows of matrices."""

    def grown(a: Tensor) -> Tensor:
        missing = 2 - len(a.shape)
        return tf.reshape(a, [1] * missing + list(a.shape)) if missing > 0 else a

    return _each(arys, grown)


def atleast_3d(*arys: Any) -> Any:
    """Vectors as (1, n, 1), matrices as (m, n, 1)."""

    def grown(a: Tensor) -> Tensor:
        sizes = list(a.shape)
        if len(sizes) < 2:
            return tf.reshape(a, [1, *(sizes or [1]), 1])
        return a[..., None] if len(sizes) == 2 else a

    return _each(arys, grown)


def _each(arrays: Any, change: Any) -> Any:
    changed = [change(as_array(a)) for a in arrays]
    return changed[0] if len(changed) == 1 else changed


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Equal parts, or parts that begin at the given places.

    Args:
        ary: an array.
        indices_or_sections: a number of equal parts, or a list of where to cut.
        axis: along which to cut.
    """
    values = as_array(ary)
    if isinstance(indices_or_sections, int | np.integer):
        return tf.split(values, int(indices_or_sections), axis)
    length = values.shape[axis]
    cuts = [min(int(i), length) for i in indices_or_sections]
    sizes = [b - a for a, b in zip([0, *cuts], [*cuts, length], strict=True)]
    return tf.split(values, sizes, axis)


def hsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Columns in parts; vectors along their only axis."""
    values = as_array(ary)
    return split(values, indices_or_sections, 0 if len(values.shape) == 1 else 1)


def vsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Rows in parts."""
    return split(ary, indices_or_sections, 0)


def dsplit(ary: Any, indices_or_sections: Any) -> list[Tensor]:
    """Parts along the third axis."""
    return split(ary, indices_or_sections, 2)
