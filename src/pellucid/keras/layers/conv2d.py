"""Conv2D: convolution of images."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.conv import Conv


class Conv2D(Conv):
    """Image convolution.

    y[b, i, j, f] = Σ x[b, i·s + di, j·s + dj, c] · kernel[di, dj, c, f] + bias[f].

    Args: as of `Conv`, for two spatial axes.

    Shapes: (batch, rows, columns, channels) to (batch, new rows, new columns, filters); kernel
        (*kernel_size, channels / groups, filters).
    Example: `keras.layers.Conv2D(8, 3)(tf.ones((1, 28, 28, 1))).shape` gives `(1, 26, 26, 8)`.
    Reference: LeCun et al., Proc. IEEE 86 (1998).
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
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
        super().__init__(
            rank=2,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            groups=groups,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )

    def convolve(self, x: tf.Tensor) -> tf.Tensor:
        """The convolution of a channels-last `x` with the kernel."""
        return tf.nn.conv2d(
            x,
            self.kernel,
            strides=self.strides,
            padding=self.padding.upper(),
            dilations=self.dilation_rate,
        )


Convolution2D = Conv2D
