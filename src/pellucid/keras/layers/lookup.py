"""Layers to and from configs: serialize, deserialize."""

from __future__ import annotations

from typing import Any

from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)


def serialize(layer: Any) -> dict[str, Any]:
    """A layer as a config dict. Example: `keras.layers.serialize(keras.layers.Dense(2))`."""
    return serialize_keras_object(layer)


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """The layer that `serialize` described.

    Raises:
        ValueError: for what is no layer.
    """
    from pellucid.keras.layers.layer import Layer

    layer = deserialize_keras_object(
        config, custom_objects=custom_objects, printable_module_name="layer"
    )
    if not isinstance(layer, Layer):
        raise ValueError(
            "`keras.layers.deserialize` was passed a `config` object that is not a `keras.Layer`. "
            f"Received: {config}"
        )
    return layer
