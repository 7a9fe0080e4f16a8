"""Sparse tensors as strings: `tf.io.serialize_sparse` and its like.

A SparseTensor becomes three strings, the serialized TensorProtos of its indices, values and shape.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.ops.string_elements import vector
from pellucid.ops.tensor_proto import from_bytes, to_bytes
from pellucid.runtime.dispatch import op

_INPUTS = (
    "sparse_indices: int64, sparse_values: T, sparse_shape: int64 -> serialized_sparse: string"
)

SerializeSparse = op("SerializeSparse", _INPUTS, out_type=dtypes.string, gradient=None)


@SerializeSparse.infer
def _(call: Any) -> Any:
    return (3,)


@SerializeSparse.kernel("host")
def _(indices: Any, values: Any, shape: Any, T: DType) -> Any:
    return _strings(np.asarray(indices), np.asarray(values), np.asarray(shape), T)


SerializeManySparse = op("SerializeManySparse", _INPUTS, out_type=dtypes.string, gradient=None)


@SerializeManySparse.infer
def _(call: Any) -> Any:
    sizes = call.vector(2)
    return (sizes[0] if sizes else None, 3)


@SerializeManySparse.kernel("host")
def _(indices: Any, values: Any, shape: Any, T: DType) -> Any:
    indices, values, shape = np.asarray(indices), np.asarray(values), np.asarray(shape)
    if len(shape) < 2:
        raise ValueError(f"the rank of the sparse tensor must be 2 or more, received {len(shape)}")
    rows = [indices[:, 0] == row for row in range(int(shape[0]))]
    found = np.empty((len(rows), 3), object)
    for row, chosen in enumerate(rows):
        found[row] = _strings(indices[chosen][:, 1:], values[chosen], shape[1:], T)
    return found


def _strings(
    indices: np.ndarray, values: np.ndarray, shape: np.ndarray, dtype: DType
) -> np.ndarray:
    return vector(
        [to_bytes(indices, dtypes.int64), to_bytes(values, dtype), to_bytes(shape, dtypes.int64)]
    )


DeserializeManySparse = op(
    "DeserializeManySparse",
    "serialized_sparse: string -> sparse_indices: int64, sparse_values: dtype, sparse_shape: int64",
    gradient=None,
)


@DeserializeManySparse.infer
def _(call: Any) -> Any:
    return [(None, None), (None,), (None,)]


@DeserializeManySparse.kernel("host")
def _(serialized: Any, dtype: DType) -> Any:
    if np.ndim(serialized) != 2 or np.shape(serialized)[1] != 3:
        raise ValueError(
            f"serialized_sparse must have shape [batch, 3], received {list(np.shape(serialized))}"
        )
    parts = [
        (from_bytes(a, dtypes.int64), from_bytes(b, dtype), from_bytes(c, dtypes.int64))
        for a, b, c in serialized.tolist()
    ]
    ranks = {len(shape) for _, _, shape in parts}
    if len(ranks) != 1:
        raise ValueError(f"all sparse tensors must have one rank, received {sorted(ranks)}")
    numbers = np.repeat(np.arange(len(parts)), [len(p[0]) for p in parts])
    indices = np.concatenate([p[0].reshape(-1, *ranks) for p in parts])
    shape = np.max([p[2] for p in parts], 0)
    return (
        np.concatenate([numbers[:, None], indices], 1),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([[len(parts)], shape]),
    )


def serialize_sparse(
    sp_input: SparseTensor, out_type: DTypeLike = dtypes.string, name: str | None = None
) -> Tensor:
    """A SparseTensor as three strings.

    Args:
        sp_input: a SparseTensor.
        out_type: only `tf.string`.

    Returns: a vector of three strings.
    """
    return SerializeSparse(*_parts(sp_input, out_type, "tf.io.serialize_sparse"), name=name)


def serialize_many_sparse(
    sp_input: SparseTensor, out_type: DTypeLike = dtypes.string, name: str | None = None
) -> Tensor:
    """Each row of a SparseTensor as three strings.

    Args:
        sp_input: a SparseTensor of rank 2 or more.
        out_type: only `tf.string`.

    Returns: strings of shape [rows, 3].
    """
    return SerializeManySparse(
        *_parts(sp_input, out_type, "tf.io.serialize_many_sparse"), name=name
    )


def _parts(sp_input: Any, out_type: DTypeLike, where: str) -> tuple[Tensor, Tensor, Tensor]:
    if not isinstance(sp_input, SparseTensor):
        raise TypeError(
            explain(f"{where} [sp_input]", "no SparseTensor", received=type(sp_input).__name__)
        )
    if as_dtype(out_type) is not dtypes.string:
        raise ValueError(
            explain(f"{where} [out_type]", "not possible", expected="tf.string", received=out_type)
        )
    return sp_input.indices, sp_input.values, sp_input.dense_shape


def deserialize_many_sparse(
    serialized_sparse: TensorLike,
    dtype: DTypeLike,
    rank: int | None = None,
    name: str | None = None,
) -> SparseTensor:
    """A SparseTensor from the strings of its rows, the sizes of which may differ.

    Args:
        serialized_sparse: strings of shape [rows, 3], from `serialize_sparse` or
            `serialize_many_sparse`.
        dtype: the dtype of the values.
        rank: the rank of a row, if it is known.

    Returns: a SparseTensor of shape [rows, …].
    """
    indices, values, shape = DeserializeManySparse(
        serialized_sparse, dtype=as_dtype(dtype), name=name
    )
    if rank is not None:
        indices.shape.assert_is_compatible_with([None, rank + 1])
        shape.shape.assert_is_compatible_with([rank + 1])
    return SparseTensor(indices, values, shape)
