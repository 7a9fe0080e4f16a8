"""ConvLSTM3D: long short-term memory over sequences of volumes."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.conv_lstm import ConvLSTM


class ConvLSTM3D(ConvLSTM):
    """An LSTM whose matrix products are convolutions.

    i, f, g, o = x_t ∗ kernel + h ∗ recurrent_kernel + bias, split in four;
    c ← σ(f) · c + σ(i) · tanh(g);  h ← σ(o) · tanh(c).

    Args: as of `ConvLSTM`, for 3 spatial axes.

    Shapes: (batch, steps, depth, rows, columns, channels) to (batch, …, filters), or
        (batch, steps, …, filters) with `return_sequences`.
    Example: `keras.layers.ConvLSTM3D(2, 3)(tf.ones((1, 3, 6, 6, 6, 4))).shape` gives
        `(1, 4, 4, 4, 2)`.
    Reference: Shi et al., arXiv:1506.04214.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        **kwargs: Any,
    ) -> None:
        super().__init__(
            rank=3,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
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
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            **kwargs,
        )
