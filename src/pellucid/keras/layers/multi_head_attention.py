"""MultiHeadAttention: several attentions at once, each in a small space of its own."""

from __future__ import annotations

import math
from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, random, regularizers
from pellucid.keras.layers import call_context
from pellucid.keras.layers.attention_masks import (
    check_flash_attention,
    combined_mask,
    masked_softmax,
)
from pellucid.keras.layers.einsum_dense import EinsumDense
from pellucid.keras.layers.layer import Layer

_AXES = "abcdefghijklmnop"


class MultiHeadAttention(Layer):
    """Σ over heads of softmax(q · kᵀ / √key_dim) · v · output, q, k, v dense maps of the inputs.

    Args:
        num_heads: number of heads.
        key_dim: size of a head's queries and keys.
        value_dim: size of a head's values, default key_dim.
        dropout: probability of a zero among the attention weights in training.
        use_bias: whether the dense maps have biases.
        output_shape: sizes of the output's last axes, default the query's last one.
        attention_axes: the axes that attend, default all between batch and features.
        sliding_window: query i sees values less than this far away; None: all.
        flash_attention: None or False.
        kernel_initializer, bias_initializer: first values of the dense maps.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
        use_gate: whether the heads are multiplied by a sigmoid of another dense map of the query.
        seed: int for reproducible zeros.

    Call arguments: query (batch, t, n), value (batch, s, m), key (default: value), query_mask,
        value_mask, key_mask, attention_mask (batch, t, s), return_attention_scores, training,
        use_causal_mask.
    Shapes: to (batch, t, n); scores (batch, heads, t, s).
    Example: `keras.layers.MultiHeadAttention(2, 4)(tf.ones((1, 3, 8)), tf.ones((1, 5, 8))).shape`
        gives `(1, 3, 8)`.
    Reference: Vaswani et al., arXiv:1706.03762.
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: Any = None,
        attention_axes: Any = None,
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
        for name, value in (("num_heads", num_heads), ("key_dim", key_dim)):
            if not isinstance(value, int) or value <= 0:
                raise ValueError(
                    f"Received an invalid value for argument `{name}`, expected a positive "
                    f"integer. Received: {name}={value}"
                )
        check_flash_attention("MultiHeadAttention", flash_attention)
        self.num_heads, self.key_dim = num_heads, key_dim
        self.value_dim = key_dim if value_dim is None else value_dim
        self.dropout, self.use_bias, self.use_gate = dropout, use_bias, use_gate
        if output_shape is None or isinstance(output_shape, list | tuple):
            self._output_sizes = None if output_shape is None else tuple(output_shape)
        else:
            self._output_sizes = (output_shape,)
        self.attention_axes: Any = (
            (attention_axes,) if isinstance(attention_axes, int) else attention_axes
        )
        self.attention_axes = None if attention_axes is None else tuple(self.attention_axes)
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
        rank = len(query_shape)
        heads = (self.num_heads, self.key_dim)
        value_heads = (self.num_heads, self.value_dim)
        self.query_dense = self._projection("query", query_shape, heads)
        self.key_dense = self._projection("key", key_shape, heads)
        self.gate_dense = None
        if self.use_gate:
            self.gate_dense = self._projection("gate", query_shape, value_heads)
        self.value_dense = self._projection("value", value_shape, value_heads)
        sizes = self._output_sizes or (query_shape[-1],)
        free = _AXES[: rank - 1]
        ends = _AXES[rank + 1 : rank + 1 + len(sizes)]
        equation = f"{free}yz,yz{ends}->{free}{ends}"
        self.output_dense = self._dense("attention_output", equation, rank, sizes, ends)
        self.output_dense.build((*query_shape[:-1], self.num_heads, self.value_dim))
        if self.attention_axes is None:
            self.attention_axes = tuple(range(1, rank - 1))
        else:
            self.attention_axes = tuple(axis % rank for axis in self.attention_axes)

    def _projection(self, name: str, shape: tuple[Any, ...], sizes: tuple[int, int]) -> EinsumDense:
        free = _AXES[: len(shape) - 1]
        dense = self._dense(name, f"{free}x,xyz->{free}yz", len(shape), sizes, "yz")
        dense.build(shape)
        return dense

    def _dense(self, name: str, equation: str, rank: int, sizes: Any, bias: str) -> Any:
        """A dense map whose initializers draw their own numbers."""

        def fresh(initializer: Any) -> Any:
            return type(initializer).from_config(initializer.get_config())

        return EinsumDense(
            equation,
            (*[None] * (rank - 2), *sizes),
            bias_axes=bias if self.use_bias else None,
            kernel_initializer=fresh(self.kernel_initializer),
            bias_initializer=fresh(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            name=name,
            dtype=self.dtype_policy,
        )

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
        empty = return_attention_scores or self.dropout > 0 or len(q.shape) != 4
        heads, weights = self._attend(q, k, v, allowed, training, empty)
        if self.gate_dense is not None:
            heads = heads * tf.sigmoid(self.gate_dense(query))
        output = self.output_dense(heads)
        for tensor in (query, value, key):
            if tensor is not None:  # as in Keras: the layer has dealt with the masks
                call_context.set_mask(tensor, None)
        return (output, weights) if return_attention_scores else output

    def _attend(
        self, q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, allowed: Any, training: Any, empty: bool
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Mixtures (batch, t, heads, value_dim) and weights (batch, heads, t, s)."""
        scores_equation, output_equation = self._equations(len(q.shape))
        q = q * (1.0 / math.sqrt(self.key_dim))
        scores = tf.einsum(scores_equation, k, q)
        if allowed is not None:
            for _ in range(len(scores.shape) - len(allowed.shape)):
                allowed = tf.expand_dims(allowed, 1)  # heads, and axes that do not attend
        count = len(self.attention_axes)
        weights = masked_softmax(scores, allowed, tuple(range(-count, 0)), empty=empty)
        dropped = weights
        if training and self.dropout > 0:
            dropped = random.dropout(weights, self.dropout, seed=self.seed_generator)
        return tf.einsum(output_equation, dropped, v), weights

    def _equations(self, rank: int) -> tuple[str, str]:
        """Of the scores and of the output, for queries (batch, …, heads, size).

        Axes that attend have letters of their own in query (a…) and key (A…); the others and the
        heads are shared.
        """
        query = [*_AXES[: rank - 2], "y", "z"]
        key = [c.upper() if i in self.attention_axes else c for i, c in enumerate(query)]
        batch = [query[i] for i in range(rank - 1) if i not in self.attention_axes]
        scores = [*batch, *[query[i] for i in self.attention_axes]]
        scores += [key[i] for i in self.attention_axes]
        q, k, s = "".join(query), "".join(key), "".join(scores)
        return f"{k},{q}->{s}", f"{s},{k}->{q}"

    def compute_output_shape(
        self, query_shape: tuple[Any, ...], value_shape: tuple[Any, ...], key_shape: Any = None
    ) -> tuple[Any, ...]:
        """The query's shape with the output's last axes."""
        key_shape = value_shape if key_shape is None else key_shape
        if value_shape[1:-1] != key_shape[1:-1]:
            raise ValueError(
                "All dimensions of `value` and `key`, except the last one, must be equal. "
                "Received: "
                f"value_shape={value_shape} and key_shape={key_shape}"
            )
        return (*query_shape[:-1], *(self._output_sizes or (query_shape[-1],)))

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Output, and weights with `return_attention_scores`."""
        if kwargs.get("return_attention_scores"):
            return self._spec_from_trace(args, kwargs)
        return super().compute_output_spec(*args, **kwargs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the query."""
        return mask

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "key_dim": self.key_dim,
            "value_dim": self.value_dim,
            "dropout": self.dropout,
            "use_bias": self.use_bias,
            "use_gate": self.use_gate,
            "output_shape": self._output_sizes,
            "attention_axes": self.attention_axes,
            "sliding_window": self.sliding_window,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "seed": self.seed,
        }
