"""Conv1D: convolution of sequences."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.conv import Conv


class Conv1D(Conv):
    """Sequence convolution: y[b, t, f] = Σ x[b, t·s + d, c] · kernel[d, c, f] + bias[f].

    Args: as of `Conv`, for one spatial axis; padding may be 'causal': y[t] sees x[≤ t] only.

    Shapes: (batch, steps, channels) to (batch, new steps, filters); kernel
        (kernel_size, channels / groups, filters).
    Example: `keras.layers.Conv1D(8, 3)(tf.ones((1, 10, 4))).shape` gives `(1, 8, 8)`.
    Reference: van den Oord et al., WaveNet (causal), arXiv:1609.03499.
    """

    def __init__(
        self,
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
        super().__init__(
            rank=1,
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
        # a sequence is an image of one row
        window, stride, dilation = self.kernel_size[0], self.strides[0], self.dilation_rate[0]
        padding = self.padding.upper()
        if padding == "CAUSAL":
            x, padding = tf.pad(x, [[0, 0], [dilation * (window - 1), 0], [0, 0]]), "VALID"
        image = tf.nn.conv2d(
            tf.expand_dims(x, 1),
            tf.expand_dims(tf.convert_to_tensor(self.kernel), 0),
            strides=(1, stride),
            padding=padding,
            dilations=(1, dilation),
        )
        return tf.squeeze(image, axis=1)


Convolution1D = Conv1D
