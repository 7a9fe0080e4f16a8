"""Constraints by name: get, serialize, deserialize."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.constraints.constraint import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from pellucid.keras.saving import serialization
from pellucid.keras.saving.identifiers import interpret

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
    return interpret(identifier, _BY_NAME, deserialize, "constraint", "tf.keras.constraints.get")


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
