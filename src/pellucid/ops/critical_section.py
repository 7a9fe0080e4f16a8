"""`tf.CriticalSection`: functions of which only one runs at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from pellucid.core import nest
from pellucid.core.context import STATE
from pellucid.core.errors import explain

_locks: dict[str, threading.Lock] = {}


class CriticalSection:
    """A lock around functions, such as several reads and writes of variables that belong together.

    Inside `tf.function` stateful operations keep the order in which they were written, and one
    program runs as a whole; there the lock is held while the function is traced.

    Args:
        name: a name.
        shared_name: sections of one shared name exclude each other.
        critical_section_def: must be None.
        import_scope: must be None.

    Raises:
        ValueError: `critical_section_def` or `import_scope` is given.

    Example:
        >>> v = tf.Variable(0.0)
        >>> section = tf.CriticalSection()
        >>> section.execute(lambda: v.assign_add(1.0)).numpy()
        1.0

    Reference: https://www.tensorflow.org/api_docs/python/tf/CriticalSection
    """

    def __init__(
        self,
        name: str | None = None,
        shared_name: str | None = None,
        critical_section_def: None = None,
        import_scope: None = None,
    ) -> None:
        if critical_section_def is not None or import_scope is not None:
            raise ValueError(
                explain(
                    "tf.CriticalSection [critical_section_def, import_scope]",
                    "sections are not read from messages", expected="None",
                )
            )  # fmt: skip
        self._name = name or "critical_section"
        self._lock = (
            _locks.setdefault(shared_name, threading.Lock()) if shared_name else (threading.Lock())
        )
        self._holder: int | None = None

    @property
    def name(self) -> str:
        """The name that the section was given."""
        return self._name

    def execute(
        self,
        fn: Callable[[], Any],
        exclusive_resource_access: bool = True,
        name: str | None = None,
    ) -> Any:
        """Call `fn()` while no other function of this section runs; return what it returns.

        Args:
            fn: a function without parameters.
            exclusive_resource_access: whether other sections may not use the same variables. They
                cannot: variables are read and written one at a time.
            name: a prefix for the nodes of a graph.

        Raises:
            ValueError: called inside another function of this section.
        """
        from pellucid.core.names import name_scope

        if self._holder == threading.get_ident():
            raise ValueError(
                f"Attempting to lock a CriticalSection ({self._name}) in which we are already "
                "running. This is illegal and may cause deadlocks."
            )
        with self._lock:
            self._holder = threading.get_ident()
            try:
                if name is None or STATE.graph is None:
                    return nest.map_structure(_value, fn())
                with name_scope(name):
                    return nest.map_structure(_value, fn())
            finally:
                self._holder = None


def _value(result: Any) -> Any:
    """What a variable holds while the lock is held; anything else as it is."""
    return result.read_value() if hasattr(result, "read_value") else result
