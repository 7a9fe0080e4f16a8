"""Constraints by name: get, serialize, deserialize."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.constraints.constraint import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from pellucid.keras.saving import object_registry, serialization

_BY_NAME: dict[str, Any] = {
    "MaxNorm": MaxNorm,
    "max_norm": MaxNorm,
    "MinMaxNorm": MinMaxNorm,
    "min_max_norm": MinMaxNorm,
    "NonNeg": NonNeg,
    "non_neg": NonNeg,
    "UnitNorm": UnitNorm,
    "unit_norm": UnitNorm,
}


def get(identifier: Any) -> Callable[..., Any] | None:
    """The constraint that `identifier` names: None, 'non_neg', an instance, a callable or a dict.

    Raises:
        ValueError: for an unknown name.
    """
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        return deserialize(identifier)
    found = identifier
    if isinstance(identifier, str):
        found = object_registry.get_custom(identifier) or _BY_NAME.get(identifier)
    if isinstance(found, type):
        found = found()
    if callable(found):
        return found
    raise ValueError(f"Could not interpret constraint identifier: {identifier}")


def serialize(constraint: Any) -> Any:
    """The constraint as a config dict."""
    return serialization.serialize_keras_object(constraint)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The constraint that `serialize` described."""
    return serialization.deserialize_keras_object(
        config,
        custom_objects=custom_objects,
        module_objects=_BY_NAME,
        printable_module_name="constraint",
    )
