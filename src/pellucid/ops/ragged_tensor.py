"""`tf.RaggedTensor`: a tensor whose rows have different lengths.

The values of all rows stand in one tensor, row after row; `row_splits` says where rows begin and end:
row i is values[row_splits[i]:row_splits[i+1]]. Values may be ragged themselves.

Element-wise ops work on the values; the dispatcher asks by `__op_call__`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, UnimplementedError, explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph import shape_rules
from pellucid.ops.array import reshape
from pellucid.ops.array import shape as shape_of
from pellucid.ops.casting import cast
from pellucid.ops.operators import bind

_ELEMENTWISE = (shape_rules.same, shape_rules.broadcast)


class RaggedTensor:
    """Rows of different lengths.

    Args:
        values: the values of all rows: a tensor or RaggedTensor.
        row_splits: int32 or int64 vector of (number of rows + 1) positions, from 0 to the number of values.

    Use the factories `from_row_splits`, `from_row_lengths`, … or `tf.ragged.constant`.

    Example:
        >>> r = tf.RaggedTensor.from_row_lengths([1, 2, 3], [1, 2])
        >>> r
        <tf.RaggedTensor [[1], [2, 3]]>
    """

    def __init__(self, values: Any, row_splits: Tensor) -> None:
        self._values = values
        self._row_splits = row_splits

    # --------------------------------------------------------------- factories

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
            InvalidArgumentError: with `validate`, splits that do not begin with 0, decrease, or do not end
                at the number of values.
        """
        values, splits = _values(values), _row_index(row_splits)
        if validate and isinstance(splits, EagerTensor):
            _check_splits(splits.array(), _known_rows(values))
        return cls(values, splits)

    @classmethod
    def from_row_lengths(
        cls,
        values: TensorLike,
        row_lengths: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows of the given lengths, one after the other."""
        lengths = _row_index(row_lengths)
        zero = cast([0], lengths.dtype)
        total = OPS["Cumsum"](lengths, convert(0))
        return cls.from_row_splits(
            values, OPS["ConcatV2"]([zero, total], convert(0)), name, validate
        )

    @classmethod
    def from_value_rowids(
        cls,
        values: TensorLike,
        value_rowids: TensorLike,
        nrows: Any = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Each value belongs to the row whose number `value_rowids` gives, in non-decreasing order."""
        rows = np.asarray(convert(value_rowids).numpy())
        if validate and rows.size and ((np.diff(rows) < 0).any() or rows[0] < 0):
            raise InvalidArgumentError(
                None,
                None,
                f"Arguments to from_value_rowids do not form a valid RaggedTensor: value_rowids {rows} must be sorted and not negative.",
            )
        count = (
            int(convert(nrows)) if nrows is not None else (int(rows[-1]) + 1 if rows.size else 0)
        )
        if validate and rows.size and rows[-1] >= count:
            raise ValueError(
                f"tf.RaggedTensor.from_value_rowids [nrows]: expected more than {rows[-1]}, received {count}"
            )
        return cls.from_row_lengths(
            values, np.bincount(rows, minlength=count).astype(np.int64), name, validate
        )

    @classmethod
    def from_row_starts(
        cls,
        values: TensorLike,
        row_starts: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows that begin at `row_starts`; the last one ends with the values."""
        values, starts = _values(values), _row_index(row_starts)
        end = reshape(cast(_number_of_rows(values), starts.dtype), [1])
        return cls.from_row_splits(
            values, OPS["ConcatV2"]([starts, end], convert(0)), name, validate
        )

    @classmethod
    def from_row_limits(
        cls,
        values: TensorLike,
        row_limits: TensorLike,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Rows that end at `row_limits`; the first one begins with the values."""
        limits = _row_index(row_limits)
        return cls.from_row_splits(
            values, OPS["ConcatV2"]([cast([0], limits.dtype), limits], convert(0)), name, validate
        )

    @classmethod
    def from_nested_row_splits(
        cls,
        flat_values: TensorLike,
        nested_row_splits: Sequence[TensorLike],
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Several ragged dimensions: the splits of each, from the outermost."""
        result = flat_values
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
        result = flat_values
        for lengths in reversed(nested_row_lengths):
            result = cls.from_row_lengths(result, lengths, name, validate)
        return result

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
        return self._row_splits

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The row splits of all ragged dimensions, from the outermost."""
        inner = self._values.nested_row_splits if isinstance(self._values, RaggedTensor) else ()
        return (self._row_splits, *inner)

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def ragged_rank(self) -> int:
        """The number of ragged dimensions."""
        return len(self.nested_row_splits)

    @property
    def shape(self) -> TensorShape:
        """The shape; ragged dimensions are None."""
        rows = self._row_splits.shape[0]
        inner = self._values.shape
        return TensorShape([None if rows is None else rows - 1, None, *inner[1:]])

    def get_shape(self) -> TensorShape:
        """The shape; ragged dimensions are None."""
        return self.shape

    @property
    def _type_spec(self) -> RaggedTensorSpec:
        return RaggedTensorSpec(self.shape, self.dtype, self.ragged_rank, self._row_splits.dtype)

    # ----------------------------------------------------------------- reading

    def nrows(self, out_type: DTypeLike | None = None, name: str | None = None) -> Tensor:
        """The number of rows."""
        rows = shape_of(self._row_splits)[0] - 1
        return cast(rows, out_type or self._row_splits.dtype)

    def row_lengths(self, axis: int = 1, name: str | None = None) -> Any:
        """The length of each row; for `axis` > 1 of the rows inside, as a RaggedTensor."""
        if axis == 1:
            return self._row_splits[1:] - self._row_splits[:-1]
        return self.with_values(self._values.row_lengths(axis - 1))

    def row_starts(self, name: str | None = None) -> Tensor:
        """Where each row begins among the values."""
        return self._row_splits[:-1]

    def row_limits(self, name: str | None = None) -> Tensor:
        """Where each row ends among the values."""
        return self._row_splits[1:]

    def value_rowids(self, name: str | None = None) -> Tensor:
        """The number of the row that each value belongs to."""
        lengths = self.row_lengths().numpy()
        return convert(np.repeat(np.arange(len(lengths), dtype=lengths.dtype), lengths))

    def bounding_shape(
        self, axis: int | None = None, name: str | None = None, out_type: DTypeLike | None = None
    ) -> Tensor:
        """The shape of the smallest dense tensor that holds all rows."""
        dtype = as_dtype(out_type) if out_type is not None else self._row_splits.dtype
        array = np.array(_bounding(self), dtype.np_dtype)
        return convert(array if axis is None else array[axis])

    def to_list(self) -> list[Any]:
        """The rows as nested Python lists."""
        splits = self._row_splits.numpy().tolist()
        values = self._values
        inner = values.to_list() if isinstance(values, RaggedTensor) else values.numpy().tolist()
        return [inner[a:b] for a, b in zip(splits, splits[1:], strict=False)]

    def numpy(self) -> Any:
        """A NumPy array of row arrays (one array if all rows are equally long)."""
        rows = [np.asarray(_host(row)) for row in self]
        if rows and all(r.shape == rows[0].shape and r.dtype != object for r in rows):
            return np.stack(rows)
        result = np.empty(len(rows), object)
        result[:] = rows
        return result

    def to_tensor(
        self, default_value: TensorLike | None = None, name: str | None = None, shape: Any = None
    ) -> Tensor:
        """A dense tensor, the rows padded at their ends.

        Args:
            default_value: the padding, by default 0 or an empty string.
            shape: the shape to pad or cut to, where not None.
        """
        if not isinstance(self._row_splits, EagerTensor):
            raise UnimplementedError(
                None,
                None,
                "RaggedTensor.to_tensor inside tf.function needs its rows' lengths; call it outside.",
            )
        wanted = list(TensorShape(shape).as_list()) if shape is not None else []
        bounds = _bounding(self)
        size = [w if w is not None else b for w, b in zip(wanted, bounds, strict=False)] + bounds[
            len(wanted) :
        ]
        fill = (
            convert(default_value, self.dtype).array()
            if default_value is not None
            else _default(self.dtype)
        )
        dense = np.full(size, fill, self.dtype.np_dtype)
        _fill(dense, self)
        return convert(dense)

    def __getitem__(self, index: Any) -> Any:
        """Row `i`, rows `a:b`, or with a tuple an index into the row, or one slice of every row."""
        first, *rest = index if isinstance(index, tuple) else (index,)
        if isinstance(first, slice):
            result = self._rows(first)
            return result._inner(rest) if rest else result
        number = int(convert(first))
        count = int(self.nrows())
        if not -count <= number < count:
            raise InvalidArgumentError(
                None, None, f"slice index {number} of dimension 0 out of bounds."
            )
        row = number % count
        start, stop = (int(v) for v in self._row_splits.numpy()[row : row + 2])
        values = self._values[start:stop]
        return values[tuple(rest)] if rest else values

    def _rows(self, rows: slice) -> RaggedTensor:
        if rows == slice(None):
            return self
        splits = self._row_splits.numpy()
        chosen = range(len(splits) - 1)[rows]
        pieces = [np.arange(splits[i], splits[i + 1]) for i in chosen]
        lengths = np.array([len(p) for p in pieces], splits.dtype)
        return self._gathered(pieces, lengths)

    def _inner(self, rest: list[Any]) -> Any:
        if not isinstance(rest[0], slice):
            raise ValueError("Cannot index into an inner ragged dimension.")
        splits = self._row_splits.numpy()
        pieces = [np.arange(a, b)[rest[0]] for a, b in zip(splits, splits[1:], strict=False)]
        result = self._gathered(pieces, np.array([len(p) for p in pieces], splits.dtype))
        return (
            result
            if len(rest) == 1
            else result.with_values(result.values[(slice(None), *rest[1:])])
        )

    def _gathered(self, pieces: list[np.ndarray], lengths: np.ndarray) -> RaggedTensor:
        order = np.concatenate(pieces).astype(np.int64) if pieces else np.zeros(0, np.int64)
        values = self._values
        if isinstance(values, RaggedTensor):
            inner = values._row_splits.numpy()
            parts = [np.arange(inner[i], inner[i + 1]) for i in order]
            taken: Any = values._gathered(parts, np.array([len(p) for p in parts], inner.dtype))
        else:
            taken = OPS["GatherV2"](values, convert(order), convert(0))
        return RaggedTensor.from_row_lengths(taken, lengths)

    def __iter__(self) -> Any:
        return (self[i] for i in range(int(self.nrows())))

    def __len__(self) -> int:
        return int(self.nrows())

    # ---------------------------------------------------------------- changing

    def with_values(self, new_values: Any) -> RaggedTensor:
        """The same rows with other values."""
        return RaggedTensor(_values(new_values), self._row_splits)

    def with_flat_values(self, new_values: Any) -> RaggedTensor:
        """The same rows with other innermost values."""
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.with_flat_values(new_values))
        return self.with_values(new_values)

    def with_row_splits_dtype(self, dtype: DTypeLike) -> RaggedTensor:
        """The same with row splits of another dtype."""
        values = self._values
        inner = values.with_row_splits_dtype(dtype) if isinstance(values, RaggedTensor) else values
        return RaggedTensor(inner, cast(self._row_splits, dtype))

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
        """Run an element-wise op on the values; the dispatcher calls this."""
        if op.shape_rule not in _ELEMENTWISE:
            raise ValueError(
                explain(
                    f"tf.{op.name}",
                    "the operation does not accept ragged tensors",
                    fix="x.to_tensor() or x.flat_values",
                )
            )
        ragged = [i for i in inputs if isinstance(i, RaggedTensor)]
        for other in ragged[1:]:
            _check_same_rows(op, self, other)
        flat = [i.flat_values if isinstance(i, RaggedTensor) else i for i in inputs]
        return self.with_flat_values(op(*flat, name=name, **attrs))

    def __repr__(self) -> str:
        if not isinstance(self._row_splits, EagerTensor):
            return f"tf.RaggedTensor(values={self._values}, row_splits={self._row_splits})"
        return f"<tf.RaggedTensor {self.to_list()}>"

    __str__ = __repr__


class RaggedTensorSpec(TypeSpec):
    """Shape, dtype, ragged rank and row splits' dtype of a `tf.RaggedTensor`.

    Raises:
        ValueError: the ragged rank does not fit the shape.
    """

    __slots__ = ("_dtype", "_ragged_rank", "_shape", "_splits_dtype")

    def __init__(
        self, shape: Any = None, dtype: DTypeLike = dtypes.float32, ragged_rank: int | None = None,
        row_splits_dtype: DTypeLike = dtypes.int64, flat_values_spec: Any = None,
    ) -> None:  # fmt: skip
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype) if flat_values_spec is None else flat_values_spec.dtype
        self._splits_dtype = as_dtype(row_splits_dtype)
        rank = self._shape.rank
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with a known rank.")
            ragged_rank = rank - 1
        if rank is not None and ragged_rank >= rank:
            raise ValueError(
                f"Argument `ragged_rank` ({ragged_rank}) must be less than rank ({rank})."
            )
        self._ragged_rank = ragged_rank

    @property
    def value_type(self) -> type:
        return RaggedTensor

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

    def _serialize(self) -> tuple[Any, ...]:
        return (self._shape, self._dtype, self._ragged_rank, self._splits_dtype)

    @property
    def _component_specs(self) -> Any:
        dims = self._shape.as_tuple
        inner = None if dims is None else (None, *dims[self._ragged_rank + 1 :])
        flat = TensorSpec(inner, self._dtype)
        rows = None if dims is None or dims[0] is None else dims[0] + 1
        splits = [
            TensorSpec([rows if i == 0 else None], self._splits_dtype)
            for i in range(self._ragged_rank)
        ]
        return [flat, *splits]

    def _to_components(self, value: Any) -> Any:
        return [value.flat_values, *value.nested_row_splits]

    def _from_components(self, components: Any) -> Any:
        flat, *splits = components
        for split in reversed(splits):
            flat = RaggedTensor(flat, split)
        return flat


def constant(
    pylist: Any, dtype: DTypeLike | None = None, ragged_rank: int | None = None, inner_shape: Any = None,
    name: str | None = None, row_splits_dtype: DTypeLike = dtypes.int64,
) -> Any:  # fmt: skip
    """A RaggedTensor from nested Python lists whose rows may differ in length.

    Args:
        pylist: nested lists; all values at the same depth.
        dtype: the dtype of the values.
        ragged_rank: the number of ragged dimensions; by default all but the last depth.
        inner_shape: the shape of the dense values at the end.
        row_splits_dtype: int32 or int64.

    Returns: a RaggedTensor; a Tensor if there is no ragged dimension.

    Raises:
        ValueError: values stand at different depths.
    """
    depth = _depth(pylist)
    if ragged_rank is None:
        ragged_rank = max(0, depth - 1 - (len(inner_shape) if inner_shape is not None else 0))
    if depth and ragged_rank >= max(depth, 1) and _leaves_below(pylist, ragged_rank):
        raise ValueError(f"Invalid pylist={pylist}: incompatible with ragged_rank={ragged_rank}")
    splits: list[np.ndarray] = []
    rows = pylist
    for _ in range(ragged_rank):
        if any(not isinstance(r, list | tuple | np.ndarray) for r in rows):
            raise ValueError(
                f"tf.ragged.constant [pylist]: values stand at different depths: {pylist!r}"
            )
        lengths = [len(r) for r in rows]
        splits.append(
            np.concatenate([[0], np.cumsum(lengths)]).astype(as_dtype(row_splits_dtype).np_dtype)
        )
        rows = [v for r in rows for v in r]
    flat = convert(rows, None if dtype is None else as_dtype(dtype))
    if inner_shape is not None and not rows:
        flat = reshape(flat, [0, *inner_shape])
    return RaggedTensor.from_nested_row_splits(flat, splits, validate=False) if splits else flat


def _depth(value: Any) -> int:
    if not isinstance(value, list | tuple | np.ndarray):
        return 0
    return 1 + max((_depth(v) for v in value), default=0)


def _leaves_below(value: Any, levels: int) -> bool:
    if levels == 0:
        return True
    return isinstance(value, list | tuple) and any(not isinstance(v, list | tuple) for v in value)


def _values(values: Any) -> Any:
    return values if isinstance(values, RaggedTensor) else convert(values)


def _row_index(value: Any) -> Tensor:
    tensor = convert(value, hint=dtypes.int64)
    if tensor.dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError(f"Row partitions must be int32 or int64, received {tensor.dtype.name}")
    return tensor


def _number_of_rows(values: Any) -> Tensor:
    return values.nrows() if isinstance(values, RaggedTensor) else shape_of(values)[0]


def _known_rows(values: Any) -> int | None:
    return values.shape[0]


def _check_splits(splits: np.ndarray, rows: int | None) -> None:
    bad = splits.ndim != 1 or not len(splits) or splits[0] != 0 or (np.diff(splits) < 0).any()
    if bad or (rows is not None and splits[-1] != rows):
        raise InvalidArgumentError(
            None, None,
            f"Arguments to from_row_splits do not form a valid RaggedTensor: row_splits {splits.tolist()} must begin "
            f"with 0, not decrease, and end with the number of values, {rows}.",
        )  # fmt: skip


def _check_same_rows(op: Any, a: RaggedTensor, b: RaggedTensor) -> None:
    pairs = zip(a.nested_row_splits, b.nested_row_splits, strict=False)
    if a.ragged_rank != b.ragged_rank or any(
        isinstance(x, EagerTensor)
        and isinstance(y, EagerTensor)
        and not np.array_equal(x.array(), y.array())
        for x, y in pairs
    ):
        raise InvalidArgumentError(
            None,
            None,
            explain(
                f"tf.{op.name}",
                "ragged tensors differ in their row lengths",
                expected=str(a),
                received=str(b),
            ),
        )


def _bounding(value: Any) -> list[int]:
    if not isinstance(value, RaggedTensor):
        return list(value.shape.as_list())
    splits = value.row_splits.numpy()
    longest = int(np.diff(splits).max(initial=0))
    return [len(splits) - 1, longest, *_bounding(value.values)[1:]]


def _default(dtype: DType) -> Any:
    return b"" if dtype is dtypes.string else np.zeros((), dtype.np_dtype)[()]


def _fill(dense: np.ndarray, value: Any) -> None:
    if not isinstance(value, RaggedTensor):
        source = value.numpy()
        region = tuple(slice(0, min(a, b)) for a, b in zip(dense.shape, source.shape, strict=True))
        dense[region] = source[region]
        return
    for target, row in zip(dense, value, strict=False):
        _fill(target, row)


def _host(row: Any) -> Any:
    return row.numpy()


bind(RaggedTensor)
