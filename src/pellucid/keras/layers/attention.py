"""Attention: each query is answered by a mixture of values."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import random
from pellucid.keras.layers.dtype_promotion import alike
from pellucid.keras.layers.layer import Layer


class Attention(Layer):
    """softmax(scores(query, key)) · value.

    Scores are query · keyᵀ, with 'concat' Σ tanh(query + key) for each pair of a query and a key.

    Args:
        use_scale: whether the scores are multiplied by a weight ('concat': inside the tanh).
        score_mode: 'dot' or 'concat'.
        dropout: probability of a zero among the attention weights in training.
        seed: int for reproducible zeros.

    Call arguments: inputs [query, value] or [query, value, key] (default key: value), mask (those
        of query and value), training, return_attention_scores, use_causal_mask (query i sees keys
        up to i).
    Shapes: query (batch, t, n), value (batch, s, m), key (batch, s, n) to (batch, t, m), and scores
        (batch, t, s).
    Example: `keras.layers.Attention()([tf.ones((1, 2, 3)), tf.ones((1, 4, 3))]).shape` gives
        `(1, 2, 3)`.
    Reference: Luong et al., arXiv:1508.04025.
    """

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if score_mode not in ("dot", "concat"):
            raise ValueError(
                "Invalid value for argument score_mode. Expected one of {'dot', 'concat'}. "
                f"Received: score_mode={score_mode}"
            )
        self.use_scale, self.score_mode = use_scale, score_mode
        self.dropout, self.seed = dropout, seed
        if dropout > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def build(self, input_shape: list[Any]) -> None:
        """The scale, and the weight of the sum of 'concat'."""
        self._check_inputs(input_shape)
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                name="concat_score_weight", shape=(), initializer="ones"
            )

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: Any = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """The mixtures of values, and the weights with `return_attention_scores`."""
        self._check_inputs(inputs, mask)
        query, value, *others = alike(inputs)
        key = others[0] if others else value
        query_mask = mask[0] if mask else None
        value_mask = mask[1] if mask else None
        scores = self.scores(query, key)
        allowed = _allowed(scores, value_mask, use_causal_mask)
        if allowed is not None:
            # 1e9 is more than float16 holds
            low = 65504.0 if scores.dtype == tf.float16 else 1.0e9
            scores = scores - low * tf.cast(tf.logical_not(allowed), scores.dtype)
        weights = tf.nn.softmax(scores, axis=-1)
        if training and self.dropout > 0:
            weights = random.dropout(weights, self.dropout, seed=self.seed_generator)
        result = tf.matmul(weights, value)
        if query_mask is not None:
            result = result * tf.cast(tf.expand_dims(query_mask, -1), result.dtype)
        return (result, weights) if return_attention_scores else result

    def scores(self, query: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
        """How well each key answers each query, (batch, t, s)."""
        if self.score_mode == "dot":
            scores = tf.matmul(query, key, transpose_b=True)
            return scores if self.scale is None else scores * self.scale
        pairs = tf.expand_dims(query, -2) + tf.expand_dims(key, -3)
        if self.scale is not None:
            pairs = pairs * self.scale
        return self.concat_score_weight * tf.reduce_sum(tf.tanh(pairs), axis=-1)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the query."""
        self._check_inputs(inputs, mask)
        return None if mask is None or mask[0] is None else mask[0]

    def compute_output_shape(self, input_shape: list[Any]) -> tuple[Any, ...]:
        """(batch, t, m)."""
        return (*input_shape[0][:-1], input_shape[1][-1])

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Output, and weights with `return_attention_scores`."""
        if kwargs.get("return_attention_scores"):
            return self._spec_from_trace(args, kwargs)
        return super().compute_output_spec(*args, **kwargs)

    def _check_inputs(self, inputs: Any, mask: Any = None) -> None:
        name = type(self).__name__
        if not isinstance(inputs, list):
            raise ValueError(
                f"{name} layer must be called on a list of inputs, namely [query, value] or "
                f"[query, value, key]. Received: inputs={inputs}."
            )
        if len(inputs) not in (2, 3):
            raise ValueError(
                f"{name} layer accepts inputs list of length 2 or 3, namely [query, value] or "
                f"[query, value, key]. Received length: {len(inputs)}."
            )
        if mask is not None and (not isinstance(mask, list) or not 2 <= len(mask) <= len(inputs)):
            raise ValueError(
                f"{name} layer mask must be a list with the masks of query and value. "
                f"Received: mask={mask}."
            )

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "use_scale": self.use_scale,
            "score_mode": self.score_mode,
            "dropout": self.dropout,
            "seed": self.seed,
        }


def _allowed(scores: tf.Tensor, value_mask: Any, causal: bool) -> Any:
    """Which scores count, bool that broadcasts to (batch, t, s); None for all."""
    allowed = None if value_mask is None else tf.expand_dims(tf.cast(value_mask, tf.bool), -2)
    if causal:
        shape = tf.shape(scores)
        past = tf.expand_dims(tf.range(shape[-2]), -1) >= tf.range(shape[-1])
        allowed = past if allowed is None else tf.logical_and(allowed, past)
    return allowed
