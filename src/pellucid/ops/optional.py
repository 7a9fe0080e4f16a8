"""`tf.experimental.Optional`: a value, or none, with a spec that says of what kind it would be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from pellucid.core import nest
from pellucid.core.containers import PLAIN
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.specs import TensorSpec, TypeSpec, type_spec_from_value
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.ops.assertion import Assert
from pellucid.ops.ordering import control_dependencies


class Optional(ABC):
    """A value that may be missing, as `tf.data`'s iterators return it.

    Example:
        >>> found = tf.experimental.Optional.from_value(3)
        >>> found.has_value().numpy(), found.get_value().numpy()
        (np.True_, np.int32(3))

    Reference: https://www.tensorflow.org/api_docs/python/tf/experimental/Optional
    """

    @abstractmethod
    def has_value(self, name: str | None = None) -> Tensor:
        """Whether there is a value: a bool scalar."""

    @abstractmethod
    def get_value(self, name: str | None = None) -> Any:
        """The value.

        Raises:
            InvalidArgumentError: there is none.
        """

    @property
    @abstractmethod
    def element_spec(self) -> Any:
        """The specs of the value, nested as the value is."""

    @staticmethod
    def from_value(value: Any) -> Optional:
        """An optional with a value: a tensor, or a nested structure of what converts to tensors."""
        value = _as_element(value)
        specs = nest.map_structure(type_spec_from_value, value)
        return _Held(convert(True), value, specs)

    @staticmethod
    def empty(element_spec: Any) -> Optional:
        """An optional without a value.

        Args:
            element_spec: the spec, or nested specs, of the value that is missing.
        """
        value = nest.map_structure(_placeholder, element_spec)
        return _Held(convert(False), value, element_spec)


class OptionalSpec(TypeSpec):
    """The spec of a `tf.experimental.Optional`.

    Args:
        element_spec: the spec, or nested specs, of its value.

    Example:
        >>> tf.OptionalSpec(tf.TensorSpec([], tf.int32))
        OptionalSpec(TensorSpec(shape=(), dtype=tf.int32, name=None),)
    """

    __slots__ = ("_element_spec",)

    def __init__(self, element_spec: Any) -> None:
        self._element_spec = element_spec

    @property
    def value_type(self) -> type:
        """The class of optionals."""
        return _Held

    @property
    def element_spec(self) -> Any:
        """The specs of the value."""
        return self._element_spec

    @classmethod
    def from_value(cls, value: Optional) -> OptionalSpec:
        """The spec of an optional."""
        return cls(value.element_spec)

    def _serialize(self) -> tuple[Any, ...]:
        return (self._element_spec,)

    @property
    def _component_specs(self) -> Any:
        return [TensorSpec([], "bool"), self._element_spec]

    def _to_components(self, value: Any) -> Any:
        return [value._has_value, value._value]

    def _from_components(self, components: Any) -> Any:
        has_value, value = components
        return _Held(has_value, value, self._element_spec)

    def __repr__(self) -> str:
        return f"OptionalSpec({self._element_spec!r},)"


class _Held(Optional):
    """An optional as a truth value and a value, which is a placeholder where there is none."""

    def __init__(self, has_value: Tensor, value: Any, element_spec: Any) -> None:
        self._has_value = has_value
        self._value = value
        self._element_spec = element_spec

    def has_value(self, name: str | None = None) -> Tensor:
        return self._has_value

    def get_value(self, name: str | None = None) -> Any:
        message = "The given optional does not have a value."
        known = self._has_value
        if STATE.graph is None and isinstance(known, EagerTensor):
            if not known:
                raise InvalidArgumentError(None, None, f"tf.experimental.Optional: {message}")
            return self._value
        from pellucid.ops.constants import identity

        with control_dependencies([Assert(known, [message])]):
            return nest.map_structure(identity, self._value, expand_composites=True)

    @property
    def element_spec(self) -> Any:
        return self._element_spec

    @property
    def _type_spec(self) -> OptionalSpec:
        return OptionalSpec(self._element_spec)


def _as_element(value: Any) -> Any:
    """Tensors in the structure that `tf.data` knows: tuples and dicts; lists are tensors."""
    if hasattr(type(value), "_type_spec"):
        return value
    container = PLAIN[type(value)]
    if container is not None and not isinstance(value, list):
        return container.rebuild(value, [_as_element(v) for v in container.children(value)])
    return convert(value)


def _placeholder(spec: Any) -> Any:
    """Something of this spec: unknown sizes are 0, numbers 0."""
    return nest.pack_sequence_as(
        spec, [_zeros(s) for s in nest.flatten(spec, expand_composites=True)],
        expand_composites=True,
    )  # fmt: skip


def _zeros(spec: Any) -> Tensor:
    sizes = [size or 0 for size in (spec.shape.as_tuple or ())]
    if spec.dtype.name == "string":
        return convert(np.full(sizes, b"", object), spec.dtype)
    return convert(np.zeros(sizes, spec.dtype.np_dtype), spec.dtype)
