"""Shape rules: from the shapes (and known values) of an op's inputs to the shapes of its outputs.

A rule takes a `Call` and returns one shape, or a list with one shape for each output. A shape is a
tuple of int or None, or None where even the rank is unknown.

    same, broadcast, scalar, first_known       for element-wise ops
    reduction, matmul, from_shape_input        for families
    unknown                                    when only running can tell
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core.shapes import broadcast_shapes, merge_shapes
from pellucid.graph.static import partial_value, static_value

Shape = tuple[int | None, ...] | None


class Call:
    """The inputs and attributes of one call, as a shape rule sees them."""

    __slots__ = ("attrs", "inputs", "op")

    def __init__(self, op: Any, inputs: Sequence[Any], attrs: dict[str, Any]) -> None:
        self.op = op
        self.inputs = inputs
        self.attrs = attrs

    def shape(self, index: int) -> Shape:
        """The shape of input `index`."""
        return self.inputs[index].dims

    def rank(self, index: int) -> int | None:
        """The rank of input `index`, None if unknown."""
        dims = self.inputs[index].dims
        return None if dims is None else len(dims)

    def expect_rank(self, index: int, least: int, most: int | None = None) -> None:
        """Refuse input `index` if its rank is known and not in [least, most]; ValueError."""
        rank = self.rank(index)
        if rank is not None and (rank < least or (most is not None and rank > most)):
            name = self.op.schema.inputs[index].name
            wanted = (
                f"{least}" if least == most else f"at least {least}" if rank < least else f"{most}"
            )
            raise ValueError(f"{name} must have rank {wanted}, received {self.shape(index)}")

    def value(self, index: int) -> Any:
        """The value of input `index` as a NumPy array if it is known, else None."""
        return static_value(self.inputs[index])

    def vector(self, index: int) -> list[int | None] | None:
        """The elements of integer vector `index`, None for those not known."""
        return partial_value(self.inputs[index])


def same(call: Call) -> Shape:
    """The shape of the first input."""
    return call.inputs[0].dims


def broadcast(call: Call) -> Shape:
    """The inputs' shapes broadcast against each other."""
    shape = call.inputs[0].dims
    for other in call.inputs[1:]:
        shape = broadcast_shapes(shape, other.dims)
    return shape


def merged(call: Call) -> Shape:
    """All inputs have one shape; what each knows of it is put together."""
    shape = call.inputs[0].dims
    for other in call.inputs[1:]:
        shape = merge_shapes(shape, other.dims)
    return shape


def scalar(call: Call) -> Shape:
    """A single number."""
    return ()


def unknown(call: Call) -> Any:
    """Nothing is known before the op runs."""
    outputs = call.op.count_outputs(call.attrs)
    return None if outputs == 1 else [None] * outputs


def shape_from_input(index: int) -> Any:
    """The output has the shape that integer vector `index` spells (`tf.fill`, `tf.random`)."""

    def rule(call: Call) -> Shape:
        call.expect_rank(index, 1, 1)
        dims = call.vector(index)
        if dims is not None and any(d is not None and d < 0 for d in dims):
            raise ValueError(f"sizes must not be negative, received {dims}")
        return None if dims is None else tuple(dims)

    return rule


def reduction(call: Call) -> Shape:
    """Input 0 without the axes that input 1 lists, or with 1 in their place (`keep_dims`)."""
    dims, axes = call.shape(0), call.value(1)
    keep = call.attrs.get("keep_dims", False)
    if dims is None:
        return None
    if axes is None:
        return (None,) * len(dims) if keep else None
    drop = {_axis(a, len(dims)) for a in axes.reshape(-1)}
    if keep:
        return tuple(1 if i in drop else d for i, d in enumerate(dims))
    return tuple(d for i, d in enumerate(dims) if i not in drop)


def remove_axis(axis_input: int) -> Any:
    """Input 0 without the one axis that scalar input `axis_input` names (`tf.argmax`)."""

    def rule(call: Call) -> Shape:
        dims, axis = call.shape(0), call.value(axis_input)
        if dims is None:
            return None
        if axis is None:
            return (None,) * max(len(dims) - 1, 0)
        drop = _axis(axis, max(len(dims), 1))
        return dims[:drop] + dims[drop + 1 :]

    return rule


def _axis(axis: Any, rank: int) -> int:
    """A known axis, counted from the front."""
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of range. Expected an axis in [{-rank}, {rank})")
    return int(axis) % rank
