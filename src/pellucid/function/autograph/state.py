"""Reading and writing attributes and items that control flow assigns (`self.x`, `d['k']`).

What has no value (yet) is an `Undefined` here, as for names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.function.autograph.undefined import Undefined, is_undefined

_ABSENT = (AttributeError, LookupError, NameError, TypeError, ValueError)


def read(place: Callable[[], Any], text: str) -> Any:
    """The value of an attribute or item; `Undefined` if there is none."""
    try:
        return place()
    except _ABSENT:
        return Undefined(text)


def write_attribute(owner: Callable[[], Any], name: str, value: Any) -> None:
    """Assign `owner().name`, or delete it if there was none before."""
    if is_undefined(value) and value.reason is None:
        found = read(owner, name)
        if not is_undefined(read(lambda: getattr(found, name), name)):
            delattr(found, name)
        return
    target = owner()
    if read(lambda: getattr(target, name), name) is not value:
        setattr(target, name, value)


def write_item(owner: Callable[[], Any], key: Callable[[], Any], value: Any) -> None:
    """Assign `owner()[key()]`, or delete it if there was none before."""
    if is_undefined(value) and value.reason is None:
        found = read(owner, "item")
        if isinstance(found, dict):
            found.pop(key(), None)
        return
    target, index = owner(), key()
    if read(lambda: target[index], "item") is not value:
        target[index] = value
