"""ConvLSTM: what ConvLSTM1D, ConvLSTM2D and ConvLSTM3D share."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.keras.layers.conv_lstm_cell import ConvLSTMCell
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.recurrent import Recurrent, of_cell


class ConvLSTM(Recurrent):
    """An LSTM whose matrix products are convolutions, over the steps of a sequence.

    i, f, g, o = x_t ∗ kernel + h ∗ recurrent_kernel + bias, split in four;
    c ← σ(f) · c + σ(i) · tanh(g);  h ← σ(o) · tanh(c).
    Subclasses set `rank`, the number of spatial axes.

    Args:
        filters: number of output channels.
        kernel_size, strides, dilation_rate: of the input's convolution, ints or one for each axis.
        padding: 'valid' (no padding) or 'same' (zeros, output size ceil(n / stride)).
        data_format: 'channels_last' or 'channels_first', default the global setting.
        kwargs: `unroll`, `zero_output_for_mask` of RNN, and those of Layer.
        The rest as of LSTM.

    Reference: Shi et al., arXiv:1506.04214.
    """

    rank: ClassVar[int]

    filters = of_cell("filters")
    kernel_size = of_cell("kernel_size")
    strides = of_cell("strides")
    padding = of_cell("padding")
    data_format = of_cell("data_format")
    dilation_rate = of_cell("dilation_rate")
    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")

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
        cell = ConvLSTMCell(
            self.rank,
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
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name=f"conv_lstm{self.rank}d_cell",
            dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )
        self.input_spec = InputSpec(ndim=self.rank + 3)

    def compute_output_shape(
        self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None
    ) -> Any:
        """Of the output; of output and states with `return_state`."""
        step = self.cell.output_shape_of((sequences_shape[0], *sequences_shape[2:]))
        output = (step[0], sequences_shape[1], *step[1:]) if self.return_sequences else step
        return (output, step, step) if self.return_state else output
