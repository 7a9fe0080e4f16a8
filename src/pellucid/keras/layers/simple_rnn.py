"""SimpleRNN: the plain recurrent network over sequences."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.recurrent import Recurrent
from pellucid.keras.layers.simple_rnn_cell import SimpleRNNCell


class SimpleRNN(Recurrent):
    """h_t = activation(x_t · kernel + h_{t-1} · recurrent_kernel + bias) over a sequence.

    Args: as of `RecurrentCell`, then those of `RNN`.

    Shapes: (batch, steps, n) to (batch, units), or (batch, steps, units) with `return_sequences`.
    Example: `keras.layers.SimpleRNN(4)(tf.ones((2, 5, 3))).shape` gives `(2, 4)`.
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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("implementation", None)  # of Keras 2: there is one way to do the step
        cell = SimpleRNNCell(
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
            name="simple_rnn_cell",
            dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True),
        )
        super().__init__(
            cell,
            activity_regularizer=activity_regularizer,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            **kwargs,
        )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as Keras writes them: without the seed."""
        config = super().get_config()
        del config["seed"]
        return config
