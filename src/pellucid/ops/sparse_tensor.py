"""`tf.SparseTensor`: the values that are not zero, and where they are."""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import partial_value

# Ops of one tensor that leave zeros what they are.
_ON_VALUES = frozenset(
    {"Abs", "Neg", "Sign", "Square", "Sqrt", "Erf", "Tanh", "Cast", "Identity", "StopGradient"}
)


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

    _known_shape: TensorShape | None = None

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
        found = TensorShape(partial_value(self._dense_shape))
        return found if self._known_shape is None else found.merge_with(self._known_shape)

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

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A SparseTensor with the parts of anything that has `indices`, `values`, `dense_shape`."""
        value = sparse_tensor_value
        if not all(hasattr(value, part) for part in ("indices", "values", "dense_shape")):
            raise TypeError(
                explain("tf.SparseTensor.from_value", "not a sparse value", received=repr(value))
            )
        return cls(value.indices, value.values, value.dense_shape)

    @property
    def op(self) -> Any:
        """The node that made the values, in a graph."""
        return self._values.op

    def consumers(self) -> list[Any]:
        """The nodes that read the values, in a graph."""
        return self._values.consumers()  # type: ignore[attr-defined]

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """The parts as NumPy arrays.

        Args:
            feed_dict, session: of TensorFlow 1; only None.
        """
        if feed_dict is not None or session is not None:
            raise ValueError("tf.SparseTensor.eval: there are no sessions. Fix: .values.numpy()")
        return tuple(t.numpy() for t in (self._indices, self._values, self._dense_shape))

    def set_shape(self, shape: Any) -> None:
        """Check that `shape` is compatible with what is known of the shape, and remember it."""
        self._known_shape = self.shape.merge_with(shape)

    def __mul__(self, other: Any) -> SparseTensor:
        """The values multiplied by those of a tensor that broadcasts to this shape."""
        return self._scaled(other, lambda values, by: values * by)

    def __rmul__(self, other: Any) -> Any:
        return self * other if isinstance(other, Tensor) else NotImplemented

    def __truediv__(self, other: Any) -> SparseTensor:
        """The values divided by those of a tensor that broadcasts to this shape."""
        return self._scaled(other, lambda values, by: values / by)

    def _scaled(self, other: Any, apply: Any) -> SparseTensor:
        by = convert(other, self.dtype)
        if by.shape.rank != 0:
            full = OPS["BroadcastTo"](by, self._dense_shape)
            by = OPS["GatherNd"](full, self._indices)
        return self.with_values(apply(self._values, by))

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
        """What an op does with sparse tensors; the dispatcher calls this."""
        if op.name in _ON_VALUES:
            return self.with_values(op(self._values, name=name, **attrs))
        if op.name == "Shape":
            return OPS["Cast"](self._dense_shape, DstT=attrs.get("out_type", dtypes.int32))
        if op.name == "Size":
            size = OPS["Prod"](self._dense_shape, [0])
            return OPS["Cast"](size, DstT=attrs.get("out_type", dtypes.int32))
        if op.name == "Rank":
            return OPS["Size"](self._dense_shape)
        if op.name == "RealDiv" and inputs[0] is self:
            return self / inputs[1]
        raise ValueError(
            f"Attempt to convert a value ({self!r}) with an unsupported type ({type(self)}) to a "
            f"Tensor, for {op.name}. Fix: tf.sparse.to_dense, or a function of tf.sparse"
        )

    def __repr__(self) -> str:
        parts = (self._indices, self._values, self._dense_shape)
        return "SparseTensor(indices={}, values={}, dense_shape={})".format(*map(str, parts))


class SparseTensorSpec(TypeSpec):
    """Shape and dtype of a `tf.SparseTensor`."""

    __slots__ = ("_dtype", "_shape")

    def __init__(self, shape: Any = None, dtype: DTypeLike = dtypes.float32) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)

    @property
    def value_type(self) -> type:
        """`SparseTensor`."""
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
            sparse = SparseTensor(indices, values, dense_shape)
            sparse._known_shape = self._shape
            return sparse
        made = SparseTensor.__new__(SparseTensor)  # of placeholders of any kind
        made._indices, made._values, made._dense_shape = indices, values, dense_shape
        return made

    def _batch(self, batch_size: int | None) -> SparseTensorSpec:
        """The spec of a batch of such tensors."""
        return SparseTensorSpec(TensorShape([batch_size]).concatenate(self._shape), self._dtype)

    def _unbatch(self) -> SparseTensorSpec:
        """The spec of one element of a batch."""
        return SparseTensorSpec(self._shape[1:], self._dtype)
