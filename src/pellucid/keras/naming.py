"""Names of layers and paths of weights: `dense`, `dense_1`, `my_model/dense/kernel`.

Functions: to_snake_case, auto_name, get_uid, reset_uids, name_scope, current_path.
"""

from __future__ import annotations

import collections
import contextlib
import re
import threading
from collections.abc import Iterator

_uids: collections.Counter[str] = collections.Counter()
_local = threading.local()


def to_snake_case(name: str) -> str:
    """`'MaxPooling2D'` to `'max_pooling2d'`, `'ReLU'` to `'re_lu'`, as Keras names layers."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def get_uid(prefix: str = "") -> int:
    """How often this prefix was asked for in this process, this time included: 1, 2, …"""
    _uids[prefix] += 1
    return _uids[prefix]


def auto_name(prefix: str) -> str:
    """A name that is new in this process: `dense`, then `dense_1`, `dense_2`, …

    Args:
        prefix: a class name or a snake_case word.
    """
    prefix = to_snake_case(prefix)
    uid = get_uid(prefix) - 1
    return prefix if uid == 0 else f"{prefix}_{uid}"


def reset_uids() -> None:
    """Start all counters again (what `clear_session` does)."""
    _uids.clear()


def _stack() -> list[tuple[str, object]]:
    stack = getattr(_local, "stack", None)
    if stack is None:
        stack = _local.stack = []
    return stack


@contextlib.contextmanager
def name_scope(name: str, caller: object = None) -> Iterator[None]:
    """Put `name/` before the paths of weights made inside.

    Args:
        name: scope name, usually the layer's.
        caller: the object that opens the scope; opening it again directly inside adds nothing.
    """
    stack = _stack()
    if caller is not None and stack and stack[-1][1] is caller:
        yield
        return
    stack.append((name, caller))
    try:
        yield
    finally:
        stack.pop()


def current_path() -> str:
    """The open scopes joined by '/', '' outside of any."""
    return "/".join(name for name, _ in _stack())
