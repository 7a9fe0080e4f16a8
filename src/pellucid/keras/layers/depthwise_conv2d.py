"""DepthwiseConv2D: a convolution of each channel of images for itself."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.depthwise_conv import DepthwiseConv


class DepthwiseConv2D(DepthwiseConv):
    """Each channel is convolved with `depth_multiplier` kernels of its own.

    y[b, p, c·m + q] = Σ x[b, p·s + d, c] · kernel[d, c, q] + bias[c·m + q], m = depth_multiplier.

    Args: as of `DepthwiseConv`, for two spatial axes.

    Shapes: (batch, rows, columns, channels) to (batch, new rows, new columns,
        channels · depth_multiplier); kernel (*kernel_size, channels, depth_multiplier).
    Example: `keras.layers.DepthwiseConv2D(3)(tf.ones((1, 8, 8, 4))).shape` gives
        `(1, 6, 6, 4)`.
    Reference: Howard et al., MobileNets, arXiv:1704.04861.
    """

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            rank=2,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            depth_multiplier=depth_multiplier,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
