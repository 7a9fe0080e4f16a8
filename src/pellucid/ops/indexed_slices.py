"""`tf.IndexedSlices`: some rows of a tensor, by their indices; what the gradient of `tf.gather` is.

IndexedSlices         values, indices, dense_shape
IndexedSlicesSpec     what is known of one before it exists
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape, as_shape, is_compatible
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.static import partial_value


class IndexedSlices:
    """The rows `indices` of a larger tensor: dense[indices[i], …] = the sum of values[i, …].

    All other rows are zero. Indices may repeat; their rows add up. Optimizers update only these
    rows of a variable; everything else converts to a dense tensor.

    Args:
        values: a tensor of shape (n, …), the rows.
        indices: an integer vector of n elements.
        dense_shape: the shape of the dense tensor, an integer vector, if it is known.

    Example:
        >>> rows = tf.IndexedSlices(tf.constant([[1., 2.]]), tf.constant([1]), tf.constant([2, 2]))
        >>> tf.convert_to_tensor(rows).numpy().tolist()
        [[0.0, 0.0], [1.0, 2.0]]
    """

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Tensor | None = None) -> None:
        self._values = values
        self._indices = indices
        self._dense_shape = dense_shape

    @property
    def values(self) -> Tensor:
        """The rows."""
        return self._values

    @property
    def indices(self) -> Tensor:
        """Which rows they are."""
        return self._indices

    @property
    def dense_shape(self) -> Tensor | None:
        """The shape of the dense tensor as a vector, or None."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The shape of the dense tensor, as far as it is known."""
        sizes = None if self._dense_shape is None else partial_value(convert(self._dense_shape))
        if sizes is not None:
            return TensorShape(sizes)
        inner = self._values.shape
        return TensorShape(None) if inner.rank is None else TensorShape([None, *inner[1:]])

    @property
    def dims(self) -> Any:
        """The shape as a plain tuple."""
        return self.shape.as_tuple

    def get_shape(self) -> TensorShape:
        """The shape of the dense tensor, as far as it is known."""
        return self.shape

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def device(self) -> str:
        """The device that holds the values."""
        return self._values.device  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        """The name of the values, in a graph."""
        return self._values.name  # type: ignore[attr-defined]

    @property
    def graph(self) -> Any:
        """The graph that the values belong to."""
        return self._values.graph  # type: ignore[attr-defined]

    @property
    def op(self) -> Any:
        """The node that made the values, in a graph."""
        return self._values.op  # type: ignore[attr-defined]

    @property
    def _type_spec(self) -> Any:
        dense, values = self._dense_shape, self._values
        if not is_compatible(None if values.dims is None else values.dims[:1], self._indices.dims):
            raise ValueError(
                explain(
                    "tf.IndexedSlices [indices]", "not one for each row of values",
                    expected=values.shape[:1], received=self._indices.shape,
                )
            )  # fmt: skip
        return IndexedSlicesSpec(
            self.shape, self.dtype, self._indices.dtype, None if dense is None else dense.dtype,
            self._indices.shape,
        )  # fmt: skip

    def __tf_tensor__(self, dtype: DType | None = None, name: str | None = None) -> Tensor:
        """The dense tensor.

        Raises:
            ValueError: the dense shape is unknown, or `dtype` is another.
        """
        if dtype is not None and dtype is not self.dtype:
            problem, fix = "IndexedSlices of another dtype", f"tf.cast(x, tf.{dtype.name})"
            raise ValueError(
                explain(
                    "tf.convert_to_tensor [dtype]",
                    problem,
                    expected=dtype.name,
                    received=self.dtype.name,
                    fix=fix,
                )
            )
        if self._dense_shape is None:
            raise ValueError(
                explain("tf.IndexedSlices", "no tensor can be made of it: dense_shape is unknown")
            )
        rows = convert(self._dense_shape)[0]
        return OPS["UnsortedSegmentSum"](self._values, self._indices, _index(rows), name=name)

    def consumers(self) -> list[Any]:
        """The nodes that read the values, in a graph."""
        return self._values.consumers()  # type: ignore[attr-defined]

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __mul__(self, other: TensorLike) -> Any:
        return _scaled(self, other, lambda values, by: values * by)

    __rmul__ = __mul__

    def __truediv__(self, other: TensorLike) -> Any:
        return _scaled(self, other, lambda values, by: values / by)

    def __add__(self, other: Any) -> Tensor:
        return convert(self) + other

    def __radd__(self, other: Any) -> Tensor:
        return other + convert(self)

    def __sub__(self, other: Any) -> Tensor:
        return convert(self) - other

    def __rsub__(self, other: Any) -> Tensor:
        return other - convert(self)

    def __repr__(self) -> str:
        # `str`: a tensor's `format` prints its numbers only.
        dense = "" if self._dense_shape is None else f", dense_shape={self._dense_shape!s}"
        return f"IndexedSlices(indices={self._indices!s}, values={self._values!s}{dense})"

    __str__ = __repr__


class IndexedSlicesSpec(TypeSpec):
    """What is known of an `IndexedSlices` before it exists.

    Args:
        shape: the shape of the dense tensor.
        dtype: of the values.
        indices_dtype: of the indices.
        dense_shape_dtype: of `dense_shape`, None if there is none.
        indices_shape: the shape of the indices, a vector.
    """

    __slots__ = ("_dense_shape_dtype", "_dtype", "_indices_dtype", "_indices_shape", "_shape")

    def __init__(
        self,
        shape: ShapeLike = None,
        dtype: DTypeLike = dtypes.float32,
        indices_dtype: DTypeLike = dtypes.int64,
        dense_shape_dtype: DTypeLike | None = None,
        indices_shape: ShapeLike = None,
    ) -> None:
        self._shape = as_shape(shape)
        self._dtype = as_dtype(dtype)
        self._indices_dtype = as_dtype(indices_dtype)
        self._dense_shape_dtype = None if dense_shape_dtype is None else as_dtype(dense_shape_dtype)
        self._indices_shape = as_shape(indices_shape).with_rank(1)

    @property
    def value_type(self) -> type:
        """`IndexedSlices`."""
        return IndexedSlices

    def _serialize(self) -> tuple[Any, ...]:
        return (
            self._shape, self._dtype, self._indices_dtype, self._dense_shape_dtype,
            self._indices_shape,
        )  # fmt: skip

    @property
    def _component_specs(self) -> list[TensorSpec]:
        inner = self._shape[1:]
        values = self._indices_shape.concatenate(inner)
        specs = [
            TensorSpec(values, self._dtype),
            TensorSpec(self._indices_shape, self._indices_dtype),
        ]
        if self._dense_shape_dtype is not None:
            specs.append(TensorSpec([self._shape.rank], self._dense_shape_dtype))
        return specs

    def _to_components(self, value: Any) -> list[Tensor]:
        return [t for t in (value.values, value.indices, value.dense_shape) if t is not None]

    def _from_components(self, components: Any) -> IndexedSlices:
        return IndexedSlices(*components)


def _scaled(rows: IndexedSlices, by: Any, apply: Any) -> Any:
    """Scaling by a scalar keeps the rows sparse; anything else needs the dense tensor."""
    factor = convert(by, rows.dtype)
    if factor.shape.rank == 0:
        return IndexedSlices(apply(rows.values, factor), rows.indices, rows.dense_shape)
    return apply(convert(rows), factor)


def _index(rows: Tensor) -> Tensor:
    return (
        rows if rows.dtype in (dtypes.int32, dtypes.int64) else OPS["Cast"](rows, DstT=dtypes.int32)
    )
