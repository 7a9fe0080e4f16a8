"""What the identifiers of `compile` and of layers stand for: 'relu', a class, an object, a dict."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pellucid.keras.saving import object_registry


def interpret(
    identifier: Any,
    known: Mapping[str, Any],
    deserialize: Callable[[dict[str, Any]], Any],
    kind: str,
    where: str,
) -> Any:
    """The object or function that an identifier names: the rule behind each `keras.*.get`.

    Args:
        identifier: a name, a class (an instance without arguments is made), a config dict, or the
            object or function itself.
        known: name -> class or function; custom objects come first.
        deserialize: reads a config dict.
        kind: what is looked for, for the error: 'loss'.
        where: the public function, for the error.

    Raises:
        ValueError: for an unknown name, or what cannot be called.
    """
    found = identifier
    if isinstance(identifier, str):
        found = object_registry.get_custom(identifier) or known.get(identifier)
    elif isinstance(identifier, dict):
        found = deserialize(identifier)
    if isinstance(found, type):
        found = found()
    if callable(found):
        return found
    raise ValueError(
        f"{where} [identifier]: could not interpret {kind} identifier {identifier!r}. Expected a "
        f"name such as {examples(identifier, known)}, a class, an object, a function or a dict."
    )


def examples(identifier: Any, known: Mapping[str, Any]) -> str:
    """The known names nearest to the given one; without any, the first ones."""
    names = sorted(known)
    near = difflib.get_close_matches(str(identifier), names, n=2)
    return " or ".join(repr(name) for name in near or names[:2])
