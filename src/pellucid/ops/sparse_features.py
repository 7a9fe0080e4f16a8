"""`tf.io.SparseFeature`: a SparseTensor from features with coordinates and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pellucid.ops.array import expand_dims
from pellucid.ops.features import SparseFeature
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.sorting import argsort
from pellucid.ops.sparse_tensor import SparseTensor


def sparse_feature(feature: SparseFeature, columns: Mapping[str, SparseTensor]) -> SparseTensor:
    """The SparseTensor of a feature, from the parsed columns of its parts.

    Raises:
        ValueError: there is not one coordinate for each value.
    """
    keys = feature.index_key if isinstance(feature.index_key, list | tuple) else [feature.index_key]
    sizes = feature.size if isinstance(feature.size, list | tuple) else [feature.size]
    if len(keys) != len(sizes):
        raise ValueError(
            f"Expected as many sizes as index keys: {len(sizes)} sizes and {len(keys)} keys. "
            f"Received feature={feature}"
        )
    values = columns[feature.value_key]
    for key in keys:
        columns[key].values.shape.assert_is_compatible_with(values.values.shape)
    examples = values.indices[:, :-1]
    places = [expand_dims(columns[key].values, 1) for key in keys]
    indices = concat([examples, *places], 1)
    shape = concat([values.dense_shape[:-1], [int(size) for size in sizes]], 0)
    flat = values.values
    if not feature.already_sorted:
        order = _order(indices)
        indices, flat = gather(indices, order), gather(flat, order)
    return SparseTensor(indices, flat, shape)


def _order(indices: Any) -> Any:
    """The order that sorts coordinates, the first one most significant."""
    rank = indices.shape[1]
    order = argsort(indices[:, rank - 1], stable=True)
    for axis in range(rank - 2, -1, -1):
        column = gather(indices[:, axis], order)
        order = gather(order, argsort(column, stable=True))
    return order
