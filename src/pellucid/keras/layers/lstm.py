"""LSTM: long short-term memory over sequences."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.lstm_cell import LSTMCell
from pellucid.keras.layers.recurrent import Recurrent, check_use_cudnn, of_cell


class LSTM(Recurrent):
    """Long short-term memory over a sequence: gates decide what the memory c keeps.

    i, f, g, o = x_t · kernel + h · recurrent_kernel + bias, split in four;
    c ← σ(f) · c + σ(i) · tanh(g);  h ← σ(o) · tanh(c).

    Args:
        recurrent_activation: σ, of the gates; `activation` is the tanh.
        unit_forget_bias: whether the bias of the forget gate f begins with 1.
        use_cudnn: 'auto' or False; True, which insists on cuDNN, is refused when it is called.
        The rest as of `RecurrentCell`, then those of `RNN`.

    Shapes: (batch, steps, n) to (batch, units), or (batch, steps, units) with `return_sequences`;
        the states are h and c, each (batch, units).
    Example: `keras.layers.LSTM(4)(tf.ones((2, 5, 3))).shape` gives `(2, 4)`.
    Reference: Hochreiter & Schmidhuber, Neural Computation 9 (1997).
    """

    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")

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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ) -> None:
        check_use_cudnn("LSTM", use_cudnn)
        kwargs.pop("implementation", None)  # of Keras 2: there is one way to do the step
        cell = LSTMCell(
            units=units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name="lstm_cell",
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
        self.use_cudnn = use_cudnn
