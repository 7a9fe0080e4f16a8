"""Conv3DTranspose: the transposed convolution of volumes."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.conv_transpose import ConvTranspose


class Conv3DTranspose(ConvTranspose):
    """Every input place paints the kernel around its place of a larger output.

    y[b, p·s + d, f] += x[b, p, c] · kernel[d, f, c], then + bias[f]: the linear map that is the
    transpose of the convolution with the same kernel.

    Args: as of `ConvTranspose`, for three spatial axes.

    Shapes: (batch, depth, rows, columns, channels) to (batch, new depth, new rows,
        new columns, filters); kernel (*kernel_size, filters, channels).
    Example: `keras.layers.Conv3DTranspose(2, 3, strides=2)(tf.ones((1, 6, 6, 6, 4))).shape` gives
        `(1, 13, 13, 13, 2)`.
    Reference: Zeiler et al., Deconvolutional Networks, CVPR 2010.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        output_padding: Any = None,
        dilation_rate: Any = (1, 1, 1),
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
            rank=3,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            output_padding=output_padding,
            dilation_rate=dilation_rate,
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


Convolution3DTranspose = Conv3DTranspose
