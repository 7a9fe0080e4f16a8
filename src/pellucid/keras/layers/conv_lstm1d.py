"""ConvLSTM1D: long short-term memory over sequences of sequences."""

from __future__ import annotations

from pellucid.keras.layers.conv_lstm import ConvLSTM


class ConvLSTM1D(ConvLSTM):
    """An LSTM whose matrix products are convolutions over 1 spatial axis.

    Args: as of `ConvLSTM`.

    Shapes: (batch, steps, places, channels) to (batch, …, filters), or
        (batch, steps, …, filters) with `return_sequences`.
    Example: `keras.layers.ConvLSTM1D(2, 3)(tf.ones((1, 3, 8, 4))).shape` gives `(1, 6, 2)`.
    Reference: Shi et al., arXiv:1506.04214.
    """

    rank = 1
