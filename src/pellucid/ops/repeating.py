"""The same numbers several times: tile, repeat."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.shapes import is_compatible
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims, reshape, shape, size
from pellucid.ops.assertion import Assert
from pellucid.ops.broadcasting import INDEX, shape_vector
from pellucid.ops.comparison import equal
from pellucid.ops.creation import range as range_
from pellucid.ops.joining import concat, stack
from pellucid.runtime.dispatch import LARGE, assign, op

Tile = op(
    "Tile", "input: T, multiples: Tmultiples -> output: T", Tmultiples=INDEX, static=("multiples",)
)  # fmt: skip


@Tile.kernel("numpy")
def _(x: Any, multiples: Any) -> Any:
    counts = _checked_multiples(x, multiples)
    if x.size * math.prod(counts) < LARGE:
        return np.tile(x, counts)
    out = np.empty([n * size for n, size in zip(counts, x.shape, strict=True)], x.dtype)
    # out[i, j, k, l], of the shape (counts[0], x.shape[0], counts[1], …), is x[j, l].
    copies = out.reshape([n for pair in zip(counts, x.shape, strict=True) for n in pair])
    one = x.reshape([n for size in x.shape for n in (1, size)])
    if counts[0] > 1:
        assign(copies, [one[0]] * counts[0])
    else:
        assign(copies[0], one[0])
    return out


@Tile.kernel("xla")
def _(jax: Any, x: Any, multiples: Any) -> Any:
    return jax.numpy.tile(x, _checked_multiples(x, multiples))


def _checked_multiples(x: Any, multiples: Any) -> tuple[int, ...]:
    if multiples.shape != (x.ndim,):
        raise ValueError(
            f"multiples must be a vector of {x.ndim} numbers, received {multiples.tolist()}"
        )
    if multiples.size and multiples.min() < 0:
        raise ValueError(f"multiples must not be negative, received {multiples.tolist()}")
    return tuple(multiples.tolist())


@Tile.infer
def _(call: Call) -> Any:
    call.expect_rank(1, 1, 1)
    dims, multiples = call.shape(0), call.vector(1)
    if dims is None:
        return None if multiples is None else (None,) * len(multiples)
    if multiples is None:
        return (None,) * len(dims)
    if len(multiples) != len(dims):
        raise ValueError(f"multiples must be a vector of {len(dims)} numbers, received {multiples}")
    return tuple(
        None if d is None or m is None else d * m for d, m in zip(dims, multiples, strict=True)
    )


@Tile.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.reduction import reduce_sum

    x, multiples = node.inputs
    rank = x.shape.rank
    # [m0, s0, m1, s1, …]: the copies become dimensions of their own.
    apart = reshape(stack([multiples, shape(x, out_type=multiples.dtype)], axis=1), [-1])
    axes = range_(0, size(apart), 2) if rank is None else list(range(0, 2 * rank, 2))
    return [reduce_sum(reshape(dy, apart), axes), None]


def tile(input: TensorLike, multiples: TensorLike, name: str | None = None) -> Tensor:
    """`input` put beside itself `multiples[i]` times along each dimension i.

    Raises:
        InvalidArgumentError: there is not one multiple for each dimension, or one is negative.

    Example:
        >>> tf.tile([[1, 2]], [2, 2]).numpy().tolist()
        [[1, 2, 1, 2], [1, 2, 1, 2]]
    """
    return Tile(input, shape_vector(multiples), name=name)


def repeat(
    input: TensorLike, repeats: TensorLike, axis: int | None = None, name: str | None = None
) -> Tensor:
    """`input` with each element along `axis` repeated.

    Args:
        input: a tensor.
        repeats: how often: one integer for all elements, or one for each.
        axis: along which dimension; by default `input` is flattened first.
        name: the node's name in a graph.

    Raises:
        ValueError: the number of `repeats` does not fit the dimension.

    Example:
        >>> tf.repeat([[1, 2], [3, 4]], [1, 2], axis=0).numpy().tolist()
        [[1, 2], [3, 4], [3, 4]]
    """
    from pellucid.ops.gather import gather

    x, counts = convert(input), convert(repeats)
    if axis is None:
        x, axis = reshape(x, [-1]), 0
    if not x.shape.rank:
        x = reshape(x, [1])
    dims = x.shape.as_list()
    axis = axis % len(dims) if -len(dims) <= axis < len(dims) else _bad_axis(axis, len(dims))
    if counts.shape.rank == 0 or counts.shape.num_elements() == 1:
        return _repeat_all(x, reshape(counts, []), axis, name)
    if not is_compatible(counts.shape.as_tuple, (dims[axis],)):
        raise ValueError(
            explain(
                "tf.repeat [repeats]",
                "does not fit the dimension",
                expected=f"{dims[axis]} numbers",
                received=counts,
            )
        )
    known = static_value(counts)
    if STATE.graph is not None and None in (dims[axis], counts.shape[0]):
        Assert(equal(size(counts), shape(x)[axis]), ["tf.repeat: repeats do not fit", counts])
    index = _repeated_index(counts) if known is None else np.repeat(np.arange(known.size), known)
    # With the axis in the middle the gradient of gather is dense, as that of TensorFlow's repeat.
    sizes = shape(x)
    flat = reshape(x, _three(sizes, axis))
    taken = gather(flat, index, axis=1)
    return reshape(taken, _with_size(sizes, axis, shape(taken)[1]), name=name)


def _bad_axis(axis: int, rank: int) -> int:
    raise ValueError(
        explain("tf.repeat [axis]", "out of range", expected=f"[{-rank}, {rank})", received=axis)
    )


def _repeat_all(x: Tensor, count: Tensor, axis: int, name: str | None) -> Tensor:
    """Every element along `axis` the same number of times."""
    rank, sizes = len(x.shape), shape(x)
    multiples = [count if i == axis + 1 else 1 for i in range(rank + 1)]
    wide = tile(expand_dims(x, axis + 1), convert(multiples))
    return reshape(wide, _with_size(sizes, axis, -1), name=name)


def _repeated_index(counts: Tensor) -> Tensor:
    """[0, 0, 2] for counts [2, 0, 1], when they are not known before the graph runs."""
    from pellucid.ops.gather import boolean_mask
    from pellucid.ops.patterns import sequence_mask

    mask = sequence_mask(counts)
    rows = tile(expand_dims(range_(shape(counts)[0]), 1), convert([1, shape(mask)[1]]))
    return boolean_mask(rows, mask)


def _three(sizes: Tensor, axis: int) -> Any:
    """[elements before, size at, elements after] `axis`, as far as they are not left to -1."""
    from pellucid.ops.reduction import reduce_prod

    return convert([reduce_prod(sizes[:axis]), sizes[axis], reduce_prod(sizes[axis + 1 :])])


def _with_size(sizes: Tensor, axis: int, at: Any) -> Tensor:
    middle = reshape(convert(at, dtypes.int32), [1])
    return concat([sizes[:axis], middle, sizes[axis + 1 :]], 0)
