"""Columns of parsed examples: from the values in every example to dense, sparse or ragged form.

A column is a list with one entry for each example: its values (None where the feature is missing),
or in feature lists the values of each step. With `batched=False` there is one example, and no
batch dimension.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType

Values = np.ndarray | None


def empty(dtype: DType) -> np.ndarray:
    """No values."""
    return np.empty(0, dtype.np_dtype)


def joined(parts: Sequence[Values], dtype: DType) -> np.ndarray:
    """All values one after the other."""
    return np.concatenate([empty(dtype), *[p for p in parts if p is not None]])


def _lengths(parts: Sequence[Values]) -> np.ndarray:
    return np.array([0 if p is None else len(p) for p in parts], np.int64)


def splits(lengths: np.ndarray) -> np.ndarray:
    """Where rows of these lengths begin and end."""
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _numbered(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each value of rows one after the other: its row, and its place in the row."""
    rows = np.repeat(np.arange(len(lengths)), lengths)
    return rows, np.arange(len(rows)) - splits(lengths)[rows]


def sparse(column: list[Values], dtype: DType, batched: bool) -> tuple[Any, Any, Any]:
    """Indices, values and shape."""
    lengths = _lengths(column)
    rows, places = _numbered(lengths)
    indices, shape = np.stack([rows, places], 1), [len(column), lengths.max(initial=0)]
    if not batched:
        indices, shape = indices[:, 1:], shape[1:]
    return indices, joined(column, dtype), np.array(shape, np.int64)


def dense(
    column: list[Values],
    shape: Sequence[int | None],
    default: np.ndarray,
    key: bytes,
    batched: bool,
) -> np.ndarray:
    """An array whose first dimension is the batch; with an unknown first size in `shape`, padded.

    Raises:
        ValueError: a feature is missing and has no default, or does not have the right number of
            values.
    """
    name = key.decode(errors="replace")
    dtype = dtypes.NUMPY_TO_DTYPE[default.dtype]
    if shape and shape[0] is None:
        made = _padded(column, [int(d or 0) for d in shape[1:]], default, name)
        return made if batched else made[0]
    dims = [int(d or 0) for d in shape]
    size = math.prod(dims)
    rows = []
    for values in column:
        if values is None:
            if default.size == 0 and size:
                raise ValueError(
                    f"Feature: {name} (data type: {dtype.name}) is required but could not be found."
                )
            values = default.reshape(-1)
        if len(values) != size:
            raise ValueError(
                f"Key: {name}. Number of {dtype.name} values != expected. Values size: "
                f"{len(values)} but output shape: {dims}"
            )
        rows.append(values)
    made = joined(rows, dtype).reshape([len(column), *dims])
    return made if batched else made[0]


def _padded(column: list[Values], entry: list[int], default: np.ndarray, name: str) -> np.ndarray:
    size = math.prod(entry)
    lengths = _lengths(column)
    if size == 0 or (lengths % size).any():
        raise ValueError(
            f"Key: {name}. The number of values {lengths.tolist()} is not a multiple of {size}"
        )
    longest = int(lengths.max(initial=0)) // size
    fill: Any = default.reshape(-1)[0] if default.size else b"" if default.dtype == object else 0
    made = np.full((len(column), longest * size), fill, default.dtype)
    rows, places = _numbered(lengths)
    made[rows, places] = joined(column, dtypes.NUMPY_TO_DTYPE[default.dtype])
    return made.reshape([len(column), longest, *entry])


def ragged(column: list[Values], dtype: DType, batched: bool) -> tuple[np.ndarray, np.ndarray]:
    """Values and row splits; no splits for a single example."""
    return joined(column, dtype), splits(_lengths(column)) if batched else np.empty(0, np.int64)


# --- feature lists: the values of every step ------------------------------------------------------


def steps_sparse(column: list[list[Values]], dtype: DType, batched: bool) -> tuple[Any, Any, Any]:
    """Indices (example, step, place), values and shape."""
    counts = np.array([len(steps) for steps in column], np.int64)
    flat = [values for steps in column for values in steps]
    lengths = _lengths(flat)
    entry, places = _numbered(lengths)
    example, step = _numbered(counts)
    indices = np.stack([example[entry], step[entry], places], 1)
    shape = [len(column), counts.max(initial=0), lengths.max(initial=0)]
    if not batched:
        indices, shape = indices[:, 1:], shape[1:]
    return indices, joined(flat, dtype), np.array(shape, np.int64)


def steps_dense(
    column: list[list[Values]], shape: Sequence[int | None], dtype: DType, key: bytes, batched: bool
) -> tuple[np.ndarray, np.ndarray]:
    """An array (example, step, …) padded with zeros or empty strings, and the numbers of steps.

    Raises:
        ValueError: a step does not have the right number of values.
    """
    dims = [int(d or 0) for d in shape]
    size = math.prod(dims)
    counts = np.array([len(steps) for steps in column], np.int64)
    for steps in column:
        for number, values in enumerate(steps):
            if values is None or len(values) != size:
                found = 0 if values is None else len(values)
                raise ValueError(
                    f"Key: {key.decode(errors='replace')}, Index: {number}. Number of "
                    f"{dtype.name} values != expected. values size: {found} but output "
                    f"shape: {dims}"
                )
    fill: Any = b"" if dtype is dtypes.string else 0
    made = np.full((len(column), counts.max(initial=0), *dims), fill, dtype.np_dtype)
    for row, steps in zip(made, column, strict=True):
        row[: len(steps)] = joined(steps, dtype).reshape(len(steps), *dims)
    return (made, counts) if batched else (made[0], counts[0])


def steps_ragged(column: list[list[Values]], dtype: DType, batched: bool) -> tuple[Any, Any, Any]:
    """Values, splits of examples into steps (none for a single one), splits of steps."""
    flat = [values for steps in column for values in steps]
    outer = (
        splits(np.array([len(s) for s in column], np.int64)) if batched else np.empty(0, np.int64)
    )
    return joined(flat, dtype), outer, splits(_lengths(flat))
