"""`tf.RaggedTensor`: a tensor whose rows have different lengths.

The values of all rows stand in one tensor, row after row; a `RowPartition` says where rows begin
and end: row i is values[row_splits[i]:row_splits[i + 1]]. Values may be ragged themselves.

An op that is given a ragged tensor asks it what to do (`__op_call__`, called by the dispatcher);
`ops/ragged_dispatch.py` holds the answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import OperatorNotAllowedInGraphError, describe, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.casting import cast
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat, stack
from pellucid.ops.operators import bind
from pellucid.ops.reduction import reduce_max
from pellucid.ops.row_partition import RowPartition


class RaggedTensor:
    """Rows of different lengths.

    Made by `tf.ragged.constant` or the class methods `from_row_splits`, `from_row_lengths`, …; the
    constructor is internal.

    Args:
        values: the values of all rows: a tensor or RaggedTensor.
        row_partition: the `tf.experimental.RowPartition` that cuts them into rows.
        internal: True.

    Example:
        >>> r = tf.RaggedTensor.from_row_lengths([1, 2, 3], [1, 2])
        >>> r
        <tf.RaggedTensor [[1], [2, 3]]>

    Reference: https://www.tensorflow.org/api_docs/python/tf/RaggedTensor
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, values: Any, row_partition: RowPartition, internal: bool = False) -> None:
        if not internal:
            raise ValueError(
                explain("tf.RaggedTensor", "the class is not called",
                        fix="tf.RaggedTensor.from_row_splits and its kin, or tf.ragged.constant")
            )  # fmt: skip
        self._values = values
        self._row_partition = row_partition

    # --------------------------------------------------------------- factories

    @classmethod
    def _from_row_partition(
        cls, values: Any, partition: RowPartition, validate: bool = True
    ) -> RaggedTensor:
        values = as_values(values)
        if isinstance(values, Tensor) and values.shape.rank == 0:
            raise ValueError(
                explain("tf.RaggedTensor [values]", "a scalar has no rows", expected="rank >= 1",
                        received=describe(values))
            )  # fmt: skip
        if validate:
            partition = partition.for_values(rows_of(values, partition.dtype))
        return cls(values, partition, internal=True)

    @classmethod
    def from_row_splits(
        cls,
        values: TensorLike,
        row_splits: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows that begin and end at `row_splits`.

        Raises:
            InvalidArgumentError: splits do not begin with 0, decrease, or do not end at the number
                of values.
        """
        return cls._from_row_partition(values, RowPartition.from_row_splits(row_splits, validate))

    @classmethod
    def from_row_lengths(
        cls,
        values: TensorLike,
        row_lengths: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows of the given lengths, one after the other."""
        return cls._from_row_partition(values, RowPartition.from_row_lengths(row_lengths, validate))

    @classmethod
    def from_value_rowids(
        cls,
        values: TensorLike,
        value_rowids: TensorLike,
        nrows: TensorLike | None = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Each value belongs to the row `value_rowids` says; these never decrease."""
        partition = RowPartition.from_value_rowids(value_rowids, nrows, validate)
        return cls._from_row_partition(values, partition)

    @classmethod
    def from_row_starts(
        cls,
        values: TensorLike,
        row_starts: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows that begin at `row_starts`; the last one ends with the values."""
        values = as_values(values)
        partition = RowPartition.from_row_starts(row_starts, rows_of(values), validate)
        return cls._from_row_partition(values, partition)

    @classmethod
    def from_row_limits(
        cls,
        values: TensorLike,
        row_limits: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows that end at `row_limits`; the first one begins with the values."""
        return cls._from_row_partition(values, RowPartition.from_row_limits(row_limits, validate))

    @classmethod
    def from_uniform_row_length(
        cls,
        values: TensorLike,
        uniform_row_length: TensorLike,
        nrows: TensorLike | None = None,
        validate: bool = True,
        name: str | None = None,
    ) -> RaggedTensor:
        """Rows that all have the same length.

        Args:
            nrows: the number of rows, needed only if the length is 0.

        Raises:
            ValueError: the values do not fill the rows.
        """
        values = as_values(values)
        partition = RowPartition.from_uniform_row_length(
            uniform_row_length, rows_of(values), nrows, validate
        )
        return cls._from_row_partition(values, partition)

    @classmethod
    def from_nested_row_splits(
        cls,
        flat_values: TensorLike,
        nested_row_splits: Sequence[TensorLike],
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Several ragged dimensions: the splits of each, from the outermost."""
        _check_list("nested_row_splits", nested_row_splits)
        result: Any = flat_values
        for splits in reversed(nested_row_splits):
            result = cls.from_row_splits(result, splits, name, validate)
        return result

    @classmethod
    def from_nested_row_lengths(
        cls,
        flat_values: TensorLike,
        nested_row_lengths: Sequence[TensorLike],
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Several ragged dimensions: the row lengths of each, from the outermost."""
        _check_list("nested_row_lengths", nested_row_lengths)
        result: Any = flat_values
        for lengths in reversed(nested_row_lengths):
            result = cls.from_row_lengths(result, lengths, name, validate)
        return result

    @classmethod
    def from_nested_value_rowids(
        cls,
        flat_values: TensorLike,
        nested_value_rowids: Sequence[TensorLike],
        nested_nrows: Sequence[TensorLike] | None = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Several ragged dimensions: the row ids (and numbers of rows) of each, outermost first."""
        _check_list("nested_value_rowids", nested_value_rowids)
        counts: Sequence[Any] = nested_nrows or [None] * len(nested_value_rowids)
        if len(counts) != len(nested_value_rowids):
            raise ValueError(
                explain("tf.RaggedTensor [nested_nrows]", "there must be as many as "
                        "nested_value_rowids", expected=len(nested_value_rowids),
                        received=len(counts))
            )  # fmt: skip
        result: Any = flat_values
        for rowids, nrows in reversed(list(zip(nested_value_rowids, counts, strict=True))):
            result = cls.from_value_rowids(result, rowids, nrows, name, validate)
        return result

    @classmethod
    def from_tensor(
        cls,
        tensor: TensorLike,
        lengths: Any = None,
        padding: TensorLike | None = None,
        ragged_rank: int = 1,
        name: str | None = None,
        row_splits_dtype: DTypeLike = dtypes.int64,
    ) -> RaggedTensor:
        """The rows of a dense tensor, all of them or cut.

        Args:
            tensor: rank at least `ragged_rank` + 1.
            lengths: how much of each row to keep; a tuple of such vectors for several dimensions.
            padding: what is cut off the ends of rows.
            ragged_rank: the number of ragged dimensions.
            row_splits_dtype: int32 or int64.
        """
        from pellucid.ops.ragged_conversion import from_tensor

        return from_tensor(tensor, lengths, padding, ragged_rank, as_dtype(row_splits_dtype))

    @classmethod
    def from_sparse(
        cls, st_input: Any, name: str | None = None, row_splits_dtype: DTypeLike = dtypes.int64
    ) -> RaggedTensor:
        """The rows of a SparseTensor of rank 2 whose values stand at the beginnings of rows."""
        from pellucid.ops.ragged_conversion import from_sparse

        return from_sparse(st_input, as_dtype(row_splits_dtype))

    # -------------------------------------------------------------- properties

    @property
    def values(self) -> Any:
        """The values of all rows."""
        return self._values

    @property
    def flat_values(self) -> Tensor:
        """The innermost values, a dense tensor."""
        return self._values.flat_values if isinstance(self._values, RaggedTensor) else self._values

    @property
    def row_splits(self) -> Tensor:
        """Where rows begin and end."""
        return self._row_partition.row_splits()

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The row splits of all ragged dimensions, from the outermost."""
        return tuple(p.row_splits() for p in self._nested_row_partitions)

    @property
    def _nested_row_partitions(self) -> tuple[RowPartition, ...]:
        inner = self._values
        rest = inner._nested_row_partitions if isinstance(inner, RaggedTensor) else ()
        return (self._row_partition, *rest)

    @property
    def uniform_row_length(self) -> Tensor | None:
        """The length of all rows if they are known to have one, else None."""
        return self._row_partition.uniform_row_length()

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def ragged_rank(self) -> int:
        """The number of ragged dimensions."""
        return len(self._nested_row_partitions)

    @property
    def shape(self) -> TensorShape:
        """The shape; ragged dimensions are None."""
        partition, inner = self._row_partition, self._values.shape
        if inner.rank is None:
            return TensorShape(None)
        return TensorShape(
            [partition.static_nrows, partition.static_uniform_row_length, *inner[1:]]
        )

    def get_shape(self) -> TensorShape:
        """The shape; ragged dimensions are None."""
        return self.shape

    @property
    def _type_spec(self) -> Any:
        from pellucid.ops.ragged_spec import RaggedTensorSpec

        return RaggedTensorSpec.from_value(self)

    def consumers(self) -> list[Any]:
        """The nodes that read the values or their partition, in a graph."""
        tensors = [self.flat_values, *self.nested_row_splits]
        return [node for t in tensors for node in t.consumers()]  # type: ignore[attr-defined]

    # ----------------------------------------------------------------- reading

    def nrows(self, out_type: DTypeLike | None = None, name: str | None = None) -> Tensor:
        """The number of rows."""
        return cast(self._row_partition.nrows(), out_type or self.row_splits.dtype)

    def row_lengths(self, axis: int = 1, name: str | None = None) -> Any:
        """The length of each row; for `axis` > 1 of the rows inside, as a RaggedTensor.

        Raises:
            ValueError: there is no such dimension.
        """
        rank = self.shape.rank
        if rank is not None and not -rank <= axis < rank:
            raise ValueError(
                explain("tf.RaggedTensor.row_lengths [axis]", "out of range",
                        expected=f"[{-rank}, {rank})", received=axis)
            )  # fmt: skip
        if axis == 0:
            return self._row_partition.nrows()
        if axis == 1:
            return self._row_partition.row_lengths()
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.row_lengths(axis - 1))
        sizes = shape_of(self._values, out_type=self.row_splits.dtype)
        return self.with_values(sizes[axis - 1] + 0 * self._row_positions())

    def _row_positions(self) -> Tensor:
        """0, 1, … for the values."""
        from pellucid.ops.creation import range as range_

        return range_(rows_of(self._values, self.row_splits.dtype))

    def row_starts(self, name: str | None = None) -> Tensor:
        """Where each row begins among the values."""
        return self._row_partition.row_starts()

    def row_limits(self, name: str | None = None) -> Tensor:
        """Where each row ends among the values."""
        return self._row_partition.row_limits()

    def value_rowids(self, name: str | None = None) -> Tensor:
        """The number of the row that each value belongs to."""
        return self._row_partition.value_rowids()

    def nested_row_lengths(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The row lengths of all ragged dimensions, from the outermost."""
        return tuple(p.row_lengths() for p in self._nested_row_partitions)

    def nested_value_rowids(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The row ids of the values of all ragged dimensions, from the outermost."""
        return tuple(p.value_rowids() for p in self._nested_row_partitions)

    def bounding_shape(
        self,
        axis: TensorLike | None = None,
        name: str | None = None,
        out_type: DTypeLike | None = None,
    ) -> Tensor:
        """The shape of the smallest dense tensor that holds all rows.

        Args:
            axis: of which dimension, or dimensions; by default of all.
            out_type: int32 or int64; by default the dtype of the row splits.
        """
        dtype = as_dtype(out_type) if out_type is not None else self.row_splits.dtype
        sizes = [cast(self.nrows(), dtype)]
        for lengths in self.nested_row_lengths():
            padded = concat([cast(lengths, dtype), convert([0], dtype)], 0)
            sizes.append(reduce_max(padded))
        bounds = concat([stack(sizes), shape_of(self.flat_values, out_type=dtype)[1:]], 0)
        return bounds if axis is None else gather(bounds, axis)

    def to_list(self) -> list[Any]:
        """The rows as nested Python lists."""
        splits = self.row_splits.numpy().tolist()
        values = self._values
        inner = values.to_list() if isinstance(values, RaggedTensor) else values.numpy().tolist()
        return [inner[a:b] for a, b in itertools.pairwise(splits)]

    def numpy(self) -> Any:
        """A NumPy array of row arrays (one array if all rows are equally long)."""
        values = self._values.numpy()
        splits = self.row_splits.numpy()
        lengths = set(np.diff(splits).tolist()) or {0}
        if len(lengths) == 1:
            return values[: splits[-1]].reshape(len(splits) - 1, *lengths, *values.shape[1:])
        result = np.empty(len(splits) - 1, object)
        result[:] = [values[a:b] for a, b in itertools.pairwise(splits)]
        return result

    def to_tensor(
        self,
        default_value: TensorLike | None = None,
        name: str | None = None,
        shape: ShapeLike | None = None,
    ) -> Tensor:
        """A dense tensor, the rows padded at their ends.

        Args:
            default_value: the padding, by default 0 or an empty string.
            shape: the shape to pad or cut to, where not None.

        Example:
            >>> tf.ragged.constant([[1], [2, 3]]).to_tensor().numpy().tolist()
            [[1, 0], [2, 3]]
        """
        from pellucid.ops.ragged_conversion import to_tensor

        return to_tensor(self, default_value, shape, name)

    def to_sparse(self, name: str | None = None) -> Any:
        """The values as a SparseTensor of the bounding shape."""
        from pellucid.ops.ragged_conversion import to_sparse

        return to_sparse(self, name)

    def __getitem__(self, index: Any) -> Any:
        """Rows, and parts of rows; see `ops/ragged_indexing.py`."""
        from pellucid.ops.ragged_indexing import getitem

        return getitem(self, index)

    def __iter__(self) -> Iterator[Any]:
        if STATE.graph is not None:
            raise OperatorNotAllowedInGraphError(
                explain("tf.RaggedTensor", "iterating over a symbolic one is not allowed",
                        fix="tf.map_fn")
            )  # fmt: skip
        return (self[i] for i in range(int(self.nrows())))

    def __bool__(self) -> bool:
        raise TypeError(explain("tf.RaggedTensor", "it may not be used as a boolean"))

    # ---------------------------------------------------------------- changing

    def with_values(self, new_values: Any) -> RaggedTensor:
        """The same rows with other values.

        Raises:
            ValueError: there are more or fewer values.
        """
        values = as_values(new_values)
        values.shape.with_rank_at_least(1)
        self._values.shape[:1].assert_is_compatible_with(values.shape[:1])
        index = self.row_splits.dtype
        if isinstance(values, RaggedTensor) and values.row_splits.dtype is not index:
            return RaggedTensor(
                values.with_row_splits_dtype(dtypes.int64),
                self._row_partition.with_dtype(dtypes.int64),
                internal=True,
            )
        return RaggedTensor(values, self._row_partition, internal=True)

    def with_flat_values(self, new_values: Any) -> RaggedTensor:
        """The same rows with other innermost values."""
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.with_flat_values(new_values))
        return self.with_values(new_values)

    def with_row_splits_dtype(self, dtype: DTypeLike) -> RaggedTensor:
        """The same with row splits of another dtype."""
        values = self._values
        inner = values.with_row_splits_dtype(dtype) if isinstance(values, RaggedTensor) else values
        return RaggedTensor(inner, self._row_partition.with_dtype(dtype), internal=True)

    def merge_dims(self, outer_axis: int, inner_axis: int) -> Any:
        """The dimensions from `outer_axis` to `inner_axis` put into one.

        Returns: a RaggedTensor, or a tensor if no ragged dimension is left.

        Example:
            >>> tf.ragged.constant([[[1], [2, 3]], [[4]]]).merge_dims(1, 2)
            <tf.RaggedTensor [[1, 2, 3], [4]]>
        """
        rank = self.shape.rank
        outer, inner = (axis_of("merge_dims", a, rank) for a in (outer_axis, inner_axis))
        if outer > inner:
            raise ValueError(
                explain("tf.RaggedTensor.merge_dims [inner_axis]", "it lies before outer_axis",
                        expected=f"{outer_axis} or more", received=inner_axis)
            )  # fmt: skip
        return _merge(self, outer, inner)

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
        """What an op does with ragged tensors; the dispatcher calls this."""
        from pellucid.ops.ragged_dispatch import call

        return call(op, inputs, attrs, name)

    def __repr__(self) -> str:
        if not isinstance(self.row_splits, EagerTensor):
            return f"tf.RaggedTensor(values={self._values}, row_splits={self.row_splits})"
        return f"<tf.RaggedTensor {_text(self.numpy())}>"

    __str__ = __repr__


def _text(rows: np.ndarray) -> str:
    """Nested lists as NumPy breaks them into lines; of many rows the first and the last three."""
    if not rows.size:
        return repr(rows.tolist())

    def element(x: Any) -> str:
        return _text(x) if isinstance(x, np.ndarray) else str(x)

    return np.array2string(rows, separator=", ", formatter={"all": element})


def as_values(values: Any) -> Any:
    """What may be the values of a ragged tensor: a RaggedTensor, or anything as a tensor."""
    return values if isinstance(values, RaggedTensor) else convert(values)


def rows_of(values: Any, dtype: DType = dtypes.int64) -> Tensor:
    """The first size of a ragged or dense tensor."""
    if isinstance(values, RaggedTensor):
        return values.nrows(dtype)
    return shape_of(values, out_type=dtype)[0]


def axis_of(where: str, axis: int, rank: int | None) -> int:
    """`axis`, not negative.

    Raises:
        ValueError: there is no such axis.
    """
    if rank is None:
        if axis < 0:
            problem = "negative axes need a known rank"
            raise ValueError(explain(f"tf.{where} [axis]", problem, received=axis))
        return axis
    if not -rank <= axis < rank:
        raise ValueError(
            explain(f"tf.{where} [axis]", "out of bounds", expected=f"{-rank} <= axis < {rank}",
                    received=axis)
        )  # fmt: skip
    return axis % rank


def _merge(x: Any, outer: int, inner: int) -> Any:
    if outer == inner:
        return x
    if not isinstance(x, RaggedTensor):
        sizes = shape_of(x)
        return reshape(x, concat([sizes[:outer], [-1], sizes[inner + 1 :]], 0))
    values = x.values
    if outer == 0:
        return _merge(values, 0, inner - 1)
    if outer > 1:
        return x.with_values(_merge(values, outer - 1, inner - 1))
    if isinstance(values, RaggedTensor):
        joined = gather(values.row_splits, x.row_splits)
        rest: Any = values.values
    else:
        width = shape_of(values, out_type=x.row_splits.dtype)[1]
        joined, rest = x.row_splits * width, _merge(values, 0, 1)
    return _merge(RaggedTensor.from_row_splits(rest, joined, validate=False), 1, inner - 1)


def _check_list(what: str, value: Any) -> None:
    if isinstance(value, Tensor):
        raise TypeError(
            explain(f"tf.RaggedTensor [{what}]", "Expected a list of tensors", received=value)
        )


bind(RaggedTensor)
