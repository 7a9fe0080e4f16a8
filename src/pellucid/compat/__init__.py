"""`tf.compat`: helpers for code that ran on several TensorFlow and Python versions."""

from pellucid.compat.text import (
    as_bytes as as_bytes,
    as_str as as_str,
    as_str_any as as_str_any,
    as_text as as_text,
)
from pellucid.core.dimension import dimension_value as dimension_value
from pellucid.core.shapes import dimension_at_index as dimension_at_index

__all__ = [
    "as_bytes",
    "as_str",
    "as_str_any",
    "as_text",
    "dimension_at_index",
    "dimension_value",
]
