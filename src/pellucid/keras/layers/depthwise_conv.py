"""DepthwiseConv: what DepthwiseConv1D and DepthwiseConv2D share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations, config, constraints, initializers, regularizers
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class DepthwiseConv(Layer):
    """A convolution that does not mix channels.

    Args:
        rank: number of spatial axes, 1 or 2.
        kernel_size, strides, dilation_rate: of the window, an int or one for each axis.
        padding: 'valid' (no padding) or 'same' (zeros, output size ceil(n / stride)).
        depth_multiplier: number of output channels for each input channel.
        data_format: 'channels_last' or 'channels_first', default the global setting.
        activation: function or name.
        use_bias: whether to add a bias.
        depthwise_initializer, bias_initializer: first values.
        depthwise_regularizer, bias_regularizer, activity_regularizer: penalties.
        depthwise_constraint, bias_constraint: projections after each update.
    """

    def __init__(
        self,
        rank: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        depth_multiplier: int,
        data_format: str | None,
        dilation_rate: Any,
        activation: Any,
        use_bias: bool,
        depthwise_initializer: Any,
        bias_initializer: Any,
        depthwise_regularizer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        depthwise_constraint: Any,
        bias_constraint: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.rank, self.depth_multiplier = rank, depth_multiplier
        if depth_multiplier is None or depth_multiplier <= 0:
            raise ValueError(
                "Invalid value for argument `depth_multiplier`. Expected a strictly positive "
                f"value. Received depth_multiplier={depth_multiplier}."
            )
        self.kernel_size = windows.window_tuple(kernel_size, rank, "kernel_size")
        self.strides = windows.window_tuple(strides, rank, "strides")
        self.dilation_rate = windows.window_tuple(dilation_rate, rank, "dilation_rate")
        self.padding = windows.window_padding(padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=rank + 2)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernel (*kernel_size, channels, depth_multiplier) and bias."""
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None:
            raise ValueError(
                f"Layer '{self.name}': the channel dimension of the inputs should be defined. "
                f"Received input_shape={input_shape}"
            )
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels, self.depth_multiplier),
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.depth_multiplier * channels,),
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
        x = depthwise(x, self.kernel, self.strides, self.padding, self.dilation_rate)
        if self.bias is not None:
            x = tf.nn.bias_add(x, self.bias)
        x = tf.transpose(x, windows.channels_first(self.rank)) if first else x
        return self.activation(x)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, *sizes, channels · depth_multiplier), in the layer's data format."""
        batch, sizes, channels = windows.split_shape(tuple(input_shape), self.data_format)
        sizes = windows.output_sizes(
            sizes, self.kernel_size, self.strides, self.padding, self.dilation_rate
        )
        channels = channels * self.depth_multiplier
        return windows.join_shape(batch, sizes, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "depth_multiplier": self.depth_multiplier,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "depthwise_initializer": initializers.serialize(self.depthwise_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "depthwise_regularizer": regularizers.serialize(self.depthwise_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "depthwise_constraint": constraints.serialize(self.depthwise_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


def depthwise(x: tf.Tensor, kernel: Any, strides: Any, padding: str, dilation: Any) -> tf.Tensor:
    """The depthwise convolution of a channels-last sequence or image.

    Strides that differ between the axes are those of a grid from which every place is taken.
    """
    kernel = tf.convert_to_tensor(kernel)
    if len(strides) == 1:  # a sequence is an image of one row; the op wants equal strides
        kernel, strides, dilation = tf.expand_dims(kernel, 0), strides * 2, (1, *dilation)
        y = _image(tf.expand_dims(x, 1), kernel, strides, padding, dilation)
        return tf.squeeze(y, axis=1)
    return _image(x, kernel, strides, padding, dilation)


def _image(x: tf.Tensor, kernel: Any, strides: Any, padding: str, dilation: Any) -> tf.Tensor:
    return tf.nn.depthwise_conv2d(
        x, kernel, (1, *strides, 1), padding.upper(), dilations=tuple(dilation)
    )
