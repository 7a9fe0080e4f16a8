"""`tf.RaggedTensorSpec`: what is known of a ragged tensor before it exists."""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike
from pellucid.ops.ragged_tensor import RaggedTensor, rows_of
from pellucid.ops.row_partition import RowPartition


class RaggedTensorSpec(TypeSpec):
    """Shape, dtype, ragged rank and row splits' dtype of a `tf.RaggedTensor`.

    Args:
        shape: the shape; ragged dimensions are None.
        dtype: of the values.
        ragged_rank: the number of ragged dimensions, by default all but the first.
        row_splits_dtype: int32 or int64.
        flat_values_spec: the spec of the innermost values, in place of `dtype`.

    Raises:
        ValueError: the ragged rank does not fit the shape.

    Example:
        >>> tf.RaggedTensorSpec([None, None], tf.int32)
        RaggedTensorSpec(TensorShape([None, None]), tf.int32, 1, tf.int64)

    Reference: https://www.tensorflow.org/api_docs/python/tf/RaggedTensorSpec
    """

    __slots__ = ("_dtype", "_flat_values_spec", "_ragged_rank", "_shape", "_splits_dtype")

    def __init__(
        self,
        shape: Any = None,
        dtype: DTypeLike | None = dtypes.float32,
        ragged_rank: int | None = None,
        row_splits_dtype: DTypeLike = dtypes.int64,
        flat_values_spec: Any = None,
    ) -> None:
        self._shape = TensorShape(shape)
        self._splits_dtype = as_dtype(row_splits_dtype)
        if flat_values_spec is not None:
            if dtype is not None and as_dtype(dtype) is not flat_values_spec.dtype:
                raise ValueError(
                    explain(
                        "tf.RaggedTensorSpec [dtype]",
                        "is not that of flat_values_spec",
                        expected=flat_values_spec.dtype.name,
                        received=as_dtype(dtype).name,
                    )
                )
            dtype = flat_values_spec.dtype
        elif dtype is None:
            where = "tf.RaggedTensorSpec [dtype, flat_values_spec]"
            raise ValueError(explain(where, "at least one of them must be given"))
        self._dtype = as_dtype(dtype)
        self._flat_values_spec = flat_values_spec
        self._ragged_rank = self._checked_rank(ragged_rank)

    def _checked_rank(self, ragged_rank: int | None) -> int:
        rank = self._shape.rank
        if ragged_rank is None:
            if rank is None:
                problem = "it follows only from a shape of known rank"
                raise ValueError(explain("tf.RaggedTensorSpec [ragged_rank]", problem))
            return rank - 1
        if not isinstance(ragged_rank, int):
            received = describe(ragged_rank)
            raise TypeError(
                explain("tf.RaggedTensorSpec [ragged_rank]", "it is no int", received=received)
            )
        if rank is not None and ragged_rank >= rank:
            raise ValueError(
                explain("tf.RaggedTensorSpec [ragged_rank]", "too large",
                        expected=f"less than rank {rank}", received=ragged_rank)
            )  # fmt: skip
        return ragged_rank

    @classmethod
    def from_value(cls, value: RaggedTensor) -> RaggedTensorSpec:
        """The spec of a ragged tensor."""
        if not isinstance(value, RaggedTensor):
            raise TypeError(
                explain("tf.RaggedTensorSpec.from_value", "not a RaggedTensor", received=value)
            )
        return cls(value.shape, value.dtype, value.ragged_rank, value.row_splits.dtype)

    @property
    def value_type(self) -> type:
        """`RaggedTensor`, or `Tensor` if there is no ragged dimension."""
        return RaggedTensor if self._ragged_rank else Tensor

    @property
    def shape(self) -> TensorShape:
        """The shape; ragged dimensions are None."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._dtype

    @property
    def ragged_rank(self) -> int:
        """The number of ragged dimensions."""
        return self._ragged_rank

    @property
    def row_splits_dtype(self) -> DType:
        """The dtype of the row splits."""
        return self._splits_dtype

    @property
    def flat_values_spec(self) -> Any:
        """The spec of the innermost values, if one was given."""
        return self._flat_values_spec

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether some ragged tensor fits both; without ragged dimensions a dense one does, too."""
        if self._ragged_rank == 0 and isinstance(spec_or_value, Tensor | TensorSpec):
            return TensorSpec(self._shape, self._dtype).is_compatible_with(spec_or_value)
        return super().is_compatible_with(spec_or_value)

    def _serialize(self) -> tuple[Any, ...]:
        parts = (self._shape, self._dtype, self._ragged_rank, self._splits_dtype)
        return parts if self._flat_values_spec is None else (*parts, self._flat_values_spec)

    @property
    def _component_specs(self) -> Any:
        dims = self._shape.as_tuple
        if self._flat_values_spec is not None:
            flat = self._flat_values_spec
        elif self._ragged_rank == 0:
            flat = TensorSpec(self._shape, self._dtype)
        else:
            inner = None if dims is None else (None, *dims[self._ragged_rank + 1 :])
            flat = TensorSpec(inner, self._dtype)
        rows = None if dims is None or dims[0] is None else dims[0] + 1
        splits = [
            TensorSpec([None if i else rows], self._splits_dtype) for i in range(self._ragged_rank)
        ]
        return [flat, *splits]

    def _to_components(self, value: Any) -> Any:
        if isinstance(value, RaggedTensor):
            return [value.flat_values, *value.nested_row_splits]
        return [value]

    def _from_components(self, components: Any) -> Any:
        result, *nested = components
        dims = self._shape.as_tuple
        for axis in range(len(nested), 0, -1):
            length = None if dims is None else dims[axis]
            tensors = isinstance(nested[axis - 1], Tensor)
            partition = RowPartition(
                nested[axis - 1],
                uniform_row_length=None if length is None else convert(length, self._splits_dtype),
                nvals=rows_of(result, self._splits_dtype) if tensors else None,
                internal=True,
            )
            result = RaggedTensor(result, partition, internal=True)
        return result

    def _batch(self, batch_size: int | None) -> RaggedTensorSpec:
        """The spec of a batch of such tensors."""
        shape = TensorShape([batch_size]).concatenate(self._shape)
        return RaggedTensorSpec(shape, self._dtype, self._ragged_rank + 1, self._splits_dtype)

    def _unbatch(self) -> RaggedTensorSpec:
        """The spec of one row."""
        if self._ragged_rank == 0:
            return RaggedTensorSpec(self._shape[1:], self._dtype, 0, self._splits_dtype)
        return RaggedTensorSpec(
            self._shape[1:], self._dtype, self._ragged_rank - 1, self._splits_dtype
        )
