"""SpectralNormalization: a layer whose kernel has the largest singular value 1."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.wrapper import Wrapper


class SpectralNormalization(Wrapper):
    """In training the kernel is divided by its largest singular value before the layer runs.

    σ ≈ v · W · uᵀ after some steps v ← normalize(u · Wᵀ), u ← normalize(v · W).

    Args:
        layer: a layer with a `kernel` or `embeddings`.
        power_iterations: number of steps in each call.

    Shapes: those of `layer`; weight vector_u (1, filters).
    Example: `keras.layers.SpectralNormalization(keras.layers.Dense(2))(tf.ones((1, 3)))`.
    Reference: Miyato et al., arXiv:1802.05957.
    """

    def __init__(self, layer: Any, power_iterations: int = 1, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        if power_iterations <= 0:
            raise ValueError(
                "`power_iterations` should be greater than zero. Received: "
                f"`power_iterations={power_iterations}`"
            )
        self.power_iterations = power_iterations

    def build(self, input_shape: Any) -> None:
        """The layer's weights and vector_u."""
        super().build(input_shape)
        self.input_spec = InputSpec(shape=[None, *input_shape[1:]])
        layer: Any = self.layer
        if hasattr(layer, "kernel"):
            self.kernel: Any = layer.kernel
        elif hasattr(layer, "embeddings"):
            self.kernel = layer.embeddings
        else:
            raise ValueError(
                f"{type(self.layer).__name__} object has no attribute 'kernel' nor 'embeddings'"
            )
        self.vector_u = self.add_weight(
            name="vector_u",
            shape=(1, self.kernel.shape[-1]),
            initializer="truncated_normal",
            trainable=False,
        )

    def call(self, inputs: Any, training: Any = False) -> Any:
        """The layer's output; in training the kernel is normalized first."""
        if training:
            self._normalize()
        return self.layer(inputs)

    def _normalize(self) -> None:
        kernel = tf.cast(self.kernel.read_value(), self.variable_dtype)
        matrix = tf.reshape(kernel, [-1, kernel.shape[-1]])
        u = tf.cast(self.vector_u.read_value(), self.variable_dtype)
        v = u
        for _ in range(self.power_iterations):
            v = tf.math.l2_normalize(tf.matmul(u, matrix, transpose_b=True))
            u = tf.math.l2_normalize(tf.matmul(v, matrix))
        u, v = tf.stop_gradient(u), tf.stop_gradient(v)
        sigma = tf.matmul(tf.matmul(v, matrix), u, transpose_b=True)
        self.vector_u.assign(u)
        self.kernel.assign(kernel / tf.reshape(sigma, []))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The layer's."""
        return self.layer.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "power_iterations": self.power_iterations}
