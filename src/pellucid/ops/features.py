"""What `tf.io.parse_example` is told about a feature: its dtype, and the form to give it."""

from __future__ import annotations

from typing import Any, NamedTuple

from pellucid.core import dtypes
from pellucid.core.typing import DTypeLike, ShapeLike


class FixedLenFeature(NamedTuple):
    """A feature with the same number of values in every example; it becomes a tensor.

    Attributes:
        shape: the shape of the values in one example.
        dtype: float32, int64 or string.
        default_value: what an example without the feature gets; without one it is an error.
    """

    shape: ShapeLike
    dtype: DTypeLike
    default_value: Any = None


class VarLenFeature(NamedTuple):
    """A feature with any number of values; it becomes a SparseTensor.

    Attributes:
        dtype: float32, int64 or string.
    """

    dtype: DTypeLike


class FixedLenSequenceFeature(NamedTuple):
    """Any number of entries of one shape; it becomes a tensor, padded to the longest.

    Attributes:
        shape: the shape of one entry.
        dtype: float32, int64 or string.
        allow_missing: take an example without the feature as one with no entries.
        default_value: the padding, a single value.
    """

    shape: ShapeLike
    dtype: DTypeLike
    allow_missing: bool = False
    default_value: Any = None


class SparseFeature(NamedTuple):
    """A SparseTensor whose coordinates and values are two or more features of an example.

    Attributes:
        index_key: the feature with the coordinates, or a list of them, one for each dimension.
        value_key: the feature with the values.
        dtype: the dtype of the values.
        size: the size of the dimension, or a list of sizes.
        already_sorted: the coordinates need not be sorted.
    """

    index_key: str | list[str]
    value_key: str
    dtype: DTypeLike
    size: int | list[int]
    already_sorted: bool = False


class RowSplits(NamedTuple):
    """Rows end and begin at the positions in the feature `key`."""

    key: str


class RowLengths(NamedTuple):
    """Rows have the lengths in the feature `key`."""

    key: str


class RowStarts(NamedTuple):
    """Rows begin at the positions in the feature `key`."""

    key: str


class RowLimits(NamedTuple):
    """Rows end at the positions in the feature `key`."""

    key: str


class ValueRowIds(NamedTuple):
    """The feature `key` says for each value which row it belongs to."""

    key: str


class UniformRowLength(NamedTuple):
    """All rows have `length` values."""

    length: int


class _RaggedFields(NamedTuple):
    dtype: Any
    value_key: str | None
    partitions: tuple[Any, ...]
    row_splits_dtype: Any
    validate: bool


class RaggedFeature(_RaggedFields):
    """A feature with any number of values; it becomes a RaggedTensor.

    Args:
        dtype: float32, int64 or string.
        value_key: the feature with the values; by default the name under which this stands.
        partitions: how the values of one example are divided into rows, the outermost first:
            `RaggedFeature.RowLengths("key")`, `RowSplits`, `RowStarts`, `RowLimits`, `ValueRowIds`,
            `UniformRowLength(length)`.
        row_splits_dtype: int32 or int64.
        validate: check that the rows fit the values.
    """

    __slots__ = ()

    RowSplits = RowSplits
    RowLengths = RowLengths
    RowStarts = RowStarts
    RowLimits = RowLimits
    ValueRowIds = ValueRowIds
    UniformRowLength = UniformRowLength

    def __new__(
        cls,
        dtype: DTypeLike,
        value_key: str | None = None,
        partitions: Any = (),
        row_splits_dtype: DTypeLike = dtypes.int32,
        validate: bool = False,
    ) -> RaggedFeature:
        kinds = (RowSplits, RowLengths, RowStarts, RowLimits, ValueRowIds, UniformRowLength)
        for part in partitions:
            if not isinstance(part, kinds):
                raise TypeError(
                    "tf.io.RaggedFeature [partitions]: expected "
                    "RaggedFeature.RowLengths(…) or its "
                    f"like, received {part!r}"
                )
        return super().__new__(cls, dtype, value_key, tuple(partitions), row_splits_dtype, validate)
