"""Sobol's quasi-random points: they fill the unit cube more evenly than random ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.runtime.dispatch import op

_BITS = 30
# For each dimension after the first: degree and inner coefficients of a primitive polynomial, and
# the first direction numbers. Reference: Joe & Kuo, "Constructing Sobol sequences with better
# two-dimensional projections", 2008 (their file new-joe-kuo-6).
_DIRECTIONS = (
    (1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)), (3, 2, (1, 1, 1)), (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)), (5, 2, (1, 1, 5, 5, 17)), (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)), (5, 11, (1, 1, 5, 1, 1)), (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)), (6, 1, (1, 3, 3, 9, 7, 49)), (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)), (6, 19, (1, 1, 1, 15, 7, 5)), (6, 22, (1, 3, 1, 15, 13, 25)),
    (6, 25, (1, 1, 5, 5, 19, 61)), (7, 1, (1, 3, 7, 11, 23, 15, 103)),
    (7, 4, (1, 3, 7, 13, 13, 15, 69)),
)  # fmt: skip
MOST_DIMENSIONS = len(_DIRECTIONS) + 1

SobolSample = op(
    "SobolSample", "dim: int32, num_results: int32, skip: int32 -> samples: dtype", gradient=None,
    dtype=frozenset({dtypes.float32, dtypes.float64}), static=("dim", "num_results", "skip"),
)  # fmt: skip


def _direction_numbers(dimension: int) -> list[int]:
    """The direction numbers of one dimension, as integers of `_BITS` bits."""
    if dimension == 0:
        return [1 << (_BITS - 1 - i) for i in range(_BITS)]
    degree, coefficients, first = _DIRECTIONS[dimension - 1]
    numbers = [m << (_BITS - 1 - i) for i, m in enumerate(first)]
    for i in range(degree, _BITS):
        value = numbers[i - degree] ^ (numbers[i - degree] >> degree)
        for k in range(1, degree):
            if coefficients >> (degree - 1 - k) & 1:
                value ^= numbers[i - k]
        numbers.append(value)
    return numbers


@SobolSample.kernel
def _(xp: Any, dim: Any, num_results: Any, skip: Any) -> Any:
    dim, count, skip = int(dim), int(num_results), int(skip)
    if not 1 <= dim <= MOST_DIMENSIONS:
        raise ValueError(f"dim must be from 1 to {MOST_DIMENSIONS}, received {dim}")
    if count < 1 or skip < 0:
        raise ValueError(f"num_results must be positive and skip not negative: {count}, {skip}")
    index = np.arange(skip + 1, skip + count + 1)
    gray = index ^ (index >> 1)
    bits = (gray[:, None] >> np.arange(_BITS)) & 1
    columns = []
    for dimension in range(dim):
        chosen = bits * np.array(_direction_numbers(dimension))
        columns.append(np.bitwise_xor.reduce(chosen, axis=1))
    return np.stack(columns, axis=1) / 2.0**_BITS


@SobolSample.infer
def _(call: Any) -> Any:
    dim, count = call.value(0), call.value(1)
    return (None if count is None else int(count), None if dim is None else int(dim))


def sobol_sample(
    dim: TensorLike,
    num_results: TensorLike,
    skip: TensorLike = 0,
    dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Points of the Sobol sequence in the unit cube.

    Args:
        dim: the number of dimensions, at most 21.
        num_results: how many points.
        skip: how many points of the sequence to leave out first.
        dtype: float32 or float64.

    Returns: shape [num_results, dim].

    Raises:
        InvalidArgumentError: an argument is out of range.
    """
    return SobolSample(dim, num_results, skip, dtype=as_dtype(dtype), name=name)
