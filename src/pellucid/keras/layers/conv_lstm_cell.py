"""ConvLSTMCell: one step of an LSTM whose matrix products are convolutions."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.lstm_cell import LSTMCell


class ConvLSTMCell(LSTMCell):
    """One step: as LSTMCell, with convolutions over `rank` spatial axes for products.

    Args:
        rank: number of spatial axes.
        filters: number of output channels.
        kernel_size, strides, padding, dilation_rate: of the convolution of the input; that of the
            state keeps the size.
        data_format: 'channels_last' or 'channels_first', default the global setting.
        The rest as of LSTMCell.

    Weights: kernel (*kernel_size, channels, 4 · filters), recurrent_kernel (*kernel_size, filters,
        4 · filters), bias (4 · filters,).
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(filters, **kwargs)
        self.rank, self.filters = rank, self.units
        self.kernel_size = windows.window_tuple(kernel_size, rank, "kernel_size")
        self.strides = windows.window_tuple(strides, rank, "strides")
        self.dilation_rate = windows.window_tuple(dilation_rate, rank, "dilation_rate")
        self.padding = windows.window_padding(padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.output_size: Any = None

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernels and bias; the sizes of the states are fixed with them."""
        _, _, channels = windows.split_shape(tuple(input_shape), self.data_format)
        if channels is None:
            raise ValueError(
                "The channel dimension of the inputs (last axis) should be defined. Found None. "
                f"Full input shape received: input_shape={input_shape}"
            )
        self.output_size = self.output_shape_of(input_shape)[1:]
        gates = self.gates * self.filters
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels, gates),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(*self.kernel_size, self.filters, gates),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(gates,),
                initializer=self.first_bias(),
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def output_shape_of(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The shape of an output, and of the states, for inputs of a step."""
        batch, sizes, _ = windows.split_shape(tuple(input_shape), self.data_format)
        sizes = windows.output_sizes(
            sizes, self.kernel_size, self.strides, self.padding, self.dilation_rate
        )
        return windows.join_shape(batch, sizes, self.filters, self.data_format)

    def project(self, inputs: tf.Tensor) -> tf.Tensor:
        """inputs ∗ kernel + bias, for the inputs of one step or, stacked, of all."""
        if self.input_mask is not None:
            inputs = inputs * self.input_mask
        rank: Any = inputs.shape.rank
        x, steps = inputs, rank > self.rank + 2
        if steps:  # all steps at once are so many more examples
            x = tf.reshape(inputs, tf.concat([[-1], tf.shape(inputs)[2:]], 0))
            x.set_shape([None, *inputs.shape[2:]])
        y = self._convolve(x, self.kernel, self.strides, self.padding, self.dilation_rate)
        if self.bias is not None:
            bias = tf.convert_to_tensor(self.bias)
            if self.data_format == "channels_first":
                bias = tf.reshape(bias, [-1, *[1] * self.rank])
            y = y + bias
        if steps:
            sizes = y.shape[1:]
            y = tf.reshape(y, tf.concat([tf.shape(inputs)[:2], tf.shape(y)[1:]], 0))
            y.set_shape([*inputs.shape[:2], *sizes])
        return y

    def _convolve(
        self, x: tf.Tensor, kernel: Any, strides: Any, padding: str, dilation: Any
    ) -> tf.Tensor:
        first = self.data_format == "channels_first"
        x = tf.transpose(x, windows.channels_last(self.rank)) if first else x
        y = tf.nn.convolution(
            x, kernel, strides=strides, padding=padding.upper(), dilations=dilation
        )
        return tf.transpose(y, windows.channels_first(self.rank)) if first else y

    def advance(self, projected: tf.Tensor, states: list[Any]) -> tuple[Any, list[Any]]:
        """The next h and c."""
        h, c = states
        ones = (1,) * self.rank
        z = projected + self._convolve(self.recurrent(h), self.recurrent_kernel, ones, "same", ones)
        axis = -1 if self.data_format == "channels_last" else 1
        i, f, g, o = tf.split(z, 4, axis=axis)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(g)
        h = gate(o) * self.activation(c)
        return h, [h, c]

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """h and c of zeros."""
        if self.output_size is None or None in self.output_size:
            raise ValueError(
                f"Layer '{self.name}': the sizes of the spatial axes must be known. Received "
                f"{self.output_size}."
            )
        return [tf.zeros([batch_size, *self.output_size], self.compute_dtype) for _ in range(2)]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        settings = super().get_config()
        del settings["units"]
        return {
            **settings,
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
        }
