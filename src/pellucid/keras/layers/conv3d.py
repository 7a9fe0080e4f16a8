"""Conv3D: convolution of volumes."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.conv import Conv


class Conv3D(Conv):
    """Volume convolution: y[b, p, f] = Σ x[b, p·s + d, c] · kernel[d, c, f] + bias[f].

    Here p and d have three coordinates: depth, row and column.

    Args: as of `Conv`, for three spatial axes.

    Shapes: (batch, depth, rows, columns, channels) to (batch, new depth, new rows, new columns,
        filters); kernel (*kernel_size, channels / groups, filters).
    Example: `keras.layers.Conv3D(8, 3)(tf.ones((1, 6, 6, 6, 1))).shape` gives `(1, 4, 4, 4, 8)`.
    Reference: Tran et al., arXiv:1412.0767.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1, 1),
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
            rank=3,
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


Convolution3D = Conv3D
