"""TimeDistributed: a layer on each time step."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.wrapper import Wrapper


class TimeDistributed(Wrapper):
    """y[:, t] = layer(x[:, t]): the time steps are so many more examples for the layer.

    Args:
        layer: the layer.

    Call arguments: inputs, training, mask (batch, steps).
    Shapes: (batch, steps, …) to (batch, steps, …).
    Example: `keras.layers.TimeDistributed(keras.layers.Dense(2))(tf.ones((4, 5, 3))).shape` gives
        `(4, 5, 2)`.
    """

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                "Please initialize `TimeDistributed` layer with a `keras.layers.Layer` instance. "
                f"Received: {layer}"
            )
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """The weights of the layer inside."""
        super().build(self._without_steps(input_shape))

    def _without_steps(self, shape: Any) -> tuple[Any, ...]:
        if not isinstance(shape, list | tuple) or len(shape) < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 "
                f"dimensions, received: {shape}"
            )
        return (shape[0], *shape[2:])

    def call(self, inputs: tf.Tensor, training: Any = None, mask: Any = None) -> tf.Tensor:
        """The layer's outputs for all steps."""
        lead = tf.shape(inputs)[:2]
        flat = _joined(inputs, lead)
        kwargs: dict[str, Any] = {} if training is None else {"training": training}
        inner = getattr(inputs, "_keras_mask", None) if mask is None else mask
        if inner is not None and len(inner.shape) > 2:
            kwargs["mask"] = _joined(inner, lead)
        outputs = self.layer(flat, **kwargs)
        steps = inputs.shape[:2].as_list()

        def split(y: tf.Tensor) -> tf.Tensor:
            apart = tf.reshape(y, tf.concat([lead, tf.shape(y)[1:]], 0))
            apart.set_shape([*steps, *y.shape[1:]])
            return apart

        return tf.nest.map_structure(split, outputs)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, steps, …) with the layer's output shape behind the steps."""
        inner = self.layer.compute_output_shape(self._without_steps(tuple(input_shape)))
        return (inner[0], input_shape[1], *inner[1:])


def _joined(x: tf.Tensor, lead: tf.Tensor) -> tf.Tensor:
    """Batch and steps as one axis."""
    rest = x.shape[2:].as_list()
    if None in rest:
        return tf.reshape(x, tf.concat([[lead[0] * lead[1]], tf.shape(x)[2:]], 0))
    return tf.reshape(x, [-1, *rest])
