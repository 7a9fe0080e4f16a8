"""`tf.edit_distance`: the Levenshtein distance of sequences."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.ops.sparse_conversion import as_sparse
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op

EditDistance = op(
    "EditDistance",
    "hypothesis_indices: int64, hypothesis_values: T, hypothesis_shape: int64, "
    "truth_indices: int64, truth_values: T, truth_shape: int64 -> output: float32",
    normalize=True, gradient=None,
)  # fmt: skip


def _sequences(indices: Any, values: Any) -> dict[tuple[int, ...], list[Any]]:
    found: dict[tuple[int, ...], list[Any]] = {}
    for place, value in zip(indices.tolist(), values.tolist(), strict=True):
        found.setdefault(tuple(place[:-1]), []).append(value)
    return found


def levenshtein(a: list[Any], b: list[Any]) -> int:
    """How many insertions, deletions and substitutions turn `a` into `b`."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


@EditDistance.kernel("host")
def _(
    indices: Any, values: Any, shape: Any, truth_indices: Any, truth_values: Any, truth_shape: Any,
    normalize: bool,
) -> Any:  # fmt: skip
    if len(shape) != len(truth_shape) or len(shape) < 2:
        raise ValueError(f"ranks must agree, and be 2 or more: {shape} and {truth_shape}")
    ours, theirs = _sequences(indices, values), _sequences(truth_indices, truth_values)
    distances = np.zeros(np.maximum(shape, truth_shape)[:-1], np.float32)
    for place in np.ndindex(*distances.shape):
        a, b = ours.get(place, []), theirs.get(place, [])
        distance = float(levenshtein(a, b))
        if normalize:
            distance = distance / len(b) if b else (np.inf if a else 0.0)
        distances[place] = distance
    return distances


@EditDistance.infer
def _(call: Any) -> Any:
    ours, theirs = call.vector(2), call.vector(5)
    if ours is None or theirs is None:
        return None
    return tuple(
        None if a is None or b is None else max(a, b)
        for a, b in zip(ours[:-1], theirs[:-1], strict=False)
    )


def edit_distance(
    hypothesis: SparseTensor, truth: SparseTensor, normalize: bool = True,
    name: str = "edit_distance",
) -> Tensor:  # fmt: skip
    """The Levenshtein distance of the sequences along the last dimension.

    Args:
        hypothesis, truth: SparseTensors of one rank and dtype.
        normalize: divide by the length of the true sequence; infinite if that is empty.

    Returns: float32, one distance for each sequence.

    Example:
        >>> a = tf.sparse.from_dense([["c", "a", "t"]])
        >>> b = tf.sparse.from_dense([["h", "a", "t"]])
        >>> tf.edit_distance(a, b, normalize=False).numpy().tolist()
        [1.0]
    """
    a, b = as_sparse("edit_distance", hypothesis), as_sparse("edit_distance", truth)
    return EditDistance(
        a.indices, a.values, a.dense_shape, b.indices, b.values, b.dense_shape,
        normalize=normalize, name=name,
    )  # fmt: skip
