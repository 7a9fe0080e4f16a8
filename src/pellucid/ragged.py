"""`tf.ragged`: tensors whose rows have different lengths."""

from pellucid.ops.ragged_tensor import constant as constant

__all__ = [
    "constant",
]
