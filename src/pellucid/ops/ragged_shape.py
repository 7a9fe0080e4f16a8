"""`tf.experimental.DynamicRaggedShape`: what `tf.shape` returns of a ragged tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import partial_value, static_value
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.broadcasting import broadcast_to
from pellucid.ops.casting import cast
from pellucid.ops.creation import zeros
from pellucid.ops.joining import concat
from pellucid.ops.ragged_elementwise import align
from pellucid.ops.ragged_tensor import RaggedTensor, as_values
from pellucid.ops.row_partition import RowPartition

_WHERE = "tf.experimental.DynamicRaggedShape"


class DynamicRaggedShape:
    """The shape of a ragged tensor: row partitions, and the shape of the innermost values.

    Args:
        row_partitions: a `tf.experimental.RowPartition` for each ragged dimension.
        inner_shape: the shape of the innermost values, a vector.
        dtype: int32 or int64.
        validate: check that the last partition ends at the number of innermost values.
        static_inner_shape: what is known of `inner_shape`.

    Example:
        >>> tf.shape(tf.ragged.constant([[1], [2, 3]]))
        <DynamicRaggedShape lengths=[2, (1, 2)] num_row_partitions=1>

    Reference: https://www.tensorflow.org/api_docs/python/tf/experimental/DynamicRaggedShape
    """

    def __init__(
        self,
        row_partitions: Sequence[RowPartition],
        inner_shape: TensorLike,
        dtype: DTypeLike | None = None,
        validate: bool = False,
        static_inner_shape: Any = None,
    ) -> None:
        if any(not isinstance(p, RowPartition) for p in row_partitions):
            where = "tf.experimental.DynamicRaggedShape [row_partitions]"
            raise TypeError(
                explain(where, "must be a list of RowPartitions", received=describe(row_partitions))
            )
        kinds = {p.dtype for p in row_partitions}
        if isinstance(inner_shape, Tensor):
            kinds.add(inner_shape.dtype)
        index = as_dtype(dtype) if dtype is not None else dtypes.int64
        if dtype is None and kinds == {dtypes.int32}:
            index = dtypes.int32
        self._partitions = tuple(p.with_dtype(index) for p in row_partitions)
        self._inner_shape = cast(inner_shape, index)
        known = static_value(self._inner_shape)
        if static_inner_shape is not None and known is not None:
            TensorShape(static_inner_shape).assert_is_compatible_with(known.tolist())
        if validate and self._partitions:
            last = self._partitions[-1].static_nvals
            if known is not None and last is not None and known[0] != last:
                raise ValueError(
                    explain(f"{_WHERE} [inner_shape]", "the last row partition has another number "
                            "of values", expected=f"[{last}, ...]", received=known.tolist())
                )  # fmt: skip

    @classmethod
    def from_tensor(cls, t: Any, dtype: DTypeLike | None = None) -> DynamicRaggedShape:
        """The shape of a tensor, ragged or not."""
        value = as_values(t)
        if isinstance(value, RaggedTensor):
            index = as_dtype(dtype) if dtype is not None else value.row_splits.dtype
            inner = shape_of(value.flat_values, out_type=index)
            return cls(value._nested_row_partitions, inner, index)
        return cls([], shape_of(value, out_type=dtype or dtypes.int64), dtype)

    @classmethod
    def from_row_partitions(
        cls, row_partitions: Sequence[RowPartition], dtype: DTypeLike | None = None
    ) -> DynamicRaggedShape:
        """The shape whose innermost values are scalars."""
        if not row_partitions:
            where = "tf.experimental.DynamicRaggedShape.from_row_partitions [row_partitions]"
            raise ValueError(explain(where, "cannot be empty"))
        return cls(row_partitions, reshape(row_partitions[-1].nvals(), [1]), dtype)

    @classmethod
    def from_lengths(
        cls,
        lengths: Sequence[Any],
        num_row_partitions: int | None = None,
        dtype: DTypeLike = dtypes.int64,
    ) -> DynamicRaggedShape:
        """The shape with the given sizes: an integer, or a tuple of the lengths of all rows.

        Example:
            >>> tf.experimental.DynamicRaggedShape.from_lengths([2, (2, 1), 3])
            <DynamicRaggedShape lengths=[2, (2, 1), 3] num_row_partitions=1>
        """
        ragged = [i for i, n in enumerate(lengths) if not isinstance(n, int)]
        depth = ragged[-1] if ragged else 0
        if num_row_partitions is not None:
            if num_row_partitions < depth or num_row_partitions >= max(len(lengths), 1):
                raise ValueError(
                    explain(
                        "tf.experimental.DynamicRaggedShape.from_lengths [num_row_partitions]",
                        "does not fit the lengths",
                        expected=f"a number in [{depth}, {len(lengths)})",
                        received=num_row_partitions,
                    )
                )
            depth = num_row_partitions
        if ragged and ragged[0] == 0:
            where = "tf.experimental.DynamicRaggedShape.from_lengths [lengths]"
            raise ValueError(
                explain(where, "the first size must be an integer", received=lengths[0])
            )
        count, partitions = lengths[0] if lengths else 1, []
        for size in lengths[1 : depth + 1]:
            if isinstance(size, int):
                partition = RowPartition.from_uniform_row_length(
                    size, nvals=size * count, nrows=count, dtype=dtype
                )
                count *= size
            else:
                if len(size) != count:
                    where = f"{_WHERE} [lengths]"
                    raise ValueError(
                        explain(where, "wrong number", expected=count, received=len(size))
                    )
                partition = RowPartition.from_row_lengths(list(size), dtype=dtype)
                count = sum(size)
            partitions.append(partition)
        inner = [count, *lengths[depth + 1 :]] if lengths else []
        return cls(partitions, convert(inner, as_dtype(dtype)), dtype)

    # -------------------------------------------------------------- properties

    @property
    def dtype(self) -> DType:
        """int32 or int64."""
        return self._inner_shape.dtype

    @property
    def rank(self) -> int | None:
        """The number of dimensions."""
        inner = self.inner_rank
        return None if inner is None else inner + self.num_row_partitions

    @property
    def inner_rank(self) -> int | None:
        """The number of dimensions of the innermost values."""
        return self._inner_shape.shape[0]

    @property
    def num_row_partitions(self) -> int:
        """The number of row partitions."""
        return len(self._partitions)

    @property
    def row_partitions(self) -> tuple[RowPartition, ...]:
        """The row partitions, from the outermost."""
        return self._partitions

    @property
    def inner_shape(self) -> Tensor:
        """The shape of the innermost values, as a vector."""
        return self._inner_shape

    def is_uniform(self, axis: int) -> bool:
        """Whether all rows in dimension `axis` are known to have one length."""
        if not isinstance(axis, int):
            where = "tf.experimental.DynamicRaggedShape.is_uniform [axis]"
            raise TypeError(explain(where, "must be an integer", received=describe(axis)))
        rank = self.rank
        if axis < 0 or (rank is not None and axis >= rank):
            where = "tf.experimental.DynamicRaggedShape.is_uniform [axis]"
            raise IndexError(
                explain(where, "out of range", expected=f"0 <= axis < {rank}", received=axis)
            )
        return axis == 0 or axis > len(self._partitions) or self._partitions[axis - 1].is_uniform()

    def static_lengths(self, ragged_lengths: bool = True) -> list[Any]:
        """The sizes that are known: a number, a tuple of row lengths, or None.

        Args:
            ragged_lengths: False gives None in place of tuples.
        """
        inner = partial_value(self._inner_shape)
        if not self._partitions:
            return list(inner) if inner is not None else [Ellipsis]
        found: list[Any] = [self._partitions[0].static_nrows]
        for partition in self._partitions:
            known = static_value(partition.row_lengths())
            if partition.is_uniform():
                found.append(partition.static_uniform_row_length)
            else:
                shown = ragged_lengths and known is not None
                found.append(tuple(known.tolist()) if known is not None and shown else None)
        return found + (list(inner[1:]) if inner is not None else [Ellipsis])

    def with_dtype(self, dtype: DTypeLike) -> DynamicRaggedShape:
        """The same shape in another dtype."""
        return DynamicRaggedShape(self._partitions, cast(self._inner_shape, dtype), dtype)

    def __getitem__(self, index: Any) -> Any:
        """The size of a uniform dimension; with a slice, some of the dimensions."""
        if isinstance(index, slice):
            return self._slice(index)
        rank, axis = self.rank, int(index)
        if axis < 0:
            if rank is None:
                problem = "a negative index needs a known rank"
                raise ValueError(explain(f"{_WHERE}.__getitem__", problem, received=axis))
            axis += rank
        if not self.is_uniform(axis):
            problem = f"dimension {axis} is not uniform"
            raise ValueError(explain(f"{_WHERE}.__getitem__", problem, fix="is_uniform(axis)"))
        if not self._partitions:
            return self._inner_shape[axis]
        if axis == 0:
            return self._partitions[0].nrows()
        if axis <= len(self._partitions):
            return self._partitions[axis - 1].uniform_row_length()
        return self._inner_shape[axis - len(self._partitions)]

    def _slice(self, part: slice) -> Any:
        rank = self.rank
        if rank is None or part.step not in (None, 1):
            problem = "a slice needs a known rank and step 1"
            raise ValueError(explain(f"{_WHERE}.__getitem__", problem, received=part))
        start, stop, _ = part.indices(rank)
        depth = len(self._partitions)
        if start == 0 and stop <= depth:
            if stop == 0:
                return DynamicRaggedShape([], convert([], self.dtype))
            if stop == 1:
                return DynamicRaggedShape([], reshape(self[0], [1]))
            return DynamicRaggedShape.from_row_partitions(self._partitions[: stop - 1])
        if start == 0:
            return DynamicRaggedShape(self._partitions, self._inner_shape[: stop - depth])
        if any(not self.is_uniform(axis) for axis in range(start, stop)):
            problem = "a dimension of the slice is not uniform"
            raise ValueError(explain(f"{_WHERE}.__getitem__", problem, received=part))
        sizes = [reshape(self[axis], [1]) for axis in range(start, stop)]
        return DynamicRaggedShape([], concat(sizes, 0) if sizes else convert([], self.dtype))

    @property
    def _type_spec(self) -> Any:
        return _Spec([p._type_spec for p in self._partitions], self.inner_rank, self.dtype)

    # ------------------------------------------------------------- tensors of this shape

    def rows(self, flat: Any) -> Any:
        """The innermost values `flat`, cut into rows."""
        for partition in reversed(self._partitions):
            flat = RaggedTensor._from_row_partition(flat, partition)
        return flat

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
        """Reshape, broadcast or fill to this shape; the dispatcher calls this."""
        if op.name == "Reshape":
            value = inputs[0]
            flat = value.flat_values if isinstance(value, RaggedTensor) else convert(value)
            return self.rows(op(flat, self._inner_shape, name=name))
        if op.name == "Fill":
            return self.rows(op(self._inner_shape, inputs[1], name=name))
        if op.name == "BroadcastTo":
            return self._broadcast(inputs[0])
        if op.name == "BroadcastArgs":
            return broadcast_shapes(*inputs)
        raise ValueError(explain(f"tf.{op.name}", "does not accept a DynamicRaggedShape"))

    def _broadcast(self, value: Any) -> Any:
        if not self._partitions:
            return broadcast_to(value, self._inner_shape)
        model = self.rows(zeros(self._inner_shape, dtypes.bool))
        rows, (_, flat) = align([model, as_values(value)])
        return rows(OPS["BroadcastTo"](flat, self._inner_shape))

    def __repr__(self) -> str:
        lengths = ", ".join("..." if n is Ellipsis else str(n) for n in self.static_lengths())
        return (
            f"<DynamicRaggedShape lengths=[{lengths}] num_row_partitions={self.num_row_partitions}>"
        )


def broadcast_shapes(shape_x: Any, shape_y: Any) -> DynamicRaggedShape:
    """The shape to which two shapes, at least one of them ragged, broadcast."""
    models = [
        s.rows(zeros(s.inner_shape, dtypes.bool))
        if isinstance(s, DynamicRaggedShape)
        else zeros(s, dtypes.bool)
        for s in (shape_x, shape_y)
    ]
    if not any(isinstance(m, RaggedTensor) for m in models):
        inner = [shape_of(m, out_type=dtypes.int64) for m in models]
        return DynamicRaggedShape([], OPS["BroadcastArgs"](*inner))
    return DynamicRaggedShape.from_tensor(models[0] | models[1])


class _Spec(TypeSpec):
    """What is known of a DynamicRaggedShape before it exists."""

    __slots__ = ("_dtype", "_inner_rank", "_partitions")

    def __init__(self, partitions: list[Any], inner_rank: int | None, dtype: DTypeLike) -> None:
        self._partitions, self._inner_rank = list(partitions), inner_rank
        self._dtype = as_dtype(dtype)

    @property
    def value_type(self) -> type:
        return DynamicRaggedShape

    def _serialize(self) -> tuple[Any, ...]:
        return self._partitions, self._inner_rank, self._dtype

    @property
    def _component_specs(self) -> Any:
        return [TensorSpec([self._inner_rank], self._dtype), *self._partitions]

    def _to_components(self, value: Any) -> Any:
        return [value.inner_shape, *value.row_partitions]

    def _from_components(self, components: Any) -> Any:
        inner, *partitions = components
        return DynamicRaggedShape(partitions, inner, self._dtype)
