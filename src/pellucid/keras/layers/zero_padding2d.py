"""ZeroPadding2D: rows and columns of zeros around images."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers import windows
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer


class ZeroPadding2D(Layer):
    """Zeros before and after the rows and columns.

    Args:
        padding: an int for all sides; (rows, columns); or ((top, bottom), (left, right)).
        data_format: 'channels_last' or 'channels_first', default the global setting.

    Shapes: (batch, rows, columns, channels) to (batch, rows + top + bottom, …, channels).
    Example: `keras.layers.ZeroPadding2D(1)(tf.ones((1, 2, 2, 3))).shape` gives `(1, 4, 4, 3)`.
    """

    keeps_dtype = True

    def __init__(
        self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.padding = padding_pairs(padding, 2)
        self.input_spec = InputSpec(ndim=4)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """No weights."""

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The padded input."""
        pairs = [list(pair) for pair in self.padding]
        last = self.data_format == "channels_last"
        return tf.pad(inputs, [[0, 0], *pairs, [0, 0]] if last else [[0, 0], [0, 0], *pairs])

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The input's shape with the padding added."""
        batch, sizes, channels = windows.split_shape(input_shape, self.data_format)
        padded = tuple(
            None if size is None else size + sum(pair)
            for size, pair in zip(sizes, self.padding, strict=True)
        )
        return windows.join_shape(batch, padded, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "padding": self.padding,
            "data_format": self.data_format,
        }


def padding_pairs(padding: Any, rank: int) -> tuple[tuple[int, int], ...]:
    """`padding` as one (before, after) pair for each of `rank` axes; ValueError if it is not."""
    if hasattr(padding, "__index__"):
        padding = (padding,) * rank
    if not hasattr(padding, "__len__"):
        raise ValueError(
            "`padding` should be either an int, a tuple of ints, or a tuple of tuples of ints. "
            f"Received: padding={padding}."
        )
    if len(padding) != rank:
        word = {2: "two", 3: "three"}.get(rank, str(rank))
        raise ValueError(f"`padding` should have {word} elements. Received: padding={padding}.")
    pairs = tuple((p, p) if hasattr(p, "__index__") else tuple(p) for p in padding)
    for pair in pairs:
        if len(pair) != 2 or any(not hasattr(n, "__index__") or n < 0 for n in pair):
            raise ValueError(
                "`padding` entries must be non-negative ints or pairs of them. "
                f"Received: padding={padding}."
            )
    return tuple((int(a), int(b)) for a, b in pairs)
