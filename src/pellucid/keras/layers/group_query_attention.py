"""GroupQueryAttention: attention in which groups of query heads share keys and values."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, random, regularizers
from pellucid.keras.layers.attention_masks import (
    check_flash_attention,
    combined_mask,
    masked_softmax,
)
from pellucid.keras.layers.einsum_dense import EinsumDense
from pellucid.keras.layers.layer import Layer


class GroupedQueryAttention(Layer):
    """As MultiHeadAttention, but each key and value head serves a group of query heads.

    Args:
        head_dim: size of a head.
        num_query_heads: number of query heads.
        num_key_value_heads: number of key and value heads; divides num_query_heads.
        dropout: probability of a zero among the attention weights in training.
        use_bias: whether the dense maps have biases.
        sliding_window: query i sees values less than this far away; None: all.
        flash_attention: None or False.
        kernel_initializer, bias_initializer: first values of the dense maps.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
        use_gate: whether the heads are multiplied by a sigmoid of another dense map of the query.
        seed: int for reproducible zeros.

    Call arguments and shapes: as of MultiHeadAttention.
    Example: `keras.layers.GroupQueryAttention(4, 4, 2)(tf.ones((1, 3, 8)), tf.ones((1, 5, 8)))`.
    Reference: Ainslie et al., arXiv:2305.13245.
    """

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if num_query_heads % num_key_value_heads:
            raise ValueError("`num_query_heads` must be divisible by `num_key_value_heads`.")
        check_flash_attention("GroupQueryAttention", flash_attention)
        self.head_dim, self.num_query_heads = head_dim, num_query_heads
        self.num_key_value_heads = num_key_value_heads
        self.dropout, self.use_bias, self.use_gate = dropout, use_bias, use_gate
        self.sliding_window, self.seed = sliding_window, seed
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        if dropout > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.supports_masking = True

    def build(
        self, query_shape: tuple[Any, ...], value_shape: tuple[Any, ...], key_shape: Any = None
    ) -> None:
        """The dense maps of query, key, value and output."""
        key_shape = value_shape if key_shape is None else key_shape
        queries, keys, size = self.num_query_heads, self.num_key_value_heads, self.head_dim
        self.query_dense = self._dense("query", "bqm,muh->bquh", (queries, size), query_shape)
        self.key_dense = self._dense("key", "bkm,mvh->bkvh", (keys, size), key_shape)
        self.gate_dense = None
        if self.use_gate:
            self.gate_dense = self._dense("gate", "bqm,muh->bquh", (queries, size), query_shape)
        self.value_dense = self._dense("value", "bkm,mvh->bkvh", (keys, size), value_shape)
        heads = (*query_shape[:-1], queries, size)
        self.output_dense = self._dense(
            "attention_output", "bquh,uhm->bqm", (query_shape[-1],), heads
        )

    def _dense(
        self, name: str, equation: str, sizes: tuple[Any, ...], shape: tuple[Any, ...]
    ) -> EinsumDense:
        def fresh(initializer: Any) -> Any:
            return type(initializer).from_config(initializer.get_config())

        dense: Any = EinsumDense(
            equation,
            (None, *sizes),
            bias_axes=equation.split("->")[1][2:] if self.use_bias else None,
            kernel_initializer=fresh(self.kernel_initializer),
            bias_initializer=fresh(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            name=name,
            dtype=self.dtype_policy,
        )
        dense.build(shape)
        return dense

    def call(
        self,
        query: tf.Tensor,
        value: tf.Tensor,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: Any = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """The output, and the attention weights with `return_attention_scores`."""
        allowed = combined_mask(
            query,
            value,
            query_mask=query_mask,
            value_mask=value_mask,
            key_mask=key_mask,
            attention_mask=attention_mask,
            causal=use_causal_mask,
            sliding_window=self.sliding_window,
        )
        q = self.query_dense(query)
        k = self.key_dense(value if key is None else key)
        v = self.value_dense(value)
        repeats = self.num_query_heads // self.num_key_value_heads
        k, v = tf.repeat(k, repeats, axis=2), tf.repeat(v, repeats, axis=2)
        scores = tf.einsum("bquh,bkuh->buqk", q * (1.0 / math.sqrt(self.head_dim)), k)
        if allowed is not None and len(allowed.shape) == 3:
            allowed = tf.expand_dims(allowed, 1)
        empty = return_attention_scores or self.dropout > 0
        weights = masked_softmax(scores, allowed, empty=empty)
        dropped = weights
        if training and self.dropout > 0:
            dropped = random.dropout(weights, self.dropout, seed=self.seed_generator)
        heads = tf.einsum("buqk,bkuh->bquh", dropped, v)
        if self.gate_dense is not None:
            heads = heads * tf.sigmoid(self.gate_dense(query))
        output = self.output_dense(heads)
        return (output, weights) if return_attention_scores else output

    def compute_output_shape(
        self, query_shape: tuple[Any, ...], value_shape: tuple[Any, ...], key_shape: Any = None
    ) -> tuple[Any, ...]:
        """The query's shape."""
        return tuple(query_shape)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Output, and weights with `return_attention_scores`."""
        if kwargs.get("return_attention_scores"):
            return self._spec_from_trace(args, kwargs)
        return super().compute_output_spec(*args, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "head_dim": self.head_dim,
            "num_query_heads": self.num_query_heads,
            "num_key_value_heads": self.num_key_value_heads,
            "use_bias": self.use_bias,
            "use_gate": self.use_gate,
            "sliding_window": self.sliding_window,
            "dropout": self.dropout,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "seed": self.seed,
        }


GroupQueryAttention = GroupedQueryAttention
