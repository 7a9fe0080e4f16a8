"""SeparableConv: what SeparableConv1D and SeparableConv2D share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations, config, constraints, initializers, regularizers
from pellucid.keras.layers import windows
from pellucid.keras.layers.depthwise_conv import depthwise
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class SeparableConv(Layer):
    """A depthwise convolution, then one over the channels alone.

    Args:
        rank: number of spatial axes, 1 or 2.
        filters: number of output channels.
        kernel_size, strides, dilation_rate: of the window, an int or one for each axis.
        padding: 'valid' (no padding), 'same' (zeros, output size ceil(n / stride)), and for one
            axis 'causal' (zeros before the start only).
        data_format: 'channels_last' or 'channels_first', default the global setting.
        depth_multiplier: number of channels between the two, for each input channel.
        activation: function or name.
        use_bias: whether to add a bias.
        depthwise_initializer, pointwise_initializer, bias_initializer: first values.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer:
            penalties.
        depthwise_constraint, pointwise_constraint, bias_constraint: projections after each update.
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        dilation_rate: Any,
        depth_multiplier: int,
        activation: Any,
        use_bias: bool,
        depthwise_initializer: Any,
        pointwise_initializer: Any,
        bias_initializer: Any,
        depthwise_regularizer: Any,
        pointwise_regularizer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        depthwise_constraint: Any,
        pointwise_constraint: Any,
        bias_constraint: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        for name, value in (("filters", filters), ("depth_multiplier", depth_multiplier)):
            if value is None or value <= 0:
                raise ValueError(
                    f"Invalid value for argument `{name}`. Expected a strictly positive value. "
                    f"Received {name}={value}."
                )
        self.rank, self.filters, self.depth_multiplier = rank, int(filters), depth_multiplier
        self.kernel_size = windows.window_tuple(kernel_size, rank, "kernel_size")
        self.strides = windows.window_tuple(strides, rank, "strides")
        self.dilation_rate = windows.window_tuple(dilation_rate, rank, "dilation_rate")
        allowed = ("valid", "same", "causal") if rank == 1 else ("valid", "same")
        self.padding = windows.window_padding(padding, allowed)
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)
        self.pointwise_constraint = constraints.get(pointwise_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=rank + 2)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """The two kernels and the bias."""
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None:
            raise ValueError(
                f"Layer '{self.name}': the channel dimension of the inputs should be defined. "
                f"Received input_shape={input_shape}"
            )
        self.depthwise_kernel = self.add_weight(
            name="depthwise_kernel",
            shape=(*self.kernel_size, channels, self.depth_multiplier),
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise_kernel = self.add_weight(
            name="pointwise_kernel",
            shape=(*(1,) * self.rank, self.depth_multiplier * channels, self.filters),
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
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
        """activation((inputs ∗ depthwise_kernel) · pointwise_kernel + bias)."""
        first = self.data_format == "channels_first"
        x = tf.transpose(inputs, windows.channels_last(self.rank)) if first else inputs
        padding = self.padding
        if padding == "causal":
            before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            x, padding = tf.pad(x, [[0, 0], [before, 0], [0, 0]]), "valid"
        x = depthwise(x, self.depthwise_kernel, self.strides, padding, self.dilation_rate)
        kernel = tf.convert_to_tensor(self.pointwise_kernel)
        x = tf.tensordot(x, tf.reshape(kernel, kernel.shape[-2:]), axes=1)
        if self.bias is not None:
            x = tf.nn.bias_add(x, self.bias)
        x = tf.transpose(x, windows.channels_first(self.rank)) if first else x
        return self.activation(x)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, *sizes, filters), in the layer's data format."""
        batch, sizes, _ = windows.split_shape(tuple(input_shape), self.data_format)
        sizes = windows.output_sizes(
            sizes, self.kernel_size, self.strides, self.padding, self.dilation_rate
        )
        return windows.join_shape(batch, sizes, self.filters, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "depth_multiplier": self.depth_multiplier,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "depthwise_initializer": initializers.serialize(self.depthwise_initializer),
            "pointwise_initializer": initializers.serialize(self.pointwise_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "depthwise_regularizer": regularizers.serialize(self.depthwise_regularizer),
            "pointwise_regularizer": regularizers.serialize(self.pointwise_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "depthwise_constraint": constraints.serialize(self.depthwise_constraint),
            "pointwise_constraint": constraints.serialize(self.pointwise_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }
