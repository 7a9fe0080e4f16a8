"""LayerNormalization: each example with mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, regularizers
from pellucid.keras.layers.dtype_promotion import floating
from pellucid.keras.layers.layer import Layer


class LayerNormalization(Layer):
    """gamma · (x - mean) / sqrt(variance + epsilon) + beta, over the given axes of each example.

    Args:
        axis: axis or axes to normalize over.
        epsilon: added to the variance.
        center, scale: whether there are beta and gamma.
        beta_initializer, gamma_initializer: first values.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: as of all weights.

    Shapes: output as input; weights have the sizes of the axes.
    Reference: Ba et al., arXiv:1607.06450.
    """

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 0.001,
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
        if kwargs.pop("rms_scaling", False):
            raise ValueError(
                "LayerNormalization [rms_scaling]: expected False, received True. Fix: use "
                "RMSNormalization."
            )
        super().__init__(**kwargs)
        if not isinstance(axis, int | list | tuple):
            raise TypeError(
                "Expected an int or a list/tuple of ints for the argument 'axis', but received "
                f"instead: {axis}"
            )
        self.axis: Any = axis if isinstance(axis, int) else list(axis)
        self.epsilon, self.center, self.scale = float(epsilon), center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True

    def _axes(self) -> list[int]:
        return [self.axis] if isinstance(self.axis, int) else self.axis

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """gamma and beta with the sizes of the normalized axes."""
        rank = len(input_shape)
        for axis in self._axes():
            if not -rank <= axis < rank:
                raise IndexError(
                    f"LayerNormalization [axis]: out of range. Expected -{rank} ≤ axis < {rank} "
                    f"for input shape {input_shape}, received {axis}."
                )
        shape = tuple(input_shape[axis] for axis in self._axes())
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=shape,
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=shape,
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
            )

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The normalized input."""
        inputs = floating(inputs, self.compute_dtype)
        # 16-bit sums lose too much: statistics are float32
        x = tf.cast(inputs, tf.float32) if inputs.dtype.size < 4 else inputs
        axes = self._axes()
        mean = tf.reduce_mean(x, axis=axes, keepdims=True)
        centered = x - mean
        variance = tf.reduce_mean(tf.square(centered), axis=axes, keepdims=True)
        factor = 1.0 / tf.sqrt(variance + self.epsilon)
        if self.gamma is not None:
            factor = factor * self._broadcast(self.gamma, x)
        y = centered * factor
        if self.beta is not None:
            y = y + self._broadcast(self.beta, x)
        return tf.cast(y, inputs.dtype)

    def _broadcast(self, weight: Any, x: tf.Tensor) -> tf.Tensor:
        """The weight with axes of size 1 where `x` is not normalized."""
        weight = tf.cast(weight, x.dtype)
        rank = len(x.shape)
        axes = {axis % rank for axis in self._axes()}
        shape = [x.shape[axis] if axis in axes else 1 for axis in range(rank)]
        return tf.reshape(weight, shape)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "axis": self.axis,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "rms_scaling": False,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
