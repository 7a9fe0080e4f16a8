"""Names of a door that are imported when they are first used.

Most doors import all they offer. Where a family of names costs milliseconds and few programs use
it, the door lists it twice: under `if TYPE_CHECKING:`, where editors and type checkers find it, and
in a table for `late`, which imports a name's module when somebody asks for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def late(door: dict[str, Any], sources: Mapping[str, str]) -> Callable[[str], Any]:
    """The module function `__getattr__` of a door.

    Args:
        door: the door's `globals()`; a name that was imported is kept there.
        sources: the module of each late name; a name that is itself a module has its own.

    Example:
        >>> __getattr__ = late(globals(), {"fraction": "fractions"})
    """

    def __getattr__(name: str) -> Any:
        source = sources.get(name)
        if source is None:
            raise AttributeError(f"module {door['__name__']!r} has no attribute {name!r}")
        module = importlib.import_module(source)
        value = module if source == f"{door['__name__']}.{name}" else getattr(module, name)
        door[name] = value
        return value

    return __getattr__
