"""Signatures whose shapes are made more general: what `reduce_retracing` does with keys of traces.

pattern(key)       the key without shapes: what calls have in common that differ in shapes only
shapes(key)        the shapes in it, of composite tensors their specs, in the order of `describe`
common(a, b)       the shapes that cover both
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TypeSpec


def pattern(key: Any) -> Any:
    """The key of a signature without the shapes of its tensors."""
    if not isinstance(key, tuple):
        return key
    if _is_tensor(key):
        return ("tensor", key[0])
    if _is_composite(key):
        return ("composite", _ranks(key[1]))
    return tuple(pattern(k) for k in key)


def shapes(key: Any) -> list[Any]:
    """The shapes of the tensors and variables, and the specs of the composite tensors, in a key."""
    if not isinstance(key, tuple):
        return []
    if _is_tensor(key) or _is_composite(key):
        return [key[1]]
    if key and key[0] == "variable":
        return [key[2]]
    return [shape for part in key for shape in shapes(part)]


def common(a: Sequence[Any], b: Sequence[Any]) -> list[Any] | None:
    """For each pair of shapes or specs what covers both; None if nothing covers a pair."""
    found = [_covering(x, y) for x, y in zip(a, b, strict=True)]
    return None if any(isinstance(x, TypeSpec) and f is None for x, f in zip(a, found)) else found


def _is_tensor(key: tuple[Any, ...]) -> bool:
    """Whether a part of a key is a pair of a dtype (or its number) and a shape."""
    return (
        len(key) == 2
        and (key[1] is None or isinstance(key[1], tuple))
        and not isinstance(key[0], type | tuple | str)
        and key[0] is not None
    )


def _is_composite(key: tuple[Any, ...]) -> bool:
    return len(key) == 2 and key[0] == "composite" and isinstance(key[1], TypeSpec)


def _ranks(part: Any) -> Any:
    """A part of a spec with ranks in place of shapes."""
    if isinstance(part, TensorShape):
        return ("rank", part.rank)
    if isinstance(part, TypeSpec):
        return (type(part).__name__, _ranks(part._serialize()))
    if isinstance(part, list | tuple):
        return tuple(map(_ranks, part))
    if isinstance(part, dict):
        return tuple((k, _ranks(part[k])) for k in sorted(part))
    return part


def _covering(a: Any, b: Any) -> Any:
    if isinstance(a, TypeSpec):
        return a.most_specific_common_supertype([b])
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))
