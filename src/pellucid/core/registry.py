"""The table of all ops by TensorFlow's op name.

Rooms that may not import the op library (tensors, graphs) find an op here by its name.
"""

from __future__ import annotations

from typing import Any

OPS: dict[str, Any] = {}

# The ops that are made up of others, see `ops/composed.py`.
COMPOSED: dict[str, Any] = {}
