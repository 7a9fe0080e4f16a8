"""Order: sort, argsort, top_k, nth_element; searchsorted: places in a sorted sequence.

Ties keep their order. On the CPU nan counts as smaller than every number, so it comes last in
descending and, as ascending order is that of the negated values, in ascending order too.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import REAL, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import reshape, shape, transpose
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.joining import concat
from pellucid.runtime.dispatch import op

_K = INDEX | {dtypes.int16}


class TopKV2(NamedTuple):
    """The largest elements and their places."""

    values: Tensor
    indices: Tensor


TopK = op(
    "TopKV2", "input: T, k: Tk -> values: T, indices: index_type",
    T=REAL, Tk=_K, index_type=dtypes.int32, sorted=True, static=("k",),
)  # fmt: skip


def _check_k(k: Any, dims: tuple[int | None, ...]) -> int:
    if not dims:
        raise ValueError("input must have at least one dimension")
    if k < 0 or (dims[-1] is not None and k > dims[-1]):
        raise ValueError(
            explain("", "k is out of range", expected=f"0 <= k <= {dims[-1]}, the size of the last "
                    "dimension", received=k)
        )  # fmt: skip
    return int(k)


def descending(x: Any) -> Any:
    """Where the elements of a NumPy array are, largest first along the last axis; ties in order."""
    if x.dtype.kind in "iub":
        return np.argsort(~x, axis=-1, kind="stable")  # ~x reverses the order of all integers
    return np.argsort(-x, axis=-1, kind="stable")  # nan is last in either order


@TopK.kernel("numpy")
def _(x: Any, k: Any) -> Any:
    count = _check_k(k, x.shape)
    few = 0 < count <= _FEW and x.size > _SMALL and x.dtype.kind == "f"
    order = _first_few(x, count) if few else None
    if order is None:
        order = descending(x)[..., :count]
    if x.ndim == 2:
        return x[np.arange(len(x))[:, None], order], order
    return np.take_along_axis(x, order, -1), order


# For so few of so many, looking for the largest again and again is faster than sorting.
_FEW, _SMALL = 8, 512


def _first_few(x: Any, count: int) -> Any:
    """Where the `count` largest are; None where nan or -inf are in the way."""
    rest, places = np.array(x), []
    for _ in range(count):
        place = np.argmax(rest, -1, keepdims=True)
        found = np.take_along_axis(rest, place, -1)
        if not (np.isfinite(found) | (found > 0)).all():
            return None  # nan, or nothing but -inf is left
        np.put_along_axis(rest, place, -np.inf, -1)
        places.append(place)
    return np.concatenate(places, -1)


@TopK.kernel("xla")
def _(jax: Any, x: Any, k: Any) -> Any:
    return jax.lax.top_k(x, _check_k(k, x.shape))


@TopK.infer
def _(call: Call) -> Any:
    call.expect_rank(0, 1)
    dims, k = call.shape(0), (call.vector(1) or [None])[0]
    if k is not None:
        _check_k(k, dims or (None,))
    if dims is None:
        return [None, None]
    return [(*dims[:-1], None if k is None else int(k))] * 2


@TopK.gradient
def _(node: Any, dy: Tensor, _: Any) -> Any:
    return [_scatter_last(node.outputs[1], dy, node.inputs[0]), None]


def _scatter_last(indices: Tensor, values: Tensor, like: Tensor) -> Tensor:
    """Zeros like `like` with `values` at `indices` of the last dimension."""
    from pellucid.ops.creation import range as range_
    from pellucid.ops.segment import unsorted_segment_sum

    columns = shape(like)[-1]
    rows = reshape(cast(indices, dtypes.int32), convert([-1, shape(indices)[-1]]))
    first = reshape(range_(shape(rows)[0]) * columns, [-1, 1])
    flat = unsorted_segment_sum(
        reshape(values, [-1]), reshape(rows + first, [-1]), shape(rows)[0] * columns
    )
    return reshape(flat, shape(like))


def _bound(name: str, side: Literal["left", "right"]) -> Any:
    made = op(
        name, "sorted_inputs: T, values: T -> output: out_type", out_type=dtypes.int32,
        gradient=None, infer=lambda call: call.shape(1),
    )  # fmt: skip

    def check(sequences: Any, values: Any) -> None:
        if sequences.ndim != 2 or values.ndim != 2 or sequences.shape[0] != values.shape[0]:
            raise ValueError(
                explain("", "the leading dimensions of sorted_sequence and values differ",
                        expected=sequences.shape[:-1], received=values.shape[:-1])
            )  # fmt: skip

    @made.kernel("numpy")
    def _(sequences: Any, values: Any) -> Any:
        check(sequences, values)
        rows = [np.searchsorted(s, v, side) for s, v in zip(sequences, values, strict=True)]
        return np.stack(rows) if rows else np.zeros(values.shape, np.int32)

    @made.kernel("xla")
    def _(jax: Any, sequences: Any, values: Any) -> Any:
        check(sequences, values)
        return jax.vmap(lambda s, v: jax.numpy.searchsorted(s, v, side))(sequences, values)

    return made


LowerBound = _bound("LowerBound", "left")
UpperBound = _bound("UpperBound", "right")


NthElement = op("NthElement", "input: T, n: int32 -> values: T", T=REAL, reverse=False)


@NthElement.kernel
def _(xp: Any, x: Any, n: Any, reverse: bool) -> Any:
    if not x.ndim:
        raise ValueError("input must have at least one dimension")
    size = x.shape[-1]
    if isinstance(n, np.ndarray | np.generic) and not 0 <= int(n) < size:
        raise ValueError(explain("", "n is out of range", expected=f"0 <= n < {size}", received=n))
    return xp.sort(x, axis=-1)[..., size - 1 - n if reverse else n]


@NthElement.infer
def _(call: Call) -> Any:
    dims = call.shape(0)
    return None if dims is None else dims[:-1]


@NthElement.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.array import expand_dims
    from pellucid.ops.comparison import equal
    from pellucid.ops.reduction import reduce_sum

    chosen = cast(equal(node.inputs[0], expand_dims(node.outputs[0], -1)), dy.dtype)
    return [chosen * expand_dims(dy, -1) / reduce_sum(chosen, -1, keepdims=True), None]


def top_k(
    input: TensorLike,
    k: TensorLike = 1,
    sorted: bool = True,
    index_type: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> TopKV2:
    """The `k` largest elements of each row (along the last dimension), largest first.

    Of equal elements the one with the lower index comes first.

    Args:
        input: a real tensor of rank ≥ 1.
        k: how many, an integer scalar.
        sorted: whether their order matters to the caller; here they are always in order.
        index_type: int16, int32 or int64.
        name: the node's name in a graph.

    Returns: `(values, indices)`, both of shape `input.shape[:-1] + [k]`.

    Raises:
        InvalidArgumentError: `k` is negative or larger than the dimension.

    Example:
        >>> values, indices = tf.math.top_k([1., 5., 3.], k=2)
        >>> values.numpy().tolist(), indices.numpy().tolist()
        ([5.0, 3.0], [1, 2])
    """
    return TopKV2(*TopK(input, k, sorted=sorted, index_type=as_dtype(index_type), name=name))


def _direction(where: str, direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        expected = "'ASCENDING' or 'DESCENDING'"
        raise ValueError(
            explain(f"{where} [direction]", "unknown", expected=expected, received=direction)
        )
    return direction == "DESCENDING"


def _sort_axis(where: str, x: Tensor, axis: Any) -> tuple[int, list[int] | None]:
    """The axis, and the permutation (its own inverse) that brings it to the end, if needed."""
    from pellucid.graph.static import static_value

    rank, known = x.shape.rank, static_value(convert(axis))
    if rank is None or known is None:
        raise ValueError(explain(f"{where} [axis]", "rank and axis must be known"))
    if np.ndim(known) != 0:
        raise ValueError(explain(f"{where} [axis]", "must be a scalar", received=axis))
    place = int(known)
    if not -rank <= place < rank:
        message = explain(
            f"{where} [axis]", "out of range", expected=f"[{-rank}, {rank})", received=place
        )
        raise InvalidArgumentError(None, None, message)
    place %= rank
    if place == rank - 1:
        return place, None
    order = list(range(rank))
    order[place], order[-1] = order[-1], order[place]
    return place, order


def _negated(x: Tensor) -> Tensor:
    """A tensor in which the order of all values is reversed; applied twice it is `x` again."""
    from pellucid.ops.bitwise import invert

    return invert(x) if x.dtype.is_integer else -x


def sort(
    values: TensorLike, axis: int = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """`values` in order along `axis`.

    Args:
        values: a real tensor of rank ≥ 1.
        axis: along which dimension.
        direction: `"ASCENDING"` or `"DESCENDING"`.
        name: the node's name in a graph.

    Raises:
        ValueError: unknown direction.
        InvalidArgumentError: no such axis.

    Example:
        >>> tf.sort([3, 1, 2]).numpy().tolist()
        [1, 2, 3]
    """
    down = _direction("tf.sort", direction)
    x = convert(values)
    _, order = _sort_axis("tf.sort", x, axis)
    moved = x if order is None else transpose(x, order)
    size = shape(moved)[-1]
    found = (
        top_k(moved, size, name=name).values
        if down
        else _negated(top_k(_negated(moved), size, name=name).values)
    )
    return found if order is None else transpose(found, order)


def argsort(
    values: TensorLike,
    axis: int = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The indices that put `values` in order along `axis`.

    Args:
        values: a real tensor of rank ≥ 1.
        axis: along which dimension.
        direction: `"ASCENDING"` or `"DESCENDING"`.
        stable: whether equal elements must keep their order; here they always do.
        name: the node's name in a graph.

    Returns: int32 indices of the shape of `values`.

    Raises:
        ValueError: unknown direction.
        InvalidArgumentError: no such axis.

    Example:
        >>> tf.argsort([3, 1, 2]).numpy().tolist()
        [1, 2, 0]
    """
    down = _direction("tf.argsort", direction)
    x = convert(values)
    _, order = _sort_axis("tf.argsort", x, axis)
    moved = x if order is None else transpose(x, order)
    found = top_k(moved if down else _negated(moved), shape(moved)[-1], name=name).indices
    return found if order is None else transpose(found, order)


def searchsorted(
    sorted_sequence: TensorLike,
    values: TensorLike,
    side: str = "left",
    out_type: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """Where each value belongs in a sorted sequence.

    Args:
        sorted_sequence: sequences sorted along the last dimension.
        values: what to look for, with the same leading dimensions.
        side: `"left"`: before equal elements; `"right"`: behind them.
        out_type: int32 or int64.
        name: the node's name in a graph.

    Returns: indices in [0, n], of the shape of `values`.

    Raises:
        ValueError: unknown side.
        InvalidArgumentError: leading dimensions differ.

    Example:
        >>> tf.searchsorted([1, 3, 5], [0, 3, 9]).numpy().tolist()
        [0, 1, 3]
    """
    if side not in ("left", "right"):
        raise ValueError(
            explain(
                "tf.searchsorted [side]", "unknown", expected="'left' or 'right'", received=side
            )
        )
    sequences, wanted = convert(sorted_sequence), convert(values)
    for what, t in (("sorted_sequence", sequences), ("values", wanted)):
        if t.shape.rank == 0:
            message = explain(
                f"tf.searchsorted [{what}]", "must have at least one dimension", received=t
            )
            raise InvalidArgumentError(None, None, message)
    rows = [reshape(t, concat([[-1], shape(t)[-1:]], 0)) for t in (sequences, wanted)]
    bound = LowerBound if side == "left" else UpperBound
    return reshape(bound(*rows, out_type=as_dtype(out_type), name=name), shape(wanted))


def nth_element(
    input: TensorLike, n: TensorLike, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The `n`-th smallest element of each row (with `reverse` the n-th largest), counted from 0."""
    return NthElement(input, n, reverse=reverse, name=name)
