"""Type specs: what is known of a value before it exists.

    TypeSpec              the base: one subclass for each class of values that can pass through
      TensorSpec          tf.function, tf.data and SavedModel
        BoundedTensorSpec
    type_spec_from_value, register_type_spec_from_value

A spec is a value: immutable, equal to another with the same parts, hashable, picklable. A subclass
says of which parts it consists (`_serialize`), which class of values it describes (`value_type`),
and how such a value is taken apart into tensors and put together again (`_component_specs`,
`_to_components`, `_from_components`); everything else follows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import TensorShape, as_shape, broadcast_shapes


class TypeSpec(ABC):
    """What is known of a value before it exists: its class, and for tensors shape and dtype.

    Subclass it to let values of another class pass through `tf.function`, `tf.data` and SavedModel;
    `tf.experimental.ExtensionType` does so for you.

    Example:
        >>> spec = tf.TensorSpec([None, 3], tf.float32)
        >>> spec.is_compatible_with(tf.zeros([2, 3]))
        True

    Reference: https://www.tensorflow.org/api_docs/python/tf/TypeSpec
    """

    __slots__ = ()

    @property
    @abstractmethod
    def value_type(self) -> type:
        """The class of the values that this spec describes."""

    @abstractmethod
    def _serialize(self) -> tuple[Any, ...]:
        """Return the parts of the spec: values, shapes and specs, in tuples, lists or dicts."""

    @property
    @abstractmethod
    def _component_specs(self) -> Any:
        """The specs of the components, nested as `_to_components` nests them."""

    @abstractmethod
    def _to_components(self, value: Any) -> Any:
        """Take a value apart into a nested structure of tensors."""

    @abstractmethod
    def _from_components(self, components: Any) -> Any:
        """Put a value together from its components."""

    @classmethod
    def _deserialize(cls, serialization: Any) -> TypeSpec:
        """Make the spec whose parts these are."""
        return cls(*serialization)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Return True if there may be a value that both specs describe.

        Args:
            spec_or_value: a `TypeSpec`, or a value, of which the spec is taken.
        """
        other = spec_or_value
        if not isinstance(other, TypeSpec):
            other = type_spec_from_value(other)
        return type(self) is type(other) and _compatible(self._serialize(), other._serialize())

    def is_subtype_of(self, other: Any) -> bool:
        """Return True if every value of this spec is also one of `other`."""
        return type(self) is type(other) and _is_subtype(self._serialize(), other._serialize())

    def most_specific_common_supertype(self, others: Sequence[Any]) -> TypeSpec | None:
        """Return the most specific spec that covers this and all `others`, or `None` if none does.

        Example:
            >>> tf.TensorSpec([2]).most_specific_common_supertype([tf.TensorSpec([3])])
            TensorSpec(shape=(None,), dtype=tf.float32, name=None)
        """
        if any(type(other) is not type(self) for other in others):
            return None
        parts = [other._serialize() for other in others]
        try:
            return self._deserialize(_common(self._serialize(), parts))
        except _NothingInCommon:
            return None

    def most_specific_compatible_type(self, other: TypeSpec) -> TypeSpec:
        """Return the most specific spec that covers this and the other.

        Raises:
            ValueError: if there is none.
        """
        spec = self.most_specific_common_supertype([other])
        if spec is None:
            raise ValueError(
                explain(
                    f"tf.{type(self).__name__}.most_specific_compatible_type",
                    f"No TypeSpec is compatible with both {self!r} and {other!r}",
                )
            )
        return spec

    @property
    def _flat_tensor_specs(self) -> list[TensorSpec]:
        """The specs of all tensors of a value, as a list."""
        return nest.flatten(self._component_specs, expand_composites=True)

    def _to_tensor_list(self, value: Any) -> list[Any]:
        """Take a value apart into the list of its tensors."""
        return nest.flatten(self._to_components(value), expand_composites=True)

    def _from_tensor_list(self, tensors: Sequence[Any]) -> Any:
        """Put a value together from the list of its tensors."""
        specs = self._component_specs
        return self._from_components(nest.pack_sequence_as(specs, tensors, expand_composites=True))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, TypeSpec) or type(self) is not type(other):
            return False
        return _key(self._serialize()) == _key(other._serialize())

    def __hash__(self) -> int:
        return hash((type(self).__name__, _key(self._serialize())))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self._serialize())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._serialize()))})"


def _restore(cls: type[TypeSpec], serialization: Any) -> TypeSpec:
    return cls._deserialize(serialization)


class _NothingInCommon(Exception):
    pass


def _key(part: Any) -> Any:
    """Make a hashable value that is equal for equal parts."""
    if isinstance(part, (list, tuple)):
        return (type(part).__name__, *map(_key, part))
    if isinstance(part, dict):
        return ("dict", *((name, _key(part[name])) for name in sorted(part)))
    if isinstance(part, np.ndarray):
        return ("array", part.dtype.str, part.shape, part.tobytes())
    return part


def _pairs(a: Any, b: Any) -> list[tuple[Any, Any]] | None:
    """Pair the elements of two like containers; `None` if they differ in form, or are none."""
    if type(a) is not type(b) or not isinstance(a, (list, tuple, dict)) or len(a) != len(b):
        return None
    if isinstance(a, dict):
        return [(a[name], b[name]) for name in a] if a.keys() == b.keys() else None
    return list(zip(a, b))


def _compatible(a: Any, b: Any) -> bool:
    pairs = _pairs(a, b)
    if pairs is not None:
        return all(_compatible(x, y) for x, y in pairs)
    if isinstance(a, (TypeSpec, TensorShape, DType)):
        return type(a) is type(b) and a.is_compatible_with(b)
    return _key(a) == _key(b)


def _is_subtype(a: Any, b: Any) -> bool:
    pairs = _pairs(a, b)
    if pairs is not None:
        return all(_is_subtype(x, y) for x, y in pairs)
    if isinstance(a, (TypeSpec, TensorShape)):
        return a.is_subtype_of(b)
    return _key(a) == _key(b)


def _common(part: Any, others: list[Any]) -> Any:
    """Generalize one part of a spec over the same part of others."""
    if isinstance(part, (TypeSpec, TensorShape)):
        supertype = part.most_specific_common_supertype(others)
        if supertype is None:
            raise _NothingInCommon
        return supertype
    if isinstance(part, (list, tuple, dict)):
        if any(_pairs(part, other) is None for other in others):
            raise _NothingInCommon
        if isinstance(part, dict):
            return {name: _common(part[name], [other[name] for other in others]) for name in part}
        children = [_common(x, [other[i] for other in others]) for i, x in enumerate(part)]
        return type(part)(*children) if hasattr(part, "_fields") else type(part)(children)
    if any(_key(part) != _key(other) for other in others):
        raise _NothingInCommon
    return part


class TensorSpec(TypeSpec):
    """Shape and dtype of a tensor that does not exist yet, such as an argument of a `tf.function`.

    Args:
        shape: anything `tf.TensorShape` takes; `None` sizes, or a shape of `None`, are unknown.
        dtype: the element type.
        name: a name for the tensor. It counts for equality.

    Raises:
        TypeError: if `shape` or `dtype` is no shape or dtype.
        ValueError: if a size is negative.

    Example:
        >>> @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        ... def total(x):
        ...     return tf.reduce_sum(x)

    Reference: https://www.tensorflow.org/api_docs/python/tf/TensorSpec
    """

    __slots__ = ("__weakref__", "_dtype", "_name", "_shape")

    _is_dense_spec = True

    def __init__(self, shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> None:
        self._shape = as_shape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> TensorSpec:
        """Return a spec with shape and dtype of another, and its name unless one is given."""
        return cls(spec.shape, spec.dtype, name or spec.name)

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """Return the spec of a tensor.

        Args:
            tensor: a `tf.Tensor`.
            name: a name for the spec; a symbolic tensor has one of its own.

        Raises:
            ValueError: if `tensor` is not a `tf.Tensor`.
        """
        if not isinstance(tensor, _tensor_class()):
            raise ValueError(
                explain(
                    "tf.TensorSpec.from_tensor [tensor]",
                    "`tensor` should be a tf.Tensor",
                    received=describe(tensor),
                    fix="tf.convert_to_tensor(x) first.",
                )
            )
        return cls(tensor.shape, tensor.dtype, name or _symbolic_name(tensor))

    @property
    def shape(self) -> TensorShape:
        """The shape, of which sizes may be unknown."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name, or `None`."""
        return self._name

    @property
    def value_type(self) -> type:
        """`tf.Tensor`."""
        return _tensor_class()

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Return True if a tensor of the other spec could be one of this spec.

        Args:
            spec_or_value: a `TensorSpec` or a `tf.Tensor`; other values are not compatible.
        """
        other = spec_or_value
        return (
            isinstance(other, (TensorSpec, _tensor_class()))
            and self._dtype.is_compatible_with(other.dtype)
            and self._shape.is_compatible_with(other.shape)
        )

    def is_subtype_of(self, other: Any) -> bool:
        """Return True if every tensor of this spec is also one of `other`."""
        return (
            isinstance(other, TensorSpec)
            and (not self._name or self._name == other._name)
            and self._dtype is other._dtype
            and self._shape.is_subtype_of(other._shape)
        )

    def most_specific_common_supertype(self, others: Sequence[Any]) -> TensorSpec | None:
        """Return the most specific spec that covers this and all `others`, or `None`."""
        for other in others:
            if not isinstance(other, TensorSpec) or self._dtype is not other._dtype:
                return None
            if self._name != other._name:
                return None
        shape = self._shape.most_specific_common_supertype([other._shape for other in others])
        return TensorSpec(shape, self._dtype, self._name)

    def _serialize(self) -> tuple[Any, ...]:
        return self._shape, self._dtype, self._name

    @property
    def _component_specs(self) -> TensorSpec:
        return self

    def _to_components(self, value: Any) -> Any:
        return value

    def _from_components(self, components: Any) -> Any:
        return components

    def _batch(self, batch_size: int | None) -> TensorSpec:
        """Return the spec of a batch of such tensors."""
        return TensorSpec(TensorShape([batch_size]).concatenate(self._shape), self._dtype)

    def _unbatch(self) -> TensorSpec:
        """Return the spec of one element of a batch that has this spec."""
        if self._shape.rank == 0:
            problem = "a tensor without dimensions has no elements to unbatch"
            raise ValueError(explain("tf.TensorSpec", problem, expected="rank >= 1"))
        return TensorSpec(self._shape[1:], self._dtype)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(other) is type(self) and self._serialize() == other._serialize()

    def __hash__(self) -> int:
        return hash((self._shape._dims, self._dtype.as_datatype_enum))

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"


class BoundedTensorSpec(TensorSpec):
    """A `TensorSpec` that also says between which values the elements lie.

    Args:
        shape: anything `tf.TensorShape` takes.
        dtype: the element type.
        minimum: the lowest value, an array that broadcasts to `shape`.
        maximum: the highest value, an array that broadcasts to `shape`.
        name: a name for the tensor.

    Raises:
        ValueError: if a bound is `None` or does not broadcast to `shape`.

    Example:
        >>> BoundedTensorSpec([3], tf.float32, minimum=0, maximum=1).maximum
        array(1., dtype=float32)
    """

    __slots__ = ("_maximum", "_minimum")

    def __init__(
        self, shape: Any, dtype: Any, minimum: Any, maximum: Any, name: str | None = None
    ) -> None:
        super().__init__(shape, dtype, name)
        self._minimum = self._bound("minimum", minimum)
        self._maximum = self._bound("maximum", maximum)

    def _bound(self, which: str, value: Any) -> np.ndarray[Any, Any]:
        where = f"BoundedTensorSpec [{which}]"
        if value is None:
            raise ValueError(explain(where, f"`{which}` can not be None"))
        bound = np.array(value, dtype=self.dtype.as_numpy_dtype)
        try:
            broadcast_shapes(bound.shape, self.shape.as_tuple)
        except ValueError:
            problem = f"`{which}` is not compatible with the shape"
            received = f"{value!r} of shape {bound.shape}"
            message = explain(where, problem, expected=f"shape {self.shape}", received=received)
            raise ValueError(message) from None
        bound.setflags(write=False)
        return bound

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> BoundedTensorSpec:
        """Return a bounded spec like another; without bounds it gets the extremes of its dtype."""
        dtype = as_dtype(spec.dtype)
        minimum = spec.minimum if hasattr(spec, "minimum") else dtype.min
        maximum = spec.maximum if hasattr(spec, "maximum") else dtype.max
        return cls(spec.shape, dtype, minimum, maximum, name or spec.name)

    @property
    def minimum(self) -> np.ndarray[Any, Any]:
        """The lowest values, a read-only array."""
        return self._minimum

    @property
    def maximum(self) -> np.ndarray[Any, Any]:
        """The highest values, a read-only array."""
        return self._maximum

    def _serialize(self) -> tuple[Any, ...]:
        return self._shape, self._dtype, self._minimum, self._maximum, self._name

    def __eq__(self, other: object) -> bool:
        if type(other) is not BoundedTensorSpec:
            return False
        return _key(self._serialize()) == _key(other._serialize())

    __hash__ = TensorSpec.__hash__

    def __repr__(self) -> str:
        return (
            f"BoundedTensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r}, "
            f"minimum={self._minimum!r}, maximum={self._maximum!r})"
        )


def _tensor_class() -> type:
    from pellucid.core.tensor import Tensor  # specs are older than tensors: tensor.py may use them

    return Tensor


def _symbolic_name(tensor: Any) -> str | None:
    """Return the name of a symbolic tensor's operation; an eager tensor has none."""
    from pellucid.core.tensor import EagerTensor

    return None if isinstance(tensor, EagerTensor) else tensor.op.name


_FROM_VALUE: dict[type, Callable[[Any], TypeSpec]] = {}


def register_type_spec_from_value(cls: type, fn: Callable[[Any], TypeSpec]) -> None:
    """Let `type_spec_from_value` use `fn` for instances of `cls` and its subclasses.

    Args:
        cls: a class of values.
        fn: from an instance to its spec.
    """
    _FROM_VALUE[cls] = fn


def type_spec_from_value(value: Any) -> TypeSpec:
    """Return the spec of a value.

    Args:
        value: a tensor, a composite tensor (ragged, sparse, a dataset, an extension type), a
            variable, or anything that converts to a tensor.

    Raises:
        TypeError: if there is no spec for such a value.

    Example:
        >>> tf.type_spec_from_value(tf.constant([1, 2]))
        TensorSpec(shape=(2,), dtype=tf.int32, name=None)

    Reference: https://www.tensorflow.org/api_docs/python/tf/type_spec_from_value
    """
    if isinstance(value, _tensor_class()):
        return TensorSpec(value.shape, value.dtype)
    for cls in type(value).__mro__[:-1]:
        fn = _FROM_VALUE.get(cls)
        if fn is not None:
            return fn(value)
    spec = getattr(value, "_type_spec", None)
    if isinstance(spec, TypeSpec):
        return spec
    if not isinstance(value, (TypeSpec, DType, dict)) and value is not None:
        from pellucid.core.convert import convert  # convert.py stands on tensor.py

        try:
            tensor = convert(value)
        except (TypeError, ValueError):
            pass
        else:
            return TensorSpec(tensor.shape, tensor.dtype)
    raise TypeError(
        explain(
            "tf.type_spec_from_value [value]",
            "Could not build a TypeSpec for this value",
            expected="a tensor, a composite tensor, or what converts to a tensor",
            received=describe(value),
        )
    )
