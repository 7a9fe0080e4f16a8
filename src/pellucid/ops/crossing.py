"""Feature crosses: all combinations of the values that columns have in the same row.

    sparse_cross, sparse_cross_hashed     `tf.sparse.cross`, `tf.sparse.cross_hashed`
    ragged_cross, ragged_cross_hashed     `tf.ragged.cross`, `tf.ragged.cross_hashed`

A cross is the text of its parts joined, or a hash of their fingerprints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.ops.casting import cast
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.ops.string_hash import fingerprint64
from pellucid.runtime.dispatch import op

Rows = list[list[Any]]  # for each row the values of one column
_HASH_KEY = 0xDECAFCAFFE
_MULTIPLIER = 0xC6A4A7935BD1E995
_MASK = 2**64 - 1


def _mixed(x: int) -> int:
    return x ^ (x >> 47)


def _concatenated(first: int, second: int) -> int:
    """One 64-bit fingerprint of two, in this order."""
    result = first ^ _MULTIPLIER
    result ^= _mixed(second * _MULTIPLIER & _MASK) * _MULTIPLIER & _MASK
    result = result * _MULTIPLIER & _MASK
    return _mixed(_mixed(result) * _MULTIPLIER & _MASK)


def _fingerprint(value: Any) -> int:
    if isinstance(value, bytes):
        return int(fingerprint64([value])[0])
    return int(value) & _MASK


def _bytes(number: Any) -> bytes:
    return int(number).to_bytes(8, "little", signed=True)


def _hashed(parts: Sequence[Any], buckets: int, key: int) -> int:
    result = key & _MASK
    for part in parts:
        result = _concatenated(result, _fingerprint(part))
    return result % (buckets or 2**63 - 1)


def _joined(parts: Sequence[Any], separator: bytes) -> bytes:
    return separator.join(p if isinstance(p, bytes) else str(int(p)).encode() for p in parts)


def _crosses(columns: list[Rows], combine: Callable[[Any], Any]) -> Rows:
    """In each row every combination, the last column changing fastest."""
    counts = {len(rows) for rows in columns}
    if len(counts) > 1:
        raise ValueError(f"columns differ in their number of rows: {sorted(counts)}")
    return [[combine(parts) for parts in product(*row)] for row in zip(*columns, strict=True)]


def _sparse_rows(indices: np.ndarray, values: np.ndarray, shape: np.ndarray) -> Rows:
    rows: Rows = [[] for _ in range(int(shape[0]))]
    for row, value in zip(indices[:, 0], values, strict=True):
        rows[int(row)].append(value)
    return rows


def _values(rows: Rows, dtype: Any) -> np.ndarray:
    flat = [v for row in rows for v in row]
    found = np.empty(len(flat), dtype)
    found[:] = flat
    return found


# ---------------------------------------------------------------- sparse

_COLUMNS = (
    "indices: N*int64, values: sparse_types..., shapes: N*int64, dense_inputs: dense_types..."
)
_SPARSE = "output_indices: int64, output_values: {}, output_shape: int64"
SparseCrossV2 = op(
    "SparseCrossV2", f"{_COLUMNS}, sep: string -> {_SPARSE.format('string')}", gradient=None,
    infer=lambda call: [(None, 2), (None,), (2,)],
)  # fmt: skip
SparseCrossHashed = op(
    "SparseCrossHashed",
    f"{_COLUMNS}, num_buckets: int64, strong_hash: bool, salt: int64 -> {_SPARSE.format('int64')}",
    gradient=None, infer=lambda call: [(None, 2), (None,), (2,)],
)  # fmt: skip


@SparseCrossV2.kernel("host")
def _(indices: Any, values: Any, shapes: Any, dense: Any, sep: Any) -> Any:
    separator: Any = sep[()] if isinstance(sep, np.ndarray) else sep
    return _sparse(indices, values, shapes, dense, lambda p: _joined(p, separator), object)


@SparseCrossHashed.kernel("host")
def _(
    indices: Any, values: Any, shapes: Any, dense: Any, buckets: Any, strong: Any, salt: Any
) -> Any:
    from pellucid.ops.string_hash import siphash

    key = np.asarray(salt).reshape(-1).tolist()

    def combine(parts: Any) -> int:
        if not strong:
            return _hashed(parts, int(buckets), key[0])
        first, *rest = (p if isinstance(p, bytes) else _bytes(p) for p in parts)
        result = int(siphash([first], key)[0])
        for part in rest:
            result = _concatenated(result, int(siphash([part], key)[0]))
        return result % (int(buckets) or 2**63 - 1)

    return _sparse(indices, values, shapes, dense, combine, np.int64)


def _sparse(indices: Any, values: Any, shapes: Any, dense: Any, combine: Any, dtype: Any) -> Any:
    columns = [_sparse_rows(*parts) for parts in zip(indices, values, shapes, strict=True)]
    rows = _crosses([*columns, *(list(map(list, d)) for d in dense)], combine)
    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    widest = max((len(row) for row in rows), default=0)
    return (
        np.array(places, np.int64).reshape(-1, 2),
        _values(rows, dtype),
        np.array([len(rows), widest], np.int64),
    )


def _sparse_inputs(inputs: Any) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    if not isinstance(inputs, list):
        raise TypeError(
            explain("tf.sparse.cross [inputs]", "must be a list", received=repr(inputs))
        )
    if any(isinstance(i, RaggedTensor) for i in inputs):
        raise TypeError("tf.sparse.cross [inputs]: must not be ragged. Fix: tf.ragged.cross")
    sparse = [i for i in inputs if isinstance(i, SparseTensor)]
    dense = [_feature(convert(i)) for i in inputs if not isinstance(i, SparseTensor)]
    return (
        [s.indices for s in sparse], [_feature(s.values) for s in sparse],
        [s.dense_shape for s in sparse], dense,
    )  # fmt: skip


def _feature(values: Tensor) -> Tensor:
    """Strings as they are, integers as int64."""
    return values if values.dtype is dtypes.string else cast(values, dtypes.int64)


def sparse_cross(inputs: Any, name: str | None = None, separator: str | None = None) -> Any:
    """In each row all combinations of one value of each input, as text.

    Args:
        inputs: SparseTensors and tensors of rank 2, of strings or integers. Sparse ones come first
            in each combination.
        separator: what stands between the parts, `"_X_"` by default.

    Returns: a SparseTensor of strings.

    Example:
        >>> tf.sparse.cross([tf.constant([["a"]]), tf.constant([["b"]])]).values.numpy()
        array([b'a_X_b'], dtype=object)
    """
    text = "_X_" if separator is None else separator
    return SparseTensor(*SparseCrossV2(*_sparse_inputs(inputs), convert(text), name=name))


def sparse_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> Any:
    """In each row all combinations of one value of each input, as hash numbers.

    Args:
        inputs: SparseTensors and tensors of rank 2, of strings or integers.
        num_buckets: results are in [0, num_buckets); 0: any.
        hash_key: the number that hashing starts with.

    Returns: a SparseTensor of int64.
    """
    key = _HASH_KEY if hash_key is None else hash_key
    if num_buckets < 0:
        raise ValueError(f"tf.sparse.cross_hashed [num_buckets]: expected >= 0, got {num_buckets}")
    outputs = SparseCrossHashed(
        *_sparse_inputs(inputs), convert(num_buckets, dtypes.int64), convert(False),
        convert([key, key], dtypes.int64), name=name,
    )  # fmt: skip
    return SparseTensor(*outputs)


# ---------------------------------------------------------------- ragged

RaggedCross = op(
    "RaggedCross",
    "ragged_values: ragged_values_types..., ragged_row_splits: ragged_splits_types..., "
    "sparse_indices: Nsparse*int64, sparse_values: sparse_values_types..., "
    "sparse_shape: Nsparse*int64, dense_inputs: dense_types... "
    "-> output_values: out_values_type, output_row_splits: out_row_splits_type",
    input_order=str, hashed_output=bool, num_buckets=int, hash_key=int, out_values_type=DType,
    out_row_splits_type=DType, gradient=None, infer=lambda call: [(None,), (None,)],
)  # fmt: skip


@RaggedCross.kernel("host")
def _(
    ragged: Any, splits: Any, indices: Any, values: Any, shapes: Any, dense: Any,
    input_order: Any, hashed_output: bool, num_buckets: int, hash_key: int, out_values_type: Any,
) -> Any:  # fmt: skip
    sources = {
        "R": iter([[list(v[a:b]) for a, b in pairwise(s)]
                   for v, s in zip(ragged, splits, strict=True)]),
        "S": iter([_sparse_rows(*parts) for parts in zip(indices, values, shapes, strict=True)]),
        "D": iter([list(map(list, d)) for d in dense]),
    }  # fmt: skip
    order = input_order.decode() if isinstance(input_order, bytes) else input_order
    columns = [next(sources[kind]) for kind in order]
    rows = _crosses(
        columns,
        (lambda p: _hashed(p, num_buckets, hash_key)) if hashed_output else (
            lambda p: _joined(p, b"_X_")),
    )  # fmt: skip
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return _values(rows, out_values_type.np_dtype), ends


def _ragged(inputs: Any, hashed: bool, buckets: int, key: int | None, name: str | None) -> Any:
    if not isinstance(inputs, list | tuple) or not inputs:
        raise ValueError("tf.ragged.cross [inputs]: expected a list that is not empty")
    given = [i if isinstance(i, RaggedTensor | SparseTensor) else convert(i) for i in inputs]
    ragged = [i for i in given if isinstance(i, RaggedTensor)]
    sparse = [i for i in given if isinstance(i, SparseTensor)]
    dense = [i for i in given if isinstance(i, Tensor)]
    if any(r.ragged_rank != 1 or r.shape.rank not in (2, None) for r in ragged):
        raise ValueError("tf.ragged.cross: ragged inputs must have rank 2")
    if buckets < 0:
        raise ValueError(f"tf.ragged.cross_hashed [num_buckets]: expected >= 0, got {buckets}")
    order = "".join(
        "R" if isinstance(i, RaggedTensor) else "S" if isinstance(i, SparseTensor) else "D"
        for i in given
    )
    values, splits = RaggedCross(
        [_feature(r.values) for r in ragged], [r.row_splits for r in ragged],
        [s.indices for s in sparse], [_feature(s.values) for s in sparse],
        [s.dense_shape for s in sparse], [_feature(d) for d in dense],
        input_order=order, hashed_output=hashed, num_buckets=buckets,
        hash_key=_HASH_KEY if key is None else key,
        out_values_type=dtypes.int64 if hashed else dtypes.string,
        out_row_splits_type=dtypes.int64, name=name,
    )  # fmt: skip
    return RaggedTensor.from_row_splits(values, splits, validate=False)


def ragged_cross(inputs: Any, name: str | None = None) -> RaggedTensor:
    """In each row all combinations of one value of each input, as text with `_X_` between.

    Args:
        inputs: RaggedTensors, SparseTensors and tensors of rank 2, of strings or integers.

    Returns: a RaggedTensor of strings.

    Example:
        >>> tf.ragged.cross([tf.ragged.constant([["a"]]), tf.ragged.constant([["b", "c"]])])
        <tf.RaggedTensor [[b'a_X_b', b'a_X_c']]>
    """
    return _ragged(inputs, hashed=False, buckets=0, key=None, name=name)


def ragged_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> RaggedTensor:
    """In each row all combinations of one value of each input, as hash numbers.

    Args:
        inputs: RaggedTensors, SparseTensors and tensors of rank 2, of strings or integers.
        num_buckets: results are in [0, num_buckets); 0: any.
        hash_key: the number that hashing starts with.

    Returns: a RaggedTensor of int64.
    """
    return _ragged(inputs, hashed=True, buckets=num_buckets, key=hash_key, name=name)
