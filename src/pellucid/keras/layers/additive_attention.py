"""AdditiveAttention: attention whose scores are a small network's."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.attention import Attention


class AdditiveAttention(Attention):
    """softmax(Σ scale · tanh(query + key)) · value.

    Args:
        use_scale: whether there is a learned scale, one number for each feature.
        dropout: probability of a zero among the attention weights in training.

    Call arguments and shapes: as of Attention.
    Example: `keras.layers.AdditiveAttention()([tf.ones((1, 2, 3)), tf.ones((1, 4, 3))]).shape`
        gives `(1, 2, 3)`.
    Reference: Bahdanau et al., arXiv:1409.0473.
    """

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    def build(self, input_shape: list[Any]) -> None:
        """The scale (n,)."""
        self._check_inputs(input_shape)
        self.scale = None
        if self.use_scale:
            self.scale = self.add_weight(
                name="scale", shape=(input_shape[0][-1],), initializer="glorot_uniform"
            )

    def scores(self, query: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
        """How well each key answers each query, (batch, t, s)."""
        pairs = tf.tanh(tf.expand_dims(query, -2) + tf.expand_dims(key, -3))
        if self.scale is not None:
            pairs = pairs * self.scale
        return tf.reduce_sum(pairs, axis=-1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        del config["score_mode"]
        return config
