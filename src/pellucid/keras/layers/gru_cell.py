"""GRUCell: one step of the gated recurrent unit."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations
from pellucid.keras.layers.recurrent_cell import RecurrentCell


class GRUCell(RecurrentCell):
    """One step: z decides how much of h stays, r how much of it the new value sees.

    z = σ(x·Wz + h·Uz + b);  r = σ(x·Wr + h·Ur + b);  g = tanh(x·Wg + r · (h·Ug + b') + b);
    h' = z · h + (1 - z) · g. The three W lie side by side in kernel, the three U in
    recurrent_kernel.

    Args:
        recurrent_activation: σ, of the gates; `activation` is the tanh.
        reset_after: whether r multiplies h · Ug + b' (with a bias b' of its own), else h itself.
        The rest as of `RecurrentCell`.

    Shapes: inputs (batch, n), the state h (batch, units); kernel (n, 3 · units), recurrent_kernel
        (units, 3 · units), bias (2, 3 · units), without reset_after (3 · units,).
    Example: `keras.layers.GRUCell(2)(tf.ones((1, 3)), [tf.zeros((1, 2))])`.
    Reference: Cho et al., arXiv:1406.1078.
    """

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
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
        reset_after: bool = True,
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
        self.reset_after = reset_after

    def bias_shape(self) -> tuple[Any, ...]:
        """The shape of the bias: one row for the inputs, one for the state."""
        size = self.gates * self.units
        return (2, size) if self.reset_after else (size,)

    def input_bias(self) -> Any:
        """The part of the bias that does not meet the state."""
        return self.bias[0] if self.bias is not None and self.reset_after else self.bias

    def advance(self, projected: tf.Tensor, states: list[Any]) -> tuple[Any, list[Any]]:
        """The next h."""
        h, gate, units = states[0], self.recurrent_activation, self.units
        seen = self.recurrent(h)
        xz, xr, xg = tf.split(projected, 3, axis=-1)
        if self.reset_after:
            inner = tf.matmul(seen, self.recurrent_kernel)
            if self.bias is not None:
                inner = tf.add(inner, self.bias[1])
            hz, hr, hg = tf.split(inner, 3, axis=-1)
            z, r = gate(xz + hz), gate(xr + hr)
            g = self.activation(xg + r * hg)
        else:
            matrix = tf.convert_to_tensor(self.recurrent_kernel)
            hz, hr = tf.split(tf.matmul(seen, matrix[:, : 2 * units]), 2, axis=-1)
            z, r = gate(xz + hz), gate(xr + hr)
            g = self.activation(xg + tf.matmul(r * seen, matrix[:, 2 * units :]))
        h = z * h + (1 - z) * g
        return h, [h]

    def whole(self, inputs: tf.Tensor, states: list[Any], mask: Any) -> Any:
        """All steps by one op: of a GRU with `reset_after` and the usual activations."""
        if type(self) is not GRUCell or not (self.reset_after and self.has_usual_gates()):
            return None
        made = tf.raw_ops.GRUSequence(
            x=self.product(inputs),
            h=states[0],
            kernel=self.recurrent_kernel,
            bias=tf.zeros([2, 3 * self.units], inputs.dtype) if self.bias is None else self.bias,
            mask=True if mask is None else mask,
        )
        return made.output, [made.last_h]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "recurrent_activation": activations.serialize(self.recurrent_activation),
            "reset_after": self.reset_after,
        }
