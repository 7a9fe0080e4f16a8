"""CategoryEncoding: categories as vectors of zeros, ones and counts."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer


class CategoryEncoding(Layer):
    """Integers in [0, num_tokens) as vectors of length num_tokens.

    Args:
        num_tokens: number of categories.
        output_mode: 'one_hot' (a vector for each integer; a last axis of size 1 is dropped),
            'multi_hot' (one for each row, 1 where an integer occurs) or 'count' (how often).
        sparse: whether to return a SparseTensor.

    Call arguments: inputs, count_weights (what each integer counts in 'count').
    Shapes: (batch, n) to (batch, num_tokens), 'one_hot': (batch, n, num_tokens).
    Example: `keras.layers.CategoryEncoding(3)([[0, 2]])` gives `[[1, 0, 1]]`.
    """

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        output_mode = "multi_hot" if output_mode == "binary" else output_mode
        if output_mode not in ("count", "one_hot", "multi_hot"):
            raise ValueError(f"Unknown arg for output_mode: {output_mode}")
        if num_tokens is None:
            raise ValueError(
                "num_tokens must be set to use this layer. If the number of tokens is not known "
                "beforehand, use the IntegerLookup layer instead."
            )
        if num_tokens < 1:
            raise ValueError(f"`num_tokens` must be >= 1. Received: num_tokens={num_tokens}.")
        self.num_tokens, self.output_mode, self.sparse = num_tokens, output_mode, sparse

    def call(self, inputs: tf.Tensor, count_weights: Any = None) -> Any:
        """The vectors."""
        if count_weights is not None and self.output_mode != "count":
            raise ValueError(
                "`count_weights` is not used when `output_mode` is not `'count'`. Received "
                f"`count_weights={count_weights}`."
            )
        dtype, mode = self.compute_dtype, self.output_mode
        result = encode(inputs, self.num_tokens, mode, dtype, count_weights)
        return tf.sparse.from_dense(result) if self.sparse else result

    def compute_output_shape(
        self, input_shape: tuple[Any, ...], count_weights_shape: Any = None
    ) -> tuple[Any, ...]:
        """The shape of the vectors."""
        shape = tuple(input_shape)
        if self.output_mode != "one_hot":
            return (*shape[:-1], self.num_tokens)
        return (*(shape[:-1] if shape and shape[-1] == 1 else shape), self.num_tokens)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "num_tokens": self.num_tokens,
            "output_mode": self.output_mode,
        }


def encode(values: tf.Tensor, depth: int, mode: str, dtype: Any, weights: Any = None) -> tf.Tensor:
    """Integers as vectors; see CategoryEncoding.

    Args:
        values: integers; those outside of [0, depth) count nowhere.
        depth: length of the vectors.
        mode: 'one_hot', 'multi_hot' or 'count'.
        dtype: of the result.
        weights: what each integer counts, default 1.
    """
    values = tf.cast(values, tf.int32)
    if mode == "one_hot":
        if values.shape.rank and values.shape[-1] == 1:
            values = tf.squeeze(values, axis=-1)
        return tf.one_hot(values, depth, dtype=dtype)
    if values.shape.rank == 0:
        values = tf.expand_dims(values, -1)
    vectors = tf.one_hot(values, depth, dtype=dtype)
    if mode == "multi_hot":
        return tf.reduce_max(vectors, axis=-2)
    if weights is not None:
        vectors = vectors * tf.cast(tf.expand_dims(weights, -1), vectors.dtype)
    return tf.reduce_sum(vectors, axis=-2)
