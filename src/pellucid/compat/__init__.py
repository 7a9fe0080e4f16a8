"""`tf.compat`: helpers for code that ran on several TensorFlow and Python versions, and `v1`.

`tf.compat.v1` is imported when it is first asked for: programs of TensorFlow 2 do not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pellucid.compat.text import (
    as_bytes as as_bytes,
    as_str as as_str,
    as_str_any as as_str_any,
    as_text as as_text,
)
from pellucid.core.dimension import dimension_value as dimension_value
from pellucid.core.shapes import dimension_at_index as dimension_at_index

if TYPE_CHECKING:  # so that editors know it
    from pellucid.compat import v1 as v1


def __getattr__(name: str) -> Any:
    if name == "v1":
        import importlib

        return importlib.import_module("pellucid.compat.v1")
    raise AttributeError(f"module 'pellucid.compat' has no attribute {name!r}")


__all__ = [
    "as_bytes",
    "as_str",
    "as_str_any",
    "as_text",
    "dimension_at_index",
    "dimension_value",
    "v1",
]
