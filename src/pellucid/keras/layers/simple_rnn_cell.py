"""SimpleRNNCell: one step of the plain recurrent network."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.recurrent_cell import RecurrentCell


class SimpleRNNCell(RecurrentCell):
    """One step: h' = activation(x · kernel + h · recurrent_kernel + bias).

    Args: as of `RecurrentCell`.

    Shapes: inputs (batch, n), the state h (batch, units); kernel (n, units), recurrent_kernel
        (units, units), bias (units,).
    Example: `keras.layers.SimpleRNNCell(2)(tf.ones((1, 3)), [tf.zeros((1, 2))])`.
    Reference: Elman, Cognitive Science 14 (1990).
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            units=units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **kwargs,
        )

    def call(self, sequence: tf.Tensor, states: Any, training: Any = False) -> tuple[Any, Any]:
        """The output of one step (batch, units), and the next state."""
        return super().call(sequence, states, training)

    def advance(self, projected: tf.Tensor, states: list[Any]) -> tuple[Any, list[Any]]:
        """The next h."""
        h = self.activation(projected + tf.matmul(self.recurrent(states[0]), self.recurrent_kernel))
        return h, [h]
