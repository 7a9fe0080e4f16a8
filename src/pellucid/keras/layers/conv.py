"""Conv: what Conv1D, Conv2D and other convolutions share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations, config, constraints, initializers, regularizers
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class Conv(Layer):
    """A window slides over the input and gives activation(x ∗ kernel + bias) at each place.

    Args:
        rank: number of spatial axes.
        filters: number of output channels.
        kernel_size, strides, dilation_rate: of the window, an int or one for each axis.
        padding: 'valid' (no padding), 'same' (zeros, output size ceil(n / stride)), and for one
            axis 'causal' (zeros before the start only).
        data_format: 'channels_last' or 'channels_first', default the global setting.
        groups: the channels are split into this many groups that do not see each other.
        activation: function or name.
        use_bias: whether to add a bias.
        kernel_initializer, bias_initializer: first values.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
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
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.rank, self.filters, self.groups = rank, int(filters), int(groups)
        self.kernel_size = windows.window_tuple(kernel_size, rank, "kernel_size")
        self.strides = windows.window_tuple(strides, rank, "strides")
        self.dilation_rate = windows.window_tuple(dilation_rate, rank, "dilation_rate")
        allowed = ("valid", "same", "causal") if rank == 1 else ("valid", "same")
        self.padding = windows.window_padding(padding, allowed)
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=rank + 2)
        self._check_arguments()

    def _check_arguments(self) -> None:
        if self.filters <= 0:
            raise ValueError(
                "Invalid value for argument `filters`. Expected a strictly positive value. "
                f"Received filters={self.filters}."
            )
        if self.groups <= 0 or self.filters % self.groups:
            raise ValueError(
                "The number of filters must be evenly divisible by the number of groups. "
                f"Received: groups={self.groups}, filters={self.filters}."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: "
                f"strides={self.strides} and dilation_rate={self.dilation_rate}"
            )

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernel (*kernel_size, channels / groups, filters) and bias (filters,)."""
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None or channels % self.groups:
            raise ValueError(
                f"Layer '{self.name}': expected a known number of input channels, divisible by "
                f"the number of groups. Received: groups={self.groups}, input_channel={channels} "
                f"(full input shape is {input_shape})"
            )
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels // self.groups, self.filters),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={axis: channels})
        self.compute_output_shape(input_shape)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """activation(inputs ∗ kernel + bias)."""
        first = self.data_format == "channels_first"
        x = tf.transpose(inputs, windows.channels_last(self.rank)) if first else inputs
        x = self.convolve(x)
        if self.bias is not None:
            x = tf.nn.bias_add(x, self.bias)
        x = tf.transpose(x, windows.channels_first(self.rank)) if first else x
        return self.activation(x)

    def convolve(self, x: tf.Tensor) -> tf.Tensor:
        """The convolution of a channels-last `x` with the kernel."""
        return tf.nn.convolution(
            x,
            self.kernel,
            strides=self.strides,
            padding=self.padding.upper(),
            dilations=self.dilation_rate,
        )

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> Any:
        """(batch, *sizes, filters), in the layer's data format."""
        batch, sizes, _ = windows.split_shape(input_shape, self.data_format)
        sizes = windows.output_sizes(
            sizes, self.kernel_size, self.strides, self.padding, self.dilation_rate
        )
        return windows.join_shape(batch, sizes, self.filters, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }
