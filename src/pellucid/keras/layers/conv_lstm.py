"""ConvLSTM: what ConvLSTM1D, ConvLSTM2D and ConvLSTM3D share."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.conv_lstm_cell import ConvLSTMCell
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.recurrent import Recurrent, of_cell


class ConvLSTM(Recurrent):
    """A convolutional LSTM over the steps of a sequence.

    Args:
        rank: number of spatial axes.
        filters: number of output channels.
        kernel_size, strides, dilation_rate: of the input's convolution, ints or one for each axis.
        padding: 'valid' (no padding) or 'same' (zeros, output size ceil(n / stride)).
        data_format: 'channels_last' or 'channels_first', default the global setting.
        settings: as of LSTMCell, then those of RNN.
    """

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
        rank: int,
        *,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        activity_regularizer: Any = None,
        **settings: Any,
    ) -> None:
        of_layer = ("name", "dtype", "trainable", "autocast", "unroll", "zero_output_for_mask",
                    "input_shape", "batch_input_shape", "batch_shape", "batch_size", "input_dim",
                    "weights")  # fmt: skip
        own = {key: settings.pop(key) for key in of_layer if key in settings}
        cell = ConvLSTMCell(
            rank,
            **settings,
            name=f"conv_lstm{rank}d_cell",
            dtype=own.get("dtype"),
            trainable=own.get("trainable", True),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            activity_regularizer=activity_regularizer,
            **own,
        )
        self.rank = rank
        self.input_spec = InputSpec(ndim=rank + 3)

    def compute_output_shape(
        self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None
    ) -> Any:
        """Of the output; of output and states with `return_state`."""
        step = self.cell.output_shape_of((sequences_shape[0], *sequences_shape[2:]))
        output = (step[0], sequences_shape[1], *step[1:]) if self.return_sequences else step
        return (output, step, step) if self.return_state else output
