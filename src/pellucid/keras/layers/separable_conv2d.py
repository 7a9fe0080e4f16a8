"""SeparableConv2D: a convolution of each channel of images, then a mixture of the channels."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.separable_conv import SeparableConv


class SeparableConv2D(SeparableConv):
    """A depthwise convolution, then at each place a matrix product over the channels.

    Args: as of `SeparableConv`, for two spatial axes.

    Shapes: (batch, rows, columns, channels) to (batch, new rows, new columns, filters); kernels
        (*kernel_size, channels, depth_multiplier) and (1…, channels · depth_multiplier, filters).
    Example: `keras.layers.SeparableConv2D(2, 3)(tf.ones((1, 8, 8, 4))).shape` gives
        `(1, 6, 6, 2)`.
    Reference: Chollet, Xception, arXiv:1610.02357.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            rank=2,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            depth_multiplier=depth_multiplier,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )


SeparableConvolution2D = SeparableConv2D
