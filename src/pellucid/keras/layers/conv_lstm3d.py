"""ConvLSTM3D: long short-term memory over sequences of volumes."""

from __future__ import annotations

from pellucid.keras.layers.conv_lstm import ConvLSTM


class ConvLSTM3D(ConvLSTM):
    """An LSTM whose matrix products are convolutions over 3 spatial axes.

    Args: as of `ConvLSTM`.

    Shapes: (batch, steps, depth, rows, columns, channels) to (batch, …, filters), or
        (batch, steps, …, filters) with `return_sequences`.
    Example: `keras.layers.ConvLSTM3D(2, 3)(tf.ones((1, 3, 6, 6, 6, 4))).shape` gives
        `(1, 4, 4, 4, 2)`.
    Reference: Shi et al., arXiv:1506.04214.
    """

    rank = 3
