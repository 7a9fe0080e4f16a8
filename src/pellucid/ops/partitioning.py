"""Tensors distributed into groups, and put together again: dynamic_partition, dynamic_stitch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import reshape, shape, size
from pellucid.ops.broadcasting import shape_of
from pellucid.ops.creation import range as range_
from pellucid.ops.gather import check_range, gather
from pellucid.runtime.dispatch import op

DynamicPartition = op(
    "DynamicPartition",
    "data: T, partitions: int32 -> outputs: num_partitions*T",
    num_partitions=int,
)


@DynamicPartition.kernel("host")
def _(data: Any, partitions: Any, num_partitions: int) -> Any:
    if data.shape[: partitions.ndim] != partitions.shape:
        raise ValueError(
            f"data {data.shape} must begin with the shape of partitions {partitions.shape}"
        )
    check_range(partitions, num_partitions, "partitions")
    return [data[partitions == i] for i in range(num_partitions)]


@DynamicPartition.infer
def _(call: Call) -> Any:
    data, partitions = call.shape(0), call.shape(1)
    found = None if data is None or partitions is None else (None, *data[len(partitions) :])
    return [found] * call.attrs["num_partitions"]


@DynamicPartition.gradient
def _(node: Any, *dy: Tensor) -> Any:
    data, partitions = node.inputs
    places = reshape(range_(size(partitions)), shape(partitions))
    parts = DynamicPartition(places, partitions, num_partitions=node.attrs["num_partitions"])
    return [reshape(DynamicStitch(parts, list(dy)), shape_of(data)), None]


def _stitcher(name: str) -> Any:
    made = op(name, "indices: N*int32, data: N*T -> merged: T")

    @made.kernel("host")
    def _(indices: Any, data: Any) -> Any:
        inner = data[0].shape[indices[0].ndim :]
        for place, part in zip(indices, data, strict=True):
            wanted = place.shape + inner
            if part.shape != wanted:
                raise ValueError(f"data must have the shape {wanted}, received {part.shape}")
            check_range(place, 2**31)
        count = max((int(i.max()) + 1 for i in indices if i.size), default=0)
        merged = np.zeros((count, *inner), data[0].dtype)
        for place, part in zip(indices, data, strict=True):
            merged[place.reshape(-1)] = part.reshape(-1, *inner)
        return merged

    @made.infer
    def _(call: Call) -> Any:
        count = call.attrs["N"]
        place, part = call.shape(0), call.shape(count)
        return None if place is None or part is None else (None, *part[len(place) :])

    @made.gradient
    def _(node: Any, dy: Tensor) -> Any:
        indices = node.inputs[: node.attrs["N"]]
        return [None] * len(indices) + [gather(dy, i) for i in indices]

    return made


DynamicStitch = _stitcher("DynamicStitch")
ParallelDynamicStitch = _stitcher("ParallelDynamicStitch")


def dynamic_partition(
    data: TensorLike, partitions: TensorLike, num_partitions: int, name: str | None = None
) -> list[Tensor]:
    """`data` distributed to several tensors: output k has the slices where `partitions` is k.

    Args:
        data: a tensor whose shape begins with that of `partitions`.
        partitions: int32 numbers in [0, num_partitions).
        num_partitions: how many outputs.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: a number is out of range, or shapes do not fit.

    Example:
        >>> [t.numpy().tolist() for t in tf.dynamic_partition([10, 20, 30], [0, 1, 0], 2)]
        [[10, 30], [20]]
    """
    return DynamicPartition(data, partitions, num_partitions=num_partitions, name=name)


def dynamic_stitch(
    indices: Sequence[TensorLike], data: Sequence[TensorLike], name: str | None = None
) -> Tensor:
    """Tensors interleaved: merged[indices[k][i…]] = data[k][i…]; the last of several wins.

    Args:
        indices: int32 tensors.
        data: as many tensors, of shapes `indices[k].shape + inner` for one `inner`.
        name: the node's name in a graph.

    Returns: a tensor of shape `[max index + 1] + inner`, zeros where nothing was put.

    Raises:
        ValueError: the lists differ in length.
        InvalidArgumentError: shapes do not fit, or an index is negative.

    Example:
        >>> tf.dynamic_stitch([[0, 2], [1]], [[10, 30], [20]]).numpy().tolist()
        [10, 20, 30]
    """
    if len(indices) != len(data):
        raise ValueError(
            explain(
                "tf.dynamic_stitch",
                "numbers differ",
                expected=f"{len(indices)} data",
                received=len(data),
            )
        )
    return DynamicStitch(list(indices), list(data), name=name)
