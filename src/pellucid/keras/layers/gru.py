"""GRU: the gated recurrent unit over sequences."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.gru_cell import GRUCell
from pellucid.keras.layers.recurrent import Recurrent, check_use_cudnn, of_cell


class GRU(Recurrent):
    """Gated recurrent unit over a sequence: z decides how much of h stays, r what is seen of it.

    z = σ(x·Wz + h·Uz + b);  r = σ(x·Wr + h·Ur + b);  g = tanh(x·Wg + r · (h·Ug + b') + b);
    h ← z · h + (1 - z) · g.

    Args:
        recurrent_activation: σ, of the gates; `activation` is the tanh.
        reset_after: whether r multiplies h · Ug + b' (with a bias b' of its own), else h itself.
        use_cudnn: 'auto' or False; True, which insists on cuDNN, is refused when it is called.
        The rest as of `RecurrentCell`, then those of `RNN`.

    Shapes: (batch, steps, n) to (batch, units), or (batch, steps, units) with `return_sequences`.
    Example: `keras.layers.GRU(4)(tf.ones((2, 5, 3))).shape` gives `(2, 4)`.
    Reference: Cho et al., arXiv:1406.1078.
    """

    recurrent_activation = of_cell("recurrent_activation")
    reset_after = of_cell("reset_after")

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
        reset_after: bool = True,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ) -> None:
        check_use_cudnn("GRU", use_cudnn)
        kwargs.pop("implementation", None)  # of Keras 2: there is one way to do the step
        cell = GRUCell(
            units=units,
            activation=activation,
            recurrent_activation=recurrent_activation,
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
            reset_after=reset_after,
            name="gru_cell",
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
