"""`tf.experimental.RowPartition`: how a sequence of values is cut into rows.

    RowPartition        row i holds the values from row_splits[i] up to row_splits[i + 1]
    RowPartitionSpec    what is known of one before it exists

Whatever encoding a partition is made of, it is kept as its splits; that all rows have one length is
remembered beside them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.assertion import Assert
from pellucid.ops.casting import cast
from pellucid.ops.creation import range as range_
from pellucid.ops.cumulative import cumsum
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.reduction import reduce_all
from pellucid.ops.segment import unsorted_segment_sum
from pellucid.ops.sorting import searchsorted


class RowPartition:
    """How values are cut into rows: row i is values[row_splits[i]:row_splits[i + 1]].

    Made by the class methods `from_row_splits`, `from_row_lengths`, `from_value_rowids`,
    `from_row_starts`, `from_row_limits` and `from_uniform_row_length`; the constructor is internal.

    Args:
        row_splits: int32 or int64 vector of (number of rows + 1) positions.
        row_lengths, value_rowids, nrows, nvals: the same in other words, where they are known.
        uniform_row_length: the length of every row, if all are equally long.
        internal: True.

    Example:
        >>> tf.experimental.RowPartition.from_row_lengths([2, 0, 1])
        tf.RowPartition(row_splits=[0 2 2 3])

    Reference: https://www.tensorflow.org/api_docs/python/tf/experimental/RowPartition
    """

    def __init__(
        self,
        row_splits: Tensor,
        row_lengths: Tensor | None = None,
        value_rowids: Tensor | None = None,
        nrows: Tensor | None = None,
        uniform_row_length: Tensor | None = None,
        nvals: Tensor | None = None,
        internal: bool = False,
    ) -> None:
        if not internal:
            fix = "from_row_splits and its kin"
            raise ValueError(explain("tf.RowPartition", "the class is not called", fix=fix))
        self._row_splits = row_splits
        self._row_lengths = row_lengths
        self._value_rowids = value_rowids
        self._nrows = nrows
        self._uniform = uniform_row_length
        self._nvals = nvals

    # --------------------------------------------------------------- factories

    @classmethod
    def from_row_splits(
        cls,
        row_splits: TensorLike,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Rows that begin and end at `row_splits`: 0, …, number of values; never decreasing."""
        splits = row_index("row_splits", row_splits, dtype, dtype_hint)
        if isinstance(row_splits, list | tuple) and not row_splits:
            problem = "row_splits may not be empty"
            raise ValueError(
                explain("tf.RowPartition [row_splits]", problem, expected="[0, ...]", received=[])
            )
        if validate:
            _require("row_splits", "must begin with 0", splits[:1], lambda s: s == 0)
            _require("row_splits", "must not decrease", splits[1:] - splits[:-1], lambda s: s >= 0)
        return cls(splits, internal=True)

    @classmethod
    def from_row_lengths(
        cls,
        row_lengths: TensorLike,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Rows of the given lengths, one after the other."""
        lengths = row_index("row_lengths", row_lengths, dtype, dtype_hint)
        if validate:
            _require("row_lengths", "must not be negative", lengths, lambda n: n >= 0)
        splits = concat([convert([0], lengths.dtype), cumsum(lengths)], 0)
        return cls(splits, row_lengths=lengths, internal=True)

    @classmethod
    def from_row_starts(
        cls,
        row_starts: TensorLike,
        nvals: TensorLike,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Rows that begin at `row_starts`; the last one ends with the `nvals` values."""
        starts = row_index("row_starts", row_starts, dtype, dtype_hint)
        end = reshape(cast(nvals, starts.dtype), [1])
        return cls.from_row_splits(concat([starts, end], 0), validate)

    @classmethod
    def from_row_limits(
        cls,
        row_limits: TensorLike,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Rows that end at `row_limits`; the first one begins with the values."""
        limits = row_index("row_limits", row_limits, dtype, dtype_hint)
        return cls.from_row_splits(concat([convert([0], limits.dtype), limits], 0), validate)

    @classmethod
    def from_value_rowids(
        cls,
        value_rowids: TensorLike,
        nrows: TensorLike | None = None,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Each value belongs to the row `value_rowids` says; these never decrease.

        Args:
            nrows: the number of rows, by default as many as the last value needs.
        """
        rowids = row_index("value_rowids", value_rowids, dtype, dtype_hint)
        if nrows is None:
            last = concat([convert([-1], rowids.dtype), rowids], 0)[-1]
            count = last + 1
        else:
            count = cast(nrows, rowids.dtype)
            _check_count(count, rowids)
        if validate:
            _require(
                "value_rowids", "must not decrease", rowids[1:] - rowids[:-1], lambda d: d >= 0
            )
            _require("value_rowids", "must not be negative", rowids[:1], lambda r: r >= 0)
            _require("value_rowids", "must be below nrows", count - rowids[-1:], lambda d: d > 0)
        ones = rowids * 0 + 1
        lengths = unsorted_segment_sum(ones, rowids, count)
        splits = concat([convert([0], rowids.dtype), cumsum(lengths)], 0)
        return cls(splits, lengths, rowids, count, internal=True)

    @classmethod
    def from_uniform_row_length(
        cls,
        uniform_row_length: TensorLike,
        nvals: TensorLike | None = None,
        nrows: TensorLike | None = None,
        validate: bool = True,
        dtype: DTypeLike | None = None,
        dtype_hint: DTypeLike | None = None,
    ) -> RowPartition:
        """Rows that all have the same length.

        Args:
            nvals: the number of values; or
            nrows: the number of rows. At least one is needed, `nrows` if the length is 0.

        Raises:
            ValueError: the numbers do not fit each other.
        """
        if nvals is None and nrows is None:
            problem = "at least one of them is needed"
            raise ValueError(explain("tf.RowPartition [nvals, nrows]", problem))
        length = row_index("uniform_row_length", uniform_row_length, dtype, dtype_hint)
        values = None if nvals is None else cast(nvals, length.dtype)
        if nrows is not None:
            rows: Tensor = cast(nrows, length.dtype)
        elif static_value(length) == 0:
            rows = length  # no rows, for all that is known
        else:
            rows = values // length
        if validate and values is not None:
            _check_uniform(length, rows, values)
        splits = range_(rows + 1) * length
        return cls(splits, nrows=rows, uniform_row_length=length, nvals=values, internal=True)

    # -------------------------------------------------------------- properties

    @property
    def dtype(self) -> DType:
        """int32 or int64, the dtype of the positions."""
        return self._row_splits.dtype

    def row_splits(self) -> Tensor:
        """Where rows begin and end, a vector of (number of rows + 1)."""
        return self._row_splits

    def row_starts(self) -> Tensor:
        """Where each row begins."""
        return self._row_splits[:-1]

    def row_limits(self) -> Tensor:
        """Where each row ends."""
        return self._row_splits[1:]

    def row_lengths(self) -> Tensor:
        """The length of each row."""
        if self._row_lengths is None:
            lengths = self._row_splits[1:] - self._row_splits[:-1]
            if not self._lives_as_long_as(lengths):
                return lengths
            self._row_lengths = lengths
        return self._row_lengths

    def nrows(self) -> Tensor:
        """The number of rows."""
        return shape_of(self._row_splits, out_type=self.dtype)[0] - 1

    def nvals(self) -> Tensor:
        """The number of values."""
        return self._row_splits[-1] if self._nvals is None else self._nvals

    def value_rowids(self) -> Tensor:
        """The number of the row of each value."""
        if self._value_rowids is None:
            everyone = range_(self.nvals())
            rowids = searchsorted(self.row_limits(), everyone, side="right", out_type=self.dtype)
            if not self._lives_as_long_as(rowids):
                return rowids
            self._value_rowids = rowids
        return self._value_rowids

    def _lives_as_long_as(self, derived: Tensor) -> bool:
        """Whether `derived` may be kept: it was not made in a graph that the splits are not of."""
        return getattr(derived, "graph", None) is getattr(self._row_splits, "graph", None)

    def offsets_in_rows(self) -> Tensor:
        """The place of each value in its row."""
        rowids = self.value_rowids()
        return range_(shape_of(rowids, out_type=self.dtype)[0]) - gather(self.row_starts(), rowids)

    def uniform_row_length(self) -> Tensor | None:
        """The length of all rows, or None if they may differ."""
        return self._uniform

    def is_uniform(self) -> bool:
        """Whether all rows are known to have one length."""
        return self._uniform is not None

    @property
    def static_nrows(self) -> int | None:
        """The number of rows, if it is known before a graph runs."""
        size = self._row_splits.shape[0]
        return None if size is None else size - 1

    @property
    def static_nvals(self) -> int | None:
        """The number of values, if it is known before a graph runs."""
        return _known(self.nvals())

    @property
    def static_uniform_row_length(self) -> int | None:
        """The length of all rows, if they have one and it is known before a graph runs."""
        return None if self._uniform is None else _known(self._uniform)

    def with_dtype(self, dtype: DTypeLike) -> RowPartition:
        """The same partition with positions of another dtype."""
        wanted = as_dtype(dtype)
        if wanted is self.dtype:
            return self
        uniform = None if self._uniform is None else cast(self._uniform, wanted)
        return RowPartition(
            cast(self._row_splits, wanted), uniform_row_length=uniform, internal=True
        )

    def for_values(self, nvals: Tensor) -> RowPartition:
        """The same partition with the number of values as their shape gives it.

        Compiled programs know shapes while they are compiled, but not what splits hold.
        """
        known, found = self.static_nvals, _known(nvals)
        if known is not None and found is not None and known != found:
            problem = "Arguments do not form a valid RaggedTensor: the row splits end elsewhere"
            text = explain("tf.RaggedTensor [values]", problem, expected=f"{known} values",
                           received=found)  # fmt: skip
            raise InvalidArgumentError(None, None, text)
        return RowPartition(
            self._row_splits, self._row_lengths, self._value_rowids, self._nrows, self._uniform,
            cast(nvals, self.dtype), internal=True,
        )  # fmt: skip

    @property
    def _type_spec(self) -> RowPartitionSpec:
        return RowPartitionSpec(self.static_nrows, None, self.static_uniform_row_length, self.dtype)

    def __repr__(self) -> str:
        if self._uniform is not None:
            rows, length = _text(self.nrows()), _text(self._uniform)
            return f"tf.RowPartition(nrows={rows}, uniform_row_length={length})"
        return f"tf.RowPartition(row_splits={_text(self._row_splits)})"


class RowPartitionSpec(TypeSpec):
    """What is known of a `RowPartition` before it exists.

    Args:
        nrows: the number of rows, or None.
        nvals: the number of values, or None.
        uniform_row_length: the length of all rows, or None.
        dtype: int32 or int64.
    """

    __slots__ = ("_dtype", "_nrows", "_nvals", "_uniform")

    def __init__(
        self,
        nrows: int | None = None,
        nvals: int | None = None,
        uniform_row_length: int | None = None,
        dtype: DTypeLike = dtypes.int64,
    ) -> None:
        self._nrows, self._nvals, self._uniform = nrows, nvals, uniform_row_length
        self._dtype = as_dtype(dtype)

    @property
    def value_type(self) -> type:
        """`RowPartition`."""
        return RowPartition

    def _serialize(self) -> tuple[Any, ...]:
        return self._nrows, self._nvals, self._uniform, self._dtype

    @property
    def _component_specs(self) -> Any:
        return TensorSpec([None if self._nrows is None else self._nrows + 1], self._dtype)

    def _to_components(self, value: Any) -> Any:
        return value.row_splits()

    def _from_components(self, components: Any) -> Any:
        length = None if self._uniform is None else convert(self._uniform, self._dtype)
        return RowPartition(components, uniform_row_length=length, internal=True)


def row_index(
    what: str, value: Any, dtype: DTypeLike | None = None, hint: DTypeLike | None = None
) -> Tensor:
    """`value` as an int32 or int64 tensor, int64 by default.

    Raises:
        ValueError: it has another dtype.
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if wanted is not None and isinstance(value, Tensor):
        return cast(value, wanted)
    if isinstance(value, np.ndarray | np.generic) and wanted is None and value.dtype.kind == "i":
        tensor = convert(value)
    else:
        tensor = convert(value, wanted, hint=dtypes.int64 if hint is None else as_dtype(hint))
    if tensor.dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError(
            explain(
                f"tf.RowPartition [{what}]",
                "row splits, lengths and ids are int32 or int64",
                received=describe(tensor),
                fix="tf.cast(x, tf.int64)",
            )
        )
    return tensor


def _known(tensor: Any) -> int | None:
    value = static_value(tensor)
    return None if value is None else int(value)


def _require(what: str, rule: str, values: Tensor, holds: Any) -> None:
    """Check numbers now if they are known, otherwise when the graph runs."""
    known = static_value(values)
    if known is None:
        Assert(reduce_all(holds(values)), [f"tf.RowPartition [{what}]: {rule}", values])
    elif not np.all(holds(np.asarray(known))):
        raise InvalidArgumentError(
            None, None,
            explain(
                f"tf.RowPartition [{what}]",
                f"Arguments do not form a valid RowPartition: {what} {rule}",
                received=np.asarray(known).tolist(),
            ),
        )  # fmt: skip


def _check_count(count: Tensor, rowids: Tensor) -> None:
    rows, ids = _known(count), static_value(rowids)
    if rows is not None and rows < 0:
        problem, expected = "it is negative", "nrows >= 0"
        raise ValueError(
            explain("tf.RowPartition [nrows]", problem, expected=expected, received=rows)
        )
    if rows is not None and ids is not None and len(ids) and ids[-1] >= rows:
        raise ValueError(
            explain("tf.RowPartition [nrows]", "a value lies in a later row",
                    expected=f"nrows >= value_rowids[-1] + 1 == {ids[-1] + 1}", received=rows)
        )  # fmt: skip


def _check_uniform(length: Tensor, rows: Tensor, values: Tensor) -> None:
    known = [_known(t) for t in (length, rows, values)]
    if None in known:
        Assert(length * rows == values, ["tf.RowPartition: uniform_row_length * nrows != nvals"])
    elif known[0] * known[1] != known[2]:  # type: ignore[operator]
        raise ValueError(
            explain("tf.RowPartition [uniform_row_length]", "times nrows it must equal nvals",
                    expected=f"{known[2]} values", received=f"{known[0]} * {known[1]}")
        )  # fmt: skip


def _text(tensor: Any) -> str:
    return str(tensor.numpy()) if isinstance(tensor, EagerTensor) else str(tensor)
