"""The type spec of linear operators: how they pass through `tf.function`, `tf.cond`, `tf.nest`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.core.specs import TypeSpec, type_spec_from_value
from pellucid.core.tensor import Tensor

if TYPE_CHECKING:
    from pellucid.ops.linear_operator.linear_operator import LinearOperator


class LinearOperatorSpec(TypeSpec):
    """The class of an operator, the specs of its tensors, and its other constructor arguments.

    Args:
        operator_class: the class.
        components: the specs of tensors and inner operators by argument name.
        others: hints, dtypes and sizes by argument name. The name is not part of it.
    """

    __slots__ = ("_class", "_components", "_others")

    def __init__(
        self, operator_class: type[LinearOperator], components: dict[str, Any],
        others: dict[str, Any],
    ) -> None:  # fmt: skip
        self._class = operator_class
        self._components = components
        self._others = others

    @classmethod
    def from_operator(cls, operator: LinearOperator) -> LinearOperatorSpec:
        """The spec of an operator."""
        components, others = {}, {}
        for name in inspect.signature(type(operator).__init__).parameters:
            if name in ("self", "name"):
                continue
            value = argument(operator, name)
            if name in operator._SIZES:
                value = value if isinstance(value, Tensor) else _plain(value)
            if name in operator._COMPONENTS or isinstance(value, Tensor):
                if value is not None:
                    components[name] = _specs_of(value)
            else:
                others[name] = value
        return cls(type(operator), components, others)

    @property
    def value_type(self) -> type:
        """The operator's class."""
        return self._class

    def _serialize(self) -> tuple[Any, ...]:
        return self._class, self._components, self._others

    @property
    def _component_specs(self) -> Any:
        return self._components

    def _to_components(self, value: LinearOperator) -> Any:
        return {name: argument(value, name) for name in self._components}

    def _from_components(self, components: Any) -> LinearOperator:
        return self._class(**components, **self._others)

    def __repr__(self) -> str:
        sizes = tuple(self._class._SIZES)
        return f"{self._class.__name__}Spec({self._components}, {self._others}, {sizes})"


def argument(operator: LinearOperator, name: str) -> Any:
    """The constructor argument `name` of an operator, converted and completed."""
    held = f"_{name}"
    return getattr(operator, held) if hasattr(operator, held) else getattr(operator, name)


def _plain(size: Any) -> Any:
    return int(size) if isinstance(size, np.integer) else size


def _specs_of(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_specs_of(v) for v in value]
    return type_spec_from_value(value)
