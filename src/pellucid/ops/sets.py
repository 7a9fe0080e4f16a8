"""`tf.sets`: the last dimension of a tensor as sets.

intersection, difference, union     of the sets in two tensors, row by row
size                                how many different elements each set has
"""

from __future__ import annotations

import builtins
from itertools import product
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op

_ELEMENTS = frozenset(
    {dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.uint16,
     dtypes.string}
)  # fmt: skip
_RESULT = "result_indices: int64, result_values: T, result_shape: int64"
_OPTIONS: dict[str, Any] = {
    "T": _ELEMENTS, "set_operation": str, "validate_indices": True, "gradient": None,
}  # fmt: skip
Rows = dict[tuple[int, ...], builtins.set[Any]]

_COMBINE = {
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
}


def _dense_sets(x: Any) -> tuple[Rows, list[int]]:
    if x.ndim < 2:
        raise ValueError(f"Set operations need at least 2 dimensions, received shape {x.shape}")
    outer = x.shape[:-1]
    return {i: set(x[i].tolist()) for i in np.ndindex(*outer)}, list(outer)


def _sparse_sets(indices: Any, values: Any, shape: Any, validate: bool) -> tuple[Rows, list[int]]:
    if len(shape) < 2:
        raise ValueError(f"Set operations need at least 2 dimensions, received {shape.tolist()}")
    if validate and len(indices):
        inside = (indices >= 0).all() and (indices < shape).all()
        if not inside or (np.diff(np.ravel_multi_index(tuple(indices.T), shape)) <= 0).any():
            raise ValueError("sparse indices are out of order, repeated, or out of bounds")
    rows: Rows = {}
    for place, value in zip(indices.tolist(), values.tolist(), strict=True):
        rows.setdefault(tuple(place[:-1]), set()).add(value)
    return rows, shape[:-1].tolist()


def _combined(
    a: tuple[Rows, list[int]], b: tuple[Rows, list[int]], operation: Any, dtype: Any
) -> Any:
    kind = operation.decode() if isinstance(operation, bytes) else operation
    if a[1] != b[1]:
        raise ValueError(f"Mismatched group shapes {a[1]} and {b[1]}")
    nothing: Any = set()
    indices: list[Any] = []
    values: list[Any] = []
    longest = 0
    for group in product(*(range(n) for n in a[1])):
        found = sorted(_COMBINE[kind](a[0].get(group, nothing), b[0].get(group, nothing)))
        longest = max(longest, len(found))
        values += found
        indices += [(*group, place) for place in range(len(found))]
    rank = len(a[1]) + 1
    flat = np.empty(len(values), dtype)
    flat[:] = values
    return (np.array(indices, np.int64).reshape(-1, rank), flat, np.array([*a[1], longest]))


def _shapes(rank: Any) -> list[Any]:
    return [(None, rank), (None,), (rank,)]


DenseToDenseSetOperation = op(
    "DenseToDenseSetOperation", f"set1: T, set2: T -> {_RESULT}",
    infer=lambda call: _shapes(call.rank(0)), **_OPTIONS,
)  # fmt: skip
DenseToSparseSetOperation = op(
    "DenseToSparseSetOperation",
    f"set1: T, set2_indices: int64, set2_values: T, set2_shape: int64 -> {_RESULT}",
    infer=lambda call: _shapes(call.rank(0)), **_OPTIONS,
)  # fmt: skip
SparseToSparseSetOperation = op(
    "SparseToSparseSetOperation",
    "set1_indices: int64, set1_values: T, set1_shape: int64, set2_indices: int64, set2_values: T, "
    f"set2_shape: int64 -> {_RESULT}",
    infer=lambda call: _shapes((call.shape(2) or (None,))[0]), **_OPTIONS,
)  # fmt: skip
SetSize = op(
    "SetSize", "set_indices: int64, set_values: T, set_shape: int64 -> size: int32",
    T=_ELEMENTS, validate_indices=True, gradient=None,
)  # fmt: skip


@DenseToDenseSetOperation.kernel("host")
def _(a: Any, b: Any, set_operation: Any) -> Any:
    return _combined(_dense_sets(a), _dense_sets(b), set_operation, a.dtype)


@DenseToSparseSetOperation.kernel("host")
def _(
    a: Any, indices: Any, values: Any, shape: Any, set_operation: Any, validate_indices: bool
) -> Any:
    second = _sparse_sets(indices, values, shape, validate_indices)
    return _combined(_dense_sets(a), second, set_operation, a.dtype)


@SparseToSparseSetOperation.kernel("host")
def _(
    indices1: Any, values1: Any, shape1: Any, indices2: Any, values2: Any, shape2: Any,
    set_operation: Any, validate_indices: bool,
) -> Any:  # fmt: skip
    first = _sparse_sets(indices1, values1, shape1, validate_indices)
    second = _sparse_sets(indices2, values2, shape2, validate_indices)
    return _combined(first, second, set_operation, values1.dtype)


@SetSize.kernel("host")
def _(indices: Any, values: Any, shape: Any, validate_indices: bool) -> Any:
    rows, outer = _sparse_sets(indices, values, shape, validate_indices)
    sizes = np.zeros(outer, np.int32)
    for group, elements in rows.items():
        sizes[group] = len(elements)
    return sizes


@SetSize.infer
def _(call: Any) -> Any:
    sizes = call.vector(2)
    return None if sizes is None else tuple(sizes[:-1])


def _checked(where: str, value: Any) -> Any:
    found = value if isinstance(value, SparseTensor) else convert(value)
    if found.dtype not in _ELEMENTS:
        raise TypeError(
            explain(f"tf.sets.{where}", f"dtype {found.dtype.name} is not supported",
                    expected=", ".join(sorted(d.name for d in _ELEMENTS)))
        )  # fmt: skip
    return found


def _operation(where: str, a: Any, b: Any, kind: str, validate: bool) -> SparseTensor:
    first, second = _checked(where, a), _checked(where, b)
    if first.dtype is not second.dtype:
        raise TypeError(
            explain(f"tf.sets.{where}", "Types don't match", expected=first.dtype.name,
                    received=second.dtype.name)
        )  # fmt: skip
    if isinstance(first, SparseTensor) and isinstance(second, Tensor):
        # Operands may change places, only the difference has to be turned around with them.
        first, second = second, first
        kind = {"a-b": "b-a", "b-a": "a-b"}.get(kind, kind)
    options = {"set_operation": kind, "validate_indices": validate}
    if isinstance(first, SparseTensor):
        parts = [first.indices, first.values, first.dense_shape]
        parts += [second.indices, second.values, second.dense_shape]
        return SparseTensor(*SparseToSparseSetOperation(*parts, **options))
    if isinstance(second, SparseTensor):
        parts = [second.indices, second.values, second.dense_shape]
        return SparseTensor(*DenseToSparseSetOperation(first, *parts, **options))
    return SparseTensor(*DenseToDenseSetOperation(first, second, **options))


def size(a: SparseTensor, validate_indices: bool = True) -> Tensor:
    """The number of different elements of each set, the last dimension of `a`.

    Args:
        a: a SparseTensor of integers or strings.
        validate_indices: check that coordinates are in order.

    Returns: int32, of shape `a.shape[:-1]`.
    """
    if not isinstance(a, SparseTensor):
        raise TypeError(explain("tf.sets.size [a]", "Expected `SparseTensor`", received=repr(a)))
    sparse = _checked("size", a)
    return SetSize(
        sparse.indices, sparse.values, sparse.dense_shape, validate_indices=validate_indices
    )


def intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """The elements that are in both sets, row by row, in order.

    Args:
        a, b: tensors or SparseTensors of integers or strings, of one shape but for the last size.
        validate_indices: check that coordinates of sparse ones are in order.

    Raises:
        TypeError: dtypes differ, or are not supported.
        InvalidArgumentError: the other sizes differ, or there is only one dimension.

    Example:
        >>> tf.sets.intersection([[1, 2, 3]], [[2, 3, 4]]).values.numpy().tolist()
        [2, 3]
    """
    return _operation("intersection", a, b, "intersection", validate_indices)


def difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """The elements that are in one set, but not in the other, row by row; see `intersection`.

    Args:
        aminusb: those of `a` that are not in `b`; False: the other way round.
    """
    return _operation("difference", a, b, "a-b" if aminusb else "b-a", validate_indices)


def union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """The elements that are in either set, row by row, in order; see `intersection`."""
    return _operation("union", a, b, "union", validate_indices)
