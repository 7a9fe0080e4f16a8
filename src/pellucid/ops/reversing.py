"""Elements in another order along a dimension: reverse, reverse_sequence, roll."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.shapes import merge_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.broadcasting import INDEX
from pellucid.runtime.dispatch import op

ReverseV2 = op("ReverseV2", "tensor: T, axis: Tidx -> output: T", Tidx=INDEX, static=("axis",))


def _check_axes(axes: Any, rank: int) -> tuple[int, ...]:
    if axes.ndim != 1:
        raise ValueError(f"axis must be a vector, received shape {axes.shape}")
    found = tuple(axes.tolist())
    if any(not -rank <= a < rank for a in found):
        raise ValueError(f"axis must be in [{-rank}, {rank}), received {list(found)}")
    if len({a % rank for a in found}) < len(found):
        raise ValueError(f"an axis is given more than once: {list(found)}")
    return found


@ReverseV2.kernel
def _(xp: Any, x: Any, axis: Any) -> Any:
    axes = _check_axes(axis, x.ndim)
    return xp.flip(x, axes) if axes else x


@ReverseV2.infer
def _(call: Call) -> Any:
    dims, axes = call.shape(0), call.value(1)
    if dims is not None and axes is not None:
        _check_axes(axes, len(dims))
    return dims


@ReverseV2.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [ReverseV2(dy, node.inputs[1]), None]


ReverseSequence = op(
    "ReverseSequence", "input: T, seq_lengths: Tlen -> output: T",
    Tlen=INDEX, seq_dim=int, batch_dim=0,
)  # fmt: skip


@ReverseSequence.kernel
def _(xp: Any, x: Any, lengths: Any, seq_dim: int, batch_dim: int) -> Any:
    seq, batch = seq_dim, batch_dim
    if not 0 <= seq < x.ndim or not 0 <= batch < x.ndim:
        raise ValueError(f"seq_axis and batch_axis must be in [0, {x.ndim}), got {seq}, {batch}")
    if seq == batch:
        raise ValueError(f"seq_axis and batch_axis are both {seq}")
    size = x.shape[seq]
    if lengths.shape != (x.shape[batch],):
        raise ValueError(
            f"{x.shape[batch]} seq_lengths are expected, received shape {lengths.shape}"
        )
    if isinstance(lengths, np.ndarray) and lengths.size and lengths.max() > size:
        raise ValueError(f"seq_lengths must be at most {size}, received {lengths.max()}")
    place, row = [1] * x.ndim, [1] * x.ndim
    place[seq], row[batch] = -1, -1
    position = np.arange(size).reshape(place)
    length = xp.reshape(lengths, row)
    source = xp.where(position < length, length - 1 - position, position)
    return xp.take_along_axis(x, xp.broadcast_to(source, x.shape), axis=seq)


@ReverseSequence.infer
def _(call: Call) -> Any:
    dims, lengths = call.shape(0), call.shape(1)
    if dims is None or lengths is None:
        return dims
    batch = call.attrs["batch_dim"]
    return merge_shapes(dims, (None,) * batch + lengths + (None,) * (len(dims) - batch - 1))


@ReverseSequence.gradient
def _(node: Any, dy: Tensor) -> Any:
    where = {"seq_dim": node.attrs["seq_dim"], "batch_dim": node.attrs["batch_dim"]}
    return [ReverseSequence(dy, node.inputs[1], **where), None]


Roll = op(
    "Roll", "input: T, shift: Tshift, axis: Taxis -> output: T",
    Tshift=INDEX, Taxis=INDEX, static=("axis",),
)  # fmt: skip


@Roll.infer
def _(call: Call) -> Any:
    call.expect_rank(0, 1)
    merge_shapes(call.shape(1), call.shape(2))
    return call.shape(0)


@Roll.kernel
def _(xp: Any, x: Any, shift: Any, axis: Any) -> Any:
    if not x.ndim:
        raise ValueError("input must have at least one dimension")
    if shift.shape != axis.shape or axis.ndim > 1:
        raise ValueError(
            f"shift and axis must have the same size, received {shift.shape} and {axis.shape}"
        )
    for place, steps in zip(axis.reshape(-1).tolist(), xp.reshape(shift, (-1,)), strict=True):
        if not -x.ndim <= place < x.ndim:
            raise ValueError(f"axis must be in [{-x.ndim}, {x.ndim}), received {place}")
        x = xp.roll(x, steps, place)
    return x


@Roll.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [Roll(dy, -node.inputs[1], node.inputs[2]), None, None]


def reverse(tensor: TensorLike, axis: TensorLike, name: str | None = None) -> Tensor:
    """`tensor` with the elements along each dimension of `axis` in reverse order.

    Args:
        tensor: a tensor.
        axis: a list or vector of dimensions, none twice.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: `axis` is a scalar, repeated or out of range (a graph: ValueError).

    Example:
        >>> tf.reverse([[1, 2], [3, 4]], axis=[1]).numpy().tolist()
        [[2, 1], [4, 3]]
    """
    from pellucid.ops.broadcasting import shape_vector

    return ReverseV2(tensor, shape_vector(axis), name=name)


def reverse_sequence(
    input: TensorLike,
    seq_lengths: TensorLike,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Sequences of different lengths reversed; what stands behind their end stays where it is.

    Args:
        input: a tensor that holds one sequence for each index of dimension `batch_axis`.
        seq_lengths: a vector of int32 or int64, the lengths.
        seq_axis: the dimension along which sequences run.
        batch_axis: the dimension that counts the sequences, 0 by default.
        name: the node's name in a graph.

    Raises:
        TypeError: `seq_axis` is missing.
        InvalidArgumentError: a length exceeds the dimension, or their number is wrong.

    Example:
        >>> tf.reverse_sequence([[1, 2, 3]], [2], seq_axis=1).numpy().tolist()
        [[2, 1, 3]]
    """
    if seq_axis is None:
        raise TypeError(
            explain(
                "tf.reverse_sequence [seq_axis]", "missing", expected="an integer", received=None
            )
        )
    return ReverseSequence(
        input, seq_lengths, seq_dim=seq_axis, batch_dim=batch_axis or 0, name=name
    )


def roll(input: TensorLike, shift: TensorLike, axis: TensorLike, name: str | None = None) -> Tensor:
    """`input` with elements moved along dimensions; what leaves at one end enters at the other.

    Args:
        input: a tensor of rank > 0.
        shift: by how many places, an integer, or one for each of `axis`; negative ones move back.
        axis: along which dimension or dimensions.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: `shift` and `axis` differ in size, or an axis is out of range.

    Example:
        >>> tf.roll([1, 2, 3, 4], shift=1, axis=0).numpy().tolist()
        [4, 1, 2, 3]
    """
    return Roll(input, shift, axis, name=name)
