"""Random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import float_pair, usual


def seed(s: int) -> None:
    """Begin again: the same seed gives the same numbers, see `tf.random.set_seed`."""
    tf.random.set_seed(int(tf.convert_to_tensor(s)))


def _sizes(size: Any) -> Any:
    if size is None:
        return []
    return [size] if isinstance(size, int | np.integer) else size


def uniform(low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Tensor:
    """Evenly distributed between `low` and `high`; without a size of their common shape."""
    first, last = float_pair(low, high)
    shape = (
        tf.broadcast_dynamic_shape(tf.shape(first), tf.shape(last)) if size is None
        else _sizes(size)
    )  # fmt: skip
    dtype = usual(float)
    first, last = tf.cast(first, dtype), tf.cast(last, dtype)
    return tf.random.uniform(shape, dtype=dtype) * (last - first) + first


def random(size: Any = None) -> Tensor:
    """Evenly distributed between 0 and 1."""
    return uniform(0.0, 1.0, size)


def rand(*size: int) -> Tensor:
    """Evenly distributed between 0 and 1, in the shape of the arguments."""
    return uniform(0.0, 1.0, size)


def standard_normal(size: Any = None) -> Tensor:
    """Normally distributed, mean 0 and standard deviation 1."""
    return tf.random.normal(_sizes(size), dtype=usual(float))


def randn(*args: int) -> Tensor:
    """Normally distributed, in the shape of the arguments."""
    return standard_normal(args)


def poisson(lam: Any = 1.0, size: Any = None) -> Tensor:
    """Poisson distributed with mean `lam`, int64."""
    if size is None:
        return tf.random.poisson([1], lam, dtype=tf.int64)[0]
    return tf.random.poisson(_sizes(size), lam, dtype=tf.int64)


def randint(low: int, high: int | None = None, size: Any = None, dtype: Any = np.int64) -> Tensor:
    """Integers from `low` to `high` - 1; with one argument, from 0 to it less 1.

    Args:
        low, high: see there.
        size: the shape.
        dtype: int32 or int64; others are cast from int64.
    """
    first, last = (0, low) if high is None else (low, high)
    wanted = tf.as_dtype(dtype)
    drawn = wanted if wanted in (tf.int32, tf.int64) else tf.int64
    return tf.cast(tf.random.uniform(_sizes(size), first, last, drawn), wanted)
