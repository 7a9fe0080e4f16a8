"""PReLU: a rectifier whose slope below zero is learned."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, regularizers
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class PReLU(Layer):
    """x for x > 0, else alpha · x.

    Args:
        alpha_initializer: first values of the slopes.
        alpha_regularizer: penalty on them.
        alpha_constraint: projection after each update.
        shared_axes: axes along which a slope is shared.

    Shapes: output as input; weight alpha of the input's shape without the batch, 1 on
        shared axes.
    Example: `keras.layers.PReLU(alpha_initializer="ones")([[-2.0, 1.0]])` gives `[[-2, 1]]`.
    Reference: He et al., arXiv:1502.01852.
    """

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is None or isinstance(shared_axes, list | tuple):
            axes = None if shared_axes is None else list(shared_axes)
        else:
            axes = [shared_axes]
        self.shared_axes: list[Any] | None = axes
        self.supports_masking = True

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """The slopes."""
        shape = list(input_shape[1:])
        for axis in self.shared_axes or []:
            shape[axis - 1] = 1
        self.alpha = self.add_weight(
            name="alpha",
            shape=shape,
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        free = {i: n for i, n in enumerate(input_shape) if i and i not in (self.shared_axes or [])}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=free)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """x for x > 0, else alpha · x."""
        return tf.nn.relu(inputs) - self.alpha * tf.nn.relu(-inputs)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }
