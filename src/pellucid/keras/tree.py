"""Nested structures under their Keras names; dicts are flattened by sorted key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as"]


def flatten(structure: Any) -> list[Any]:
    """The leaves of a structure. Example: `flatten({'b': 1, 'a': [2, 3]})` gives `[2, 3, 1]`."""
    return tf.nest.flatten(structure)


def map_structure(func: Callable[..., Any], *structures: Any) -> Any:
    """`func` on the leaves of one or several structures of one form."""
    return tf.nest.map_structure(func, *structures)


def pack_sequence_as(structure: Any, flat_sequence: Any) -> Any:
    """The leaves `flat_sequence` in the form of `structure`."""
    return tf.nest.pack_sequence_as(structure, flat_sequence)


def is_nested(structure: Any) -> bool:
    """Whether it is a list, tuple or dict."""
    return tf.nest.is_nested(structure)


def assert_same_structure(a: Any, b: Any) -> None:
    """Raise when the two structures differ in form."""
    tf.nest.assert_same_structure(a, b)
