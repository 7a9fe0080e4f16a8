"""`tf.NoneTensorSpec`: the spec of None."""

from __future__ import annotations

from typing import Any

from pellucid.core.specs import TypeSpec


class NoneTensorSpec(TypeSpec):
    """The spec of None, where a structure of tensors has none.

    Example:
        >>> tf.NoneTensorSpec() == tf.NoneTensorSpec()
        True
    """

    __slots__ = ()

    @property
    def value_type(self) -> type:
        """The class of None."""
        return type(None)

    def _serialize(self) -> tuple[Any, ...]:
        return ()

    @property
    def _component_specs(self) -> Any:
        return []

    def _to_components(self, value: Any) -> Any:
        return []

    def _from_components(self, components: Any) -> Any:
        return None
