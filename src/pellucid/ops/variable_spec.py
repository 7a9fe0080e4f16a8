"""The spec of variables: `tf.type_spec_from_value(variable)`."""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TypeSpec, register_type_spec_from_value
from pellucid.core.typing import DTypeLike
from pellucid.ops.variables import Variable


class VariableSpec(TypeSpec):
    """Shape and dtype of a `tf.Variable`, and whether it is trained.

    Args:
        shape: the shape.
        dtype: the element type.
        trainable: whether tapes watch it.
        alias_id: a number that is the same for arguments that are one and the same variable.

    Example:
        >>> tf.type_spec_from_value(tf.Variable([1., 2.]))
        VariableSpec(shape=(2,), dtype=tf.float32, trainable=True, alias_id=None)
    """

    __slots__ = ("_alias_id", "_dtype", "_shape", "_trainable")

    # A variable is not taken apart: it passes as it is.
    _is_dense_spec = True

    def __init__(
        self,
        shape: Any,
        dtype: DTypeLike = dtypes.float32,
        trainable: bool = True,
        alias_id: int | None = None,
    ) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._trainable = trainable
        self._alias_id = alias_id

    @classmethod
    def from_value(cls, value: Variable) -> VariableSpec:
        """The spec of a variable."""
        return cls(value.shape, value.dtype, value.trainable)

    @property
    def value_type(self) -> type:
        """`tf.Variable`."""
        return Variable

    @property
    def shape(self) -> TensorShape:
        """The shape."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self._dtype

    @property
    def trainable(self) -> bool:
        """Whether tapes watch it."""
        return self._trainable

    @property
    def alias_id(self) -> int | None:
        """The number of the variable among the arguments of a function."""
        return self._alias_id

    def _serialize(self) -> tuple[Any, ...]:
        return self._shape, self._dtype, self._trainable, self._alias_id

    @property
    def _component_specs(self) -> VariableSpec:
        return self

    def _to_components(self, value: Any) -> Any:
        return value

    def _from_components(self, components: Any) -> Any:
        return components

    def __repr__(self) -> str:
        return (
            f"VariableSpec(shape={self._shape}, dtype={self._dtype!r}, "
            f"trainable={self._trainable!r}, alias_id={self._alias_id!r})"
        )


register_type_spec_from_value(Variable, VariableSpec.from_value)
