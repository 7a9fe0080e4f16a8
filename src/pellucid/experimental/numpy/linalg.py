"""Products of arrays."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.indexing import diagonal
from pellucid.experimental.numpy.promotion import as_array, pair, promoted
from pellucid.experimental.numpy.shaping import moveaxis


def matmul(x1: Any, x2: Any) -> Tensor:
    """x1 @ x2: of matrices, batches of them, or vectors."""
    a, b = pair(x1, x2)
    rank_a, rank_b = len(a.shape), len(b.shape)
    if not rank_a or not rank_b:
        raise ValueError("tf.experimental.numpy.matmul: both arguments need a dimension or more")
    if rank_b == 1:
        return tf.tensordot(a, b, [[-1], [0]])
    if rank_a == 1:
        return tf.tensordot(a, b, [[0], [rank_b - 2]])
    return tf.matmul(a, b)


def dot(a: Any, b: Any) -> Tensor:
    """The sum of products over the last axis of `a` and the last but one (or only) of `b`."""
    x, y = pair(a, b)
    if 0 in (x.shape.rank, y.shape.rank):
        return x * y
    return tf.tensordot(x, y, [[-1], [-2 if len(y.shape) > 1 else -1]])


def inner(a: Any, b: Any) -> Tensor:
    """The sum of products over the last axes."""
    x, y = pair(a, b)
    return x * y if 0 in (x.shape.rank, y.shape.rank) else tf.tensordot(x, y, [[-1], [-1]])


def outer(a: Any, b: Any) -> Tensor:
    """All products of an element of `a` and one of `b`, both as if flattened."""
    x, y = pair(a, b)
    return tf.reshape(x, [-1, 1]) * tf.reshape(y, [1, -1])


def vdot(a: Any, b: Any) -> Tensor:
    """The sum of products of conjugated elements of `a` and those of `b`, as if flattened."""
    x, y = pair(a, b)
    return tf.tensordot(tf.math.conj(tf.reshape(x, [-1])), tf.reshape(y, [-1]), 1)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Tensor:
    """The sum of products over chosen axes, see `tf.tensordot`."""
    x, y = pair(a, b)
    return tf.tensordot(x, y, axes)


def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Tensor:
    """The sum of products that `subscripts` spell, see `tf.einsum`.

    Args:
        subscripts: "ij,jk->ik", for example.
        *operands: arrays.
        casting: only "safe"; optimize: how to order the products.

    Raises:
        ValueError: another casting, or an unknown argument.
    """
    if kwargs.pop("casting", "safe") != "safe":
        raise ValueError("tf.experimental.numpy.einsum [casting]: only 'safe' is supported")
    optimize = kwargs.pop("optimize", False)
    if kwargs:
        raise ValueError(f"tf.experimental.numpy.einsum: unknown arguments {sorted(kwargs)}")
    chosen = {True: "greedy", False: "optimal"}.get(optimize, optimize)
    return tf.einsum(subscripts, *promoted(*operands), optimize=chosen)


def kron(a: Any, b: Any) -> Tensor:
    """The Kronecker product: blocks of `b` times the elements of `a`."""
    x, y = pair(a, b)
    rank = max(len(x.shape), len(y.shape))
    first: list[Any] = [1] * (rank - len(x.shape)) + x.shape.as_list()
    second: list[Any] = [1] * (rank - len(y.shape)) + y.shape.as_list()
    wide_x = tf.reshape(x, [size for n in first for size in (n, 1)])
    wide_y = tf.reshape(y, [size for n in second for size in (1, n)])
    return tf.reshape(wide_x * wide_y, [m * n for m, n in zip(first, second, strict=True)])


def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Tensor:
    """The cross product of vectors of 2 or 3 elements.

    Args:
        a, b: arrays that broadcast.
        axisa, axisb: where their vectors lie.
        axisc: where those of the result shall lie.
        axis: all three at once.

    Returns: vectors of 3 elements; of two plane vectors only the third.
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = pair(a, b)
    x, y = moveaxis(x, axisa, -1), moveaxis(y, axisb, -1)
    sizes = (x.shape[-1], y.shape[-1])
    if not set(sizes) <= {2, 3}:
        raise ValueError(
            "tf.experimental.numpy.cross: incompatible dimensions for cross product (dimension "
            f"must be 2 or 3), received {sizes}"
        )
    flat = sizes == (2, 2)
    x0, x1, x2 = _coordinates(x)
    y0, y1, y2 = _coordinates(y)
    third = x0 * y1 - x1 * y0
    if flat:
        return third
    found = tf.stack([x1 * y2 - x2 * y1, x2 * y0 - x0 * y2, third], -1)
    return moveaxis(found, -1, axisc)


def _coordinates(x: Tensor) -> list[Tensor]:
    parts = tf.unstack(x, axis=-1)
    return parts if len(parts) == 3 else [*parts, tf.zeros_like(parts[0])]


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Tensor:
    """The sum of a diagonal, see `diagonal`."""
    values = as_array(a) if dtype is None else as_array(a, dtype)
    return tf.reduce_sum(diagonal(values, offset, axis1, axis2), -1)
