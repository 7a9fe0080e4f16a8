"""`tf.ragged`: tensors whose rows have different lengths."""

from pellucid.ops.ragged_creation import constant as constant

__all__ = [
    "constant",
]
