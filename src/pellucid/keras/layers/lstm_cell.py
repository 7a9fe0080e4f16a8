"""LSTMCell: one step of long short-term memory."""

from __future__ import annotations

from typing import Any, cast

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.recurrent_cell import RecurrentCell


class LSTMCell(RecurrentCell):
    """One step: gates decide what the memory c forgets, takes in and shows.

    i, f, g, o = x · kernel + h · recurrent_kernel + bias, split in four;
    c' = σ(f) · c + σ(i) · tanh(g);  h' = σ(o) · tanh(c').

    Args:
        recurrent_activation: σ, of the gates; `activation` is the tanh.
        unit_forget_bias: whether the bias of the forget gate f begins with 1.
        The rest as of `RecurrentCell`.

    Shapes: inputs (batch, n), the states [h, c] (batch, units); kernel (n, 4 · units),
        recurrent_kernel (units, 4 · units), bias (4 · units,).
    Example: `keras.layers.LSTMCell(2)(tf.ones((1, 3)), [tf.zeros((1, 2))] * 2)`.
    Reference: Hochreiter & Schmidhuber, Neural Computation 9 (1997).
    """

    gates = 4

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def first_bias(self) -> Any:
        """The initializer of the bias: ones for the forget gate."""
        if not self.unit_forget_bias:
            return self.bias_initializer

        def initializer(shape: Any, dtype: Any = None) -> tf.Tensor:
            units, bias = self.units, cast("Any", self.bias_initializer)
            return tf.concat(
                [
                    bias((units,), dtype=dtype),
                    tf.ones((units,), dtype or self.variable_dtype),
                    bias((2 * units,), dtype=dtype),
                ],
                0,
            )

        return initializer

    def advance(self, projected: tf.Tensor, states: list[Any]) -> tuple[Any, list[Any]]:
        """The next h and c."""
        h, c = states
        z = projected + tf.matmul(self.recurrent(h), self.recurrent_kernel)
        i, f, g, o = tf.split(z, 4, axis=-1)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(g)
        h = gate(o) * self.activation(c)
        return h, [h, c]

    def whole(self, inputs: tf.Tensor, states: list[Any], mask: Any) -> Any:
        """All steps by one op: of an LSTM with the usual activations."""
        if type(self) is not LSTMCell or not self.has_usual_gates():
            return None
        made = tf.raw_ops.LSTMSequence(
            x=self.product(inputs),
            h=states[0],
            c=states[1],
            kernel=self.recurrent_kernel,
            bias=tf.zeros([4 * self.units], inputs.dtype) if self.bias is None else self.bias,
            mask=True if mask is None else mask,
        )
        return made.output, [made.last_h, made.last_c]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "recurrent_activation": activations.serialize(self.recurrent_activation),
            "unit_forget_bias": self.unit_forget_bias,
        }
