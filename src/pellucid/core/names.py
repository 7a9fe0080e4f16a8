"""Name scopes: prefixes of the names of nodes and variables."""

from __future__ import annotations

from typing import Any

from pellucid.core.context import STATE
from pellucid.core.errors import describe, explain


class name_scope:
    """Prefix the names of what is made in the block with `name/`; scopes nest.

    Args:
        name: the scope; with a trailing slash it replaces the scopes around it.

    Raises:
        ValueError: the name is not a string.

    Example:
        >>> with tf.name_scope("a"), tf.name_scope("b"):
        ...     print(tf.Variable(1., name="v").name)
        a/b/v:0
    """

    def __init__(self, name: str, default_name: str | None = None, values: Any = None) -> None:
        chosen = name if name is not None else default_name
        if not isinstance(chosen, str):
            problem = "name for name_scope must be a string"
            raise ValueError(explain("tf.name_scope [name]", problem, received=describe(name)))
        self._name = chosen
        self._outer: list[str] = []

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def __enter__(self) -> str:
        self._outer.append(STATE.name_scope)
        STATE.name_scope = self._entered()
        return STATE.name_scope

    def _entered(self) -> str:
        if not self._name:
            return ""
        if self._name.endswith("/"):
            return self._name
        graph = STATE.graph
        if graph is not None:
            return graph.unique_name(self._name) + "/"
        return f"{STATE.name_scope}{self._name}/"

    def __exit__(self, *error: object) -> None:
        STATE.name_scope = self._outer.pop()


def get_current_name_scope() -> str:
    """The scopes around this line, joined by slashes, without the last one's."""
    return STATE.name_scope.removesuffix("/")
