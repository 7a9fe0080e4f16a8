"""ReversibleEmbedding: an embedding that also gives the logits of the tokens."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.embedding import Embedding


class ReversibleEmbedding(Embedding):
    """Rows of a matrix for tokens; with `reverse` vectors · matrixᵀ, the logits of the tokens.

    Args:
        input_dim, output_dim, embeddings_initializer, embeddings_regularizer,
            embeddings_constraint, mask_zero: as of Embedding.
        tie_weights: whether both directions use the same matrix.
        reverse_dtype: dtype of the logits, default the compute dtype.
        logit_soft_cap: logits become cap · tanh(logits / cap).

    Shapes: (…) of ints to (…, output_dim); reversed (…, output_dim) to (…, input_dim).
    Example: `keras.layers.ReversibleEmbedding(9, 4)(tf.ones((2, 4)), reverse=True).shape` gives
        `(2, 9)`.
    Reference: Press & Wolf, arXiv:1608.05859.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
            mask_zero=mask_zero,
            **kwargs,
        )
        self.tie_weights = tie_weights
        self.reverse_dtype, self.logit_soft_cap = reverse_dtype, logit_soft_cap

    def build(self, input_shape: Any = None) -> None:
        """The matrix, and the one of the other direction if they are not tied."""
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                name="reverse_embeddings",
                shape=(self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
            )

    def call(self, inputs: tf.Tensor, reverse: bool = False) -> tf.Tensor:
        """The vectors of tokens, or the logits of vectors."""
        if not reverse:
            return super().call(inputs)
        kernel: Any = self.embeddings if self.tie_weights else self.reverse_embeddings
        kernel = tf.convert_to_tensor(kernel)
        if self.reverse_dtype is not None:
            inputs, kernel = (tf.cast(x, self.reverse_dtype) for x in (inputs, kernel))
        if self.tie_weights:
            kernel = tf.transpose(kernel)
        logits = tf.tensordot(inputs, kernel, axes=1)
        if self.logit_soft_cap is not None:
            logits = tf.tanh(logits / self.logit_soft_cap) * self.logit_soft_cap
        return logits

    def compute_output_shape(
        self, input_shape: tuple[Any, ...], reverse: bool = False
    ) -> tuple[Any, ...]:
        """(…, output_dim), reversed (…, input_dim)."""
        if reverse:
            return (*input_shape[:-1], self.input_dim)
        return (*input_shape, self.output_dim)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "tie_weights": self.tie_weights,
            "reverse_dtype": self.reverse_dtype,
            "logit_soft_cap": self.logit_soft_cap,
        }
