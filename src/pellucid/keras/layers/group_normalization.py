"""GroupNormalization: groups of channels with mean 0 and variance 1 in each example."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, regularizers
from pellucid.keras.layers.dtype_promotion import floating
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class GroupNormalization(Layer):
    """gamma · (x - mean) / √(variance + epsilon) + beta, statistics over a group of channels.

    Args:
        groups: number of groups; 1 is layer normalization over all places and channels, -1 (one
            group for each channel) instance normalization.
        axis: the channel axis.
        epsilon: added to the variance.
        center, scale: whether there are beta and gamma.
        beta_initializer, gamma_initializer: first values.
        beta_regularizer, gamma_regularizer: penalties.
        beta_constraint, gamma_constraint: projections after each update.

    Shapes: output as input; weights (channels,).
    Example: `keras.layers.GroupNormalization(2)(tf.ones((1, 3, 4))).shape` gives `(1, 3, 4)`.
    Reference: Wu & He, arXiv:1803.08494.
    """

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.groups, self.axis, self.epsilon = groups, axis, epsilon
        self.center, self.scale = center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """gamma and beta, each (channels,)."""
        channels = input_shape[self.axis]
        if channels is None:
            raise ValueError(
                f"Layer '{self.name}': the size of the channel axis {self.axis} must be known. "
                f"Received input shape {input_shape}."
            )
        if self.groups < 1 and self.groups != -1:
            raise ValueError(
                "Received an invalid value for argument `groups`, expected a positive integer (or "
                f"`-1` for instance normalization). Received: groups={self.groups}"
            )
        if self.groups > channels or channels % self._groups(channels):
            raise ValueError(
                f"Number of groups ({self.groups}) must divide the number of channels ({channels})."
            )
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=(channels,),
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=(channels,),
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
            )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def _groups(self, channels: int) -> int:
        return channels if self.groups == -1 else self.groups

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The normalized input."""
        rank: Any = inputs.shape.rank
        axis = self.axis % rank
        channels: Any = inputs.shape[axis]
        groups = self._groups(channels)
        inputs = floating(inputs, self.compute_dtype)
        # 16-bit sums lose too much: statistics are float32
        x = tf.cast(inputs, tf.float32) if inputs.dtype.size < 4 else inputs
        sizes, shape = inputs.shape.as_list(), tf.shape(inputs)
        sizes = [shape[i] if n is None else n for i, n in enumerate(sizes)]
        x = tf.reshape(x, [*sizes[:axis], groups, channels // groups, *sizes[axis + 1 :]])
        axes = [i for i in range(1, rank + 1) if i != axis]
        mean, variance = tf.nn.moments(x, axes, keepdims=True)
        x = tf.reshape((x - mean) * tf.math.rsqrt(variance + self.epsilon), sizes)
        column = [1] * rank
        column[axis] = -1
        if self.gamma is not None:
            x = x * tf.reshape(tf.cast(self.gamma, x.dtype), column)
        if self.beta is not None:
            x = x + tf.reshape(tf.cast(self.beta, x.dtype), column)
        x.set_shape(inputs.shape)
        return tf.cast(x, inputs.dtype)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "groups": self.groups,
            "axis": self.axis,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
