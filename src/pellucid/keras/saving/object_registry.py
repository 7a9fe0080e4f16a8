"""Custom classes and functions by name, so that saved configs find them again.

Functions: register_keras_serializable, get_custom_objects, custom_object_scope (CustomObjectScope),
get_registered_name, get_registered_object.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

_objects: dict[str, Any] = {}
_names: dict[Any, str] = {}
_local = threading.local()


def get_custom_objects() -> dict[str, Any]:
    """The global dictionary of custom objects, which may be changed in place."""
    return _objects


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[T], T]:
    """A decorator that makes a class or function loadable from saved models.

    Args:
        package: a name for your code base; the registered name is `package>name`.
        name: default is the class's or function's own name.

    Raises:
        ValueError: for a class without `get_config`.

    Example:
        @keras.saving.register_keras_serializable(package='my_package')
        class MyDense(keras.layers.Dense): ...
    """

    def decorate(target: Any) -> Any:
        if isinstance(target, type) and not hasattr(target, "get_config"):
            raise ValueError(
                "Cannot register a class that does not have a get_config() method. "
                f"Received: {target}."
            )
        full = f"{package}>{name or target.__name__}"
        _objects[full] = target
        _names[target] = full
        return target

    return decorate


def get_registered_name(obj: Any) -> str:
    """`package>name` of a registered class or function, else its `__name__`."""
    try:
        if obj in _names:
            return _names[obj]
    except TypeError:  # unhashable objects are never registered
        pass
    return obj.__name__


def _scoped() -> list[dict[str, Any]]:
    if not hasattr(_local, "scopes"):
        _local.scopes = []
    return _local.scopes


def get_registered_object(
    name: str,
    custom_objects: dict[str, Any] | None = None,
    module_objects: dict[str, Any] | None = None,
) -> Any:
    """The object called `name`: open scopes first, then the registry, then the dictionaries given.

    Returns: the class or function, or None.
    """
    for table in [*reversed(_scoped()), custom_objects or {}, _objects, module_objects or {}]:
        if name in table:
            return table[name]
    return None


def get_custom(name: str, registered_name: str | None = None) -> Any:
    """A custom object by registered name or plain name, also `package>name` by its last part."""
    for key in (registered_name, name):
        if key is None:
            continue
        found = get_registered_object(key)
        if found is not None:
            return found
    return None


@contextlib.contextmanager
def custom_object_scope(*custom_objects: dict[str, Any] | None) -> Iterator[None]:
    """Inside, the given names are known when configs are read.

    Args:
        custom_objects: dictionaries name → class or function.

    Example:
        with keras.saving.custom_object_scope({'MyLayer': MyLayer}):
            layer = keras.layers.deserialize(config)
    """
    merged: dict[str, Any] = {}
    for table in custom_objects:
        merged.update(table or {})
    scopes = _scoped()
    scopes.append(merged)
    try:
        yield
    finally:
        scopes.pop()


CustomObjectScope = custom_object_scope
