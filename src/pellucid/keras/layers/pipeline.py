"""Pipeline: layers one after the other."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.layer import Layer
from pellucid.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


class Pipeline(Layer):
    """The layers, each on the output of the one before; a Sequential without training methods.

    Args:
        layers: the layers.
        name: name of the layer.

    Example: `keras.layers.Pipeline([keras.layers.Rescaling(2.0), keras.layers.Flatten()])`.
    """

    def __init__(self, layers: Any, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self._pipeline_layers = list(layers)

    @property
    def layers(self) -> list[Any]:
        """The layers."""
        return self._pipeline_layers

    def call(self, inputs: Any, training: Any = True, mask: Any = None) -> Any:
        """The output of the last layer."""
        for layer in self._pipeline_layers:
            inputs = layer(inputs, training=training)
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            "layers": [serialize_keras_object(layer) for layer in self._pipeline_layers],
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Pipeline:
        """The layer whose `get_config()` gave `config`."""
        layers = [deserialize_keras_object(layer) for layer in config["layers"]]
        return cls(layers, name=config.get("name"))
