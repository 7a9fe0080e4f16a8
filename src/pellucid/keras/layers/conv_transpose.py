"""ConvTranspose: what Conv1DTranspose, Conv2DTranspose and Conv3DTranspose share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers import windows
from pellucid.keras.layers.conv import Conv
from pellucid.keras.layers.input_spec import InputSpec


class ConvTranspose(Conv):
    """The transpose of a convolution, from its output places to its input places.

    Args:
        rank: number of spatial axes.
        filters: number of output channels.
        kernel_size, strides, dilation_rate: of the window, an int or one for each axis.
        padding: of the convolution that is transposed: 'valid' gives sizes n · s + max(k - s, 0),
            'same' gives n · s.
        output_padding: how many places more than (n - 1) · s + k - 2 · pad the output has, less
            than the strides; pad is 0, with 'same' k // 2. None: the sizes above.
        The rest as of `Conv`.
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rank, filters, kernel_size, strides, padding, **kwargs)
        if self.padding == "causal":
            windows.window_padding("causal", ("valid", "same"))
        self.output_padding: tuple[int, ...] | None = None
        if output_padding is not None:
            given = (output_padding,) * rank if isinstance(output_padding, int) else output_padding
            self.output_padding = tuple(int(n) for n in given)
            for axis, (more, stride) in enumerate(
                zip(self.output_padding, self.strides, strict=True)
            ):
                if more >= stride:
                    raise ValueError(
                        "`output_padding` must be strictly less than `strides` for all dimensions. "
                        f"At dimension {axis}, `output_padding` is {more} but `strides` is "
                        f"{stride}. Received: output_padding={self.output_padding}, "
                        f"strides={self.strides}"
                    )

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernel (*kernel_size, filters, channels) and bias (filters,)."""
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None:
            raise ValueError(
                f"Layer '{self.name}': the channel dimension of the inputs should be defined. "
                f"Received input_shape={input_shape}"
            )
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, self.filters, channels),
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

    def convolve(self, x: tf.Tensor) -> tf.Tensor:
        """The transposed convolution of a channels-last `x` with the kernel."""
        shape = tf.shape(x)
        known = x.shape.as_list()
        lead = [shape[i] if n is None else n for i, n in enumerate(known[:-1])]
        sizes = [self._length(n, axis) for axis, n in enumerate(lead[1:])]
        y = tf.nn.conv_transpose(
            x,
            self.kernel,
            [lead[0], *sizes, self.filters],
            strides=self.strides,
            padding=self.padding.upper(),
            dilations=self.dilation_rate,
        )
        still = [self._length(n, axis) for axis, n in enumerate(known[1:-1])]
        y.set_shape([known[0], *still, self.filters])
        return y

    def _length(self, size: Any, axis: int) -> Any:
        """The output size on one axis."""
        if size is None:
            return None
        stride = self.strides[axis]
        extent = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        same = self.padding == "same"
        if self.output_padding is None:
            return size * stride + (0 if same else max(extent - stride, 0))
        pad = extent // 2 if same else 0
        return (size - 1) * stride + extent - 2 * pad + self.output_padding[axis]

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> list[Any]:
        """[batch, *sizes, filters], in the layer's data format."""
        batch, sizes, _ = windows.split_shape(tuple(input_shape), self.data_format)
        larger = tuple(self._length(n, axis) for axis, n in enumerate(sizes))
        return list(windows.join_shape(batch, larger, self.filters, self.data_format))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {**super().get_config(), "output_padding": self.output_padding}
        del config["groups"]
        return config
