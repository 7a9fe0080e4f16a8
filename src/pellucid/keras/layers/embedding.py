"""Embedding: integers to vectors."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import constraints, initializers, regularizers
from pellucid.keras.layers.layer import Layer
from pellucid.keras.symbolic import operators


class Embedding(Layer):
    """Row i of a table for each integer i.

    Args:
        input_dim: number of rows, the largest integer + 1.
        output_dim: length of the rows.
        embeddings_initializer, embeddings_regularizer, embeddings_constraint: of the table.
        mask_zero: whether 0 means "nothing here" to the layers that follow.
        weights: first value of the table, an array (input_dim, output_dim) or a list of it.
        kwargs: `input_length` of Keras 2 is the number of integers in an input.

    Shapes: integers (batch, …) to (batch, …, output_dim).
    Example: `keras.layers.Embedding(10, 4)(tf.constant([[1, 2]])).shape` gives `(1, 2, 4)`.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        **kwargs: Any,
    ) -> None:
        length = kwargs.pop("input_length", None)
        if length is not None and kwargs.get("input_shape") is None:
            kwargs["input_shape"] = length if isinstance(length, tuple) else (length,)
        if kwargs.pop("quantization_config", None) is not None:
            raise ValueError(
                "Embedding [quantization_config]: expected None, quantization is apart."
            )
        super().__init__(**kwargs)
        for name, value in (("input_dim", input_dim), ("output_dim", output_dim)):
            if not hasattr(value, "__index__") or value <= 0:
                raise ValueError(
                    f"`{name}` must be a positive integer. Received: {name}={value} (of type "
                    f"{type(value).__name__})."
                )
        self.input_dim, self.output_dim = int(input_dim), int(output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = self.supports_masking = bool(mask_zero)
        self.autocast = False
        if weights is not None:
            self._initial_weights = weights if isinstance(weights, list) else [weights]
            self.build((None,))
            self._load_initial_weights()

    def build(self, input_shape: Any = None) -> None:
        """The table (input_dim, output_dim)."""
        if "embeddings" in self.__dict__:
            return
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The rows."""
        if inputs.dtype not in (tf.int32, tf.int64):
            inputs = tf.cast(inputs, tf.int32)
        return tf.cast(tf.gather(self.embeddings, inputs), self.compute_dtype)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """inputs ≠ 0, or None without `mask_zero`."""
        return operators.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """(batch, …, output_dim)."""
        return (*input_shape, self.output_dim)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "embeddings_initializer": initializers.serialize(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.serialize(self.embeddings_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "embeddings_constraint": constraints.serialize(self.embeddings_constraint),
            "mask_zero": self.mask_zero,
            "quantization_config": None,
        }
