"""How kernels on strings walk over their elements: object arrays of `bytes` in, arrays out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.creation import range as range_of
from pellucid.ops.ragged_tensor import RaggedTensor


def elementwise(function: Callable[..., Any], *arrays: Any, dtype: Any = object) -> np.ndarray:
    """`function` of the elements that stand at the same place of all arrays, broadcast."""
    if len(arrays) == 1:
        shape = np.shape(arrays[0])
        flat = [function(v) for v in elements(arrays[0])]
    else:
        wide = np.broadcast_arrays(*[np.asarray(a) for a in arrays])
        shape = wide[0].shape
        flat = [function(*v) for v in zip(*[a.reshape(-1).tolist() for a in wide], strict=True)]
    return vector(flat, dtype).reshape(shape)


def elements(array: Any) -> list[Any]:
    """The elements of an array (or a single one) as a flat Python list."""
    return np.asarray(array).reshape(-1).tolist() if np.ndim(array) else [_single(array)]


def vector(values: Sequence[Any], dtype: Any = object) -> np.ndarray:
    """A NumPy vector; `bytes` keep the zeros at their ends, which NumPy's own strings lose."""
    made = np.empty(len(values), dtype)
    made[:] = values
    return made


def scalar(value: Any, what: str) -> Any:
    """The Python value of an array with one element and no dimension."""
    if np.ndim(value):
        raise ValueError(f"{what} must be scalar, but received {list(np.shape(value))}")
    return _single(value)


def _single(value: Any) -> Any:
    return value.item() if isinstance(value, np.ndarray | np.generic) else value


def choice(value: str, allowed: Sequence[str], where: str) -> str:
    """Check an attribute that has to be one of a few words."""
    if value not in allowed:
        listed = ", ".join(repr(a) for a in allowed)
        raise ValueError(f"{where}: expected one of {listed}, received {value!r}")
    return value


def with_rows(
    input: TensorLike, split: Callable[[Tensor], tuple[Tensor, ...]]
) -> tuple[Tensor | RaggedTensor, ...]:
    """Give every element of `input` a row of its own.

    Args:
        input: a tensor or RaggedTensor.
        split: from a vector of elements to the row splits and one or more vectors of values.

    Returns: for each vector of values a RaggedTensor with one more dimension than `input`; the
        vector itself if `input` is a scalar.
    """
    if isinstance(input, RaggedTensor):
        made = with_rows(input.flat_values, split)
        return tuple(input.with_flat_values(m) for m in made)
    tensor = convert(input)
    rank = tensor.shape.rank
    if rank is None:
        raise ValueError(f"The rank of the input has to be known, received shape {tensor.shape}.")
    splits, *values = split(reshape(tensor, [-1]))
    if rank == 0:
        return tuple(values)
    return tuple(_nested(v, splits, tensor) for v in values)


def _nested(values: Tensor, splits: Tensor, like: Tensor) -> RaggedTensor:
    """Rows in the places of the elements of `like`; its own dimensions are all of full length."""
    rows = RaggedTensor.from_row_splits(values, splits, validate=False)
    sizes = shape_of(like, out_type=splits.dtype)
    rank = like.shape.rank
    assert rank is not None
    for axis in range(rank - 1, 0, -1):
        count = _product(sizes, axis)
        starts = range_of(count + 1, dtype=splits.dtype) * sizes[axis]
        rows = RaggedTensor.from_row_splits(rows, starts, validate=False)
    return rows


def _product(sizes: Tensor, count: int) -> Tensor:
    """The number of elements in the first `count` dimensions."""
    total = sizes[0]
    for axis in range(1, count):
        total = total * sizes[axis]
    return total
