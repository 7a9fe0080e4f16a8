"""`tf.SparseTensor`: the values that are not zero, and where they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import partial_value


class SparseTensor:
    """A tensor in coordinate form (COO): dense[indices[i]] = values[i], all else is zero.

    Args:
        indices: int64 tensor of shape (n, rank), the coordinates, in row-major order.
        values: a tensor of shape (n,).
        dense_shape: int64 vector of `rank` sizes.

    Raises:
        ValueError: the shapes do not fit each other.

    Example:
        >>> s = tf.SparseTensor([[0, 1]], [5.], [2, 2])
        >>> tf.sparse.to_dense(s).numpy().tolist()
        [[0.0, 5.0], [0.0, 0.0]]
    """

    def __init__(self, indices: TensorLike, values: TensorLike, dense_shape: TensorLike) -> None:
        self._indices = convert(indices, dtypes.int64)
        self._values = convert(values)
        self._dense_shape = convert(dense_shape, dtypes.int64)
        count, rank = self._indices.shape.with_rank(2)
        self._values.shape.with_rank(1)
        if rank is not None:
            self._dense_shape.shape.assert_is_compatible_with([rank])
        if count is not None:
            self._values.shape.assert_is_compatible_with([count])

    @property
    def indices(self) -> Tensor:
        """The coordinates, (n, rank)."""
        return self._indices

    @property
    def values(self) -> Tensor:
        """The values, (n,)."""
        return self._values

    @property
    def dense_shape(self) -> Tensor:
        """The shape, as a vector."""
        return self._dense_shape

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def shape(self) -> TensorShape:
        """The shape, as far as it is known."""
        return TensorShape(partial_value(self._dense_shape))

    def get_shape(self) -> TensorShape:
        """The shape, as far as it is known."""
        return self.shape

    @property
    def graph(self) -> Any:
        """The graph that the values belong to."""
        return self._values.graph  # type: ignore[attr-defined]

    @property
    def _type_spec(self) -> SparseTensorSpec:
        return SparseTensorSpec(self.shape, self.dtype)

    def with_values(self, new_values: TensorLike) -> SparseTensor:
        """The same coordinates with other values."""
        return SparseTensor(self._indices, new_values, self._dense_shape)

    def __repr__(self) -> str:
        return f"SparseTensor(indices={self._indices!s}, values={self._values!s}, dense_shape={self._dense_shape!s})"


class SparseTensorSpec(TypeSpec):
    """Shape and dtype of a `tf.SparseTensor`."""

    __slots__ = ("_dtype", "_shape")

    def __init__(self, shape: Any = None, dtype: DTypeLike = dtypes.float32) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)

    @property
    def value_type(self) -> type:
        return SparseTensor

    @property
    def shape(self) -> TensorShape:
        """The shape of the dense tensor."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._dtype

    def _serialize(self) -> tuple[Any, ...]:
        return (self._shape, self._dtype)

    @property
    def _component_specs(self) -> Any:
        rank = self._shape.rank
        return [
            TensorSpec([None, rank], dtypes.int64),
            TensorSpec([None], self._dtype),
            TensorSpec([rank], dtypes.int64),
        ]

    def _to_components(self, value: Any) -> Any:
        return [value.indices, value.values, value.dense_shape]

    def _from_components(self, components: Any) -> Any:
        indices, values, dense_shape = components
        if all(isinstance(c, Tensor) for c in components):
            return SparseTensor(indices, values, dense_shape)
        made = SparseTensor.__new__(SparseTensor)  # of placeholders of any kind
        made._indices, made._values, made._dense_shape = indices, values, dense_shape
        return made


def from_dense(tensor: TensorLike, name: str | None = None) -> SparseTensor:
    """The sparse form of a dense tensor: its elements that are not zero (or empty strings)."""
    dense = convert(tensor)
    if isinstance(dense, EagerTensor):
        array = np.asarray(dense.array())
        present = (
            array.astype(bool)
            if array.dtype != object
            else np.vectorize(bool, otypes=[bool])(array)
        )
        indices = np.argwhere(present).astype(np.int64).reshape(-1, array.ndim)
        return SparseTensor(indices, array[present], np.array(array.shape, np.int64))
    zero = OPS["ZerosLike"](dense)
    indices = OPS["Where"](OPS["NotEqual"](dense, zero))
    return SparseTensor(
        indices, OPS["GatherNd"](dense, indices), OPS["Shape"](dense, out_type=dtypes.int64)
    )


def to_dense(
    sp_input: SparseTensor,
    default_value: TensorLike | None = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The dense tensor.

    Args:
        sp_input: a SparseTensor.
        default_value: what stands where nothing is given; zero.
        validate_indices: check that coordinates are in order, without repetition, and inside.

    Raises:
        InvalidArgumentError: they are not.
    """
    if not isinstance(sp_input, SparseTensor):
        raise TypeError(f"Input must be a SparseTensor. Received: {sp_input!r}")
    if isinstance(sp_input.indices, EagerTensor) and isinstance(sp_input.values, EagerTensor):
        return convert(_dense_array(sp_input, default_value, validate_indices))
    dense = OPS["ScatterNd"](sp_input.indices, sp_input.values, sp_input.dense_shape)
    if default_value is None:
        return dense
    ones = OPS["ScatterNd"](
        sp_input.indices, OPS["OnesLike"](sp_input.values), sp_input.dense_shape
    )
    fill = convert(default_value, sp_input.dtype)
    return OPS["SelectV2"](OPS["NotEqual"](ones, OPS["ZerosLike"](ones)), dense, fill)


def _dense_array(sparse: SparseTensor, default_value: Any, validate: bool) -> np.ndarray:
    shape = tuple(int(d) for d in sparse.dense_shape.numpy())
    indices = np.asarray(sparse.indices.numpy())
    if validate and len(indices):
        if (indices < 0).any() or (indices >= np.array(shape)).any():
            raise InvalidArgumentError(
                None,
                None,
                explain(
                    "tf.sparse.to_dense",
                    "an index is out of bounds",
                    expected=f"inside {shape}",
                    received=str(indices.tolist()[:5]),
                ),
            )
        flat = np.ravel_multi_index(tuple(indices.T), shape) if shape else np.zeros(len(indices))
        if (np.diff(flat) <= 0).any():
            raise InvalidArgumentError(
                None,
                None,
                "tf.sparse.to_dense: indices are out of order or repeated. Fix: tf.sparse.reorder",
            )
    if default_value is None:
        fill: Any = b"" if sparse.dtype is dtypes.string else 0
    else:
        fill = convert(default_value, sparse.dtype).array()
    dense = np.full(shape, fill, sparse.dtype.np_dtype)
    dense[tuple(indices.T)] = sparse.values.numpy()
    return dense
