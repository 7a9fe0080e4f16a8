"""ConvLSTM2D: long short-term memory over sequences of images."""

from __future__ import annotations

from pellucid.keras.layers.conv_lstm import ConvLSTM


class ConvLSTM2D(ConvLSTM):
    """An LSTM whose matrix products are convolutions over 2 spatial axes.

    Args: as of `ConvLSTM`.

    Shapes: (batch, steps, rows, columns, channels) to (batch, …, filters), or
        (batch, steps, …, filters) with `return_sequences`.
    Example: `keras.layers.ConvLSTM2D(2, 3)(tf.ones((1, 3, 8, 8, 4))).shape` gives `(1, 6, 6, 2)`.
    Reference: Shi et al., arXiv:1506.04214.
    """

    rank = 2
