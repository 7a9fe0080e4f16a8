"""CenterCrop: the middle of images."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.layer import Layer


class CenterCrop(Layer):
    """The middle height x width pixels; a smaller image is enlarged until one side fits, then cut.

    Args:
        height, width: sizes of the result.
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (rows, columns, channels), with or without a batch axis, to (height, width, channels).
    Example: `keras.layers.CenterCrop(2, 3)(tf.ones((1, 5, 6, 1))).shape` gives `(1, 2, 3, 1)`.
    """

    def __init__(
        self, height: int, width: int, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.height, self.width = height, width
        self.data_format = config.standardize_data_format(data_format)

    def call(self, data: tf.Tensor, training: Any = True) -> tf.Tensor:
        """The middle of the images."""
        x = tf.cast(data, self.compute_dtype)
        last = self.data_format == "channels_last"
        rows, columns = (x.shape[-3], x.shape[-2]) if last else (x.shape[-2], x.shape[-1])
        if rows is None or columns is None:
            raise ValueError(
                f"Layer '{self.name}': the sizes of the image must be known. Received {data.shape}."
            )
        if rows < self.height or columns < self.width:
            return self._enlarged(x, rows, columns)
        top, left = (rows - self.height) // 2, (columns - self.width) // 2
        middle = (slice(top, top + self.height), slice(left, left + self.width))
        return x[(..., *middle, slice(None))] if last else x[(..., *middle)]

    def _enlarged(self, x: tf.Tensor, rows: int, columns: int) -> tf.Tensor:
        first, single = self.data_format == "channels_first", x.shape.rank == 3
        x = tf.expand_dims(x, 0) if single else x
        x = tf.transpose(x, windows.channels_last(2)) if first else x
        # the largest part of the image with the wanted proportions
        height = min(rows, int(columns * self.height / self.width))
        width = min(columns, int(rows * self.width / self.height))
        top, left = (rows - height) // 2, (columns - width) // 2
        x = x[:, top : top + height, left : left + width]
        x = tf.cast(tf.image.resize(x, [self.height, self.width]), self.compute_dtype)
        x = tf.transpose(x, windows.channels_first(2)) if first else x
        return x[0] if single else x

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The shape with the new sizes."""
        shape, start = list(input_shape), -3 if self.data_format == "channels_last" else -2
        shape[start], shape[start + 1] = self.height, self.width
        return tuple(shape)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "height": self.height,
            "width": self.width,
            "data_format": self.data_format,
        }
