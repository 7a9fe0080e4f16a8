"""Identity: nothing changes."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class Identity(Layer):
    """x. A placeholder where a layer is expected.

    Shapes: output as input.
    """

    keeps_dtype = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """The input."""
        return inputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Shapes and dtypes of the input, whatever its structure."""
        inputs = args[0] if args else kwargs["inputs"]
        return tf.nest.map_structure(lambda x: type(x)(x.shape, x.dtype), inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape
