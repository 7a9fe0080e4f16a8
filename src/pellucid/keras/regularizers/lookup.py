"""Regularizers by name: get, serialize, deserialize."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.regularizers.regularizer import L1, L1L2, L2, OrthogonalRegularizer
from pellucid.keras.saving import serialization
from pellucid.keras.saving.identifiers import interpret

_BY_NAME: dict[str, Any] = {
    "L1": L1,
    "l1": L1,
    "L2": L2,
    "l2": L2,
    "L1L2": L1L2,
    "l1_l2": L1L2,
    "OrthogonalRegularizer": OrthogonalRegularizer,
    "orthogonal_regularizer": OrthogonalRegularizer,
}


def get(identifier: Any) -> Callable[..., Any] | None:
    """The regularizer that `identifier` names: None, 'l2', an instance, a callable or a dict.

    Raises:
        ValueError: for an unknown name.
    """
    if identifier is None:
        return None
    return interpret(identifier, _BY_NAME, deserialize, "regularizer", "tf.keras.regularizers.get")


def serialize(regularizer: Any) -> Any:
    """The regularizer as a config dict."""
    return serialization.serialize_keras_object(regularizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The regularizer that `serialize` described."""
    return serialization.deserialize_keras_object(
        config,
        custom_objects=custom_objects,
        module_objects=_BY_NAME,
        printable_module_name="regularizer",
    )
