"""Order among operations: `tf.group`, `tf.tuple`, `tf.control_dependencies`.

Eagerly operations run in the order of the program; only graphs need to be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core import nest
from pellucid.core.context import STATE
from pellucid.core.errors import explain
from pellucid.ops.constants import identity, no_op


def group(*inputs: Any, **kwargs: Any) -> Any:
    """An operation that is done when all `inputs` are; None in eager mode, where they are."""
    name = kwargs.pop("name", None)
    if kwargs:
        problem = "got unexpected arguments"
        raise ValueError(explain("tf.group", problem, expected="name", received=sorted(kwargs)))
    if STATE.graph is None:
        return None
    with STATE.graph.control_dependencies(nest.flatten(list(inputs))):
        return no_op(name=name or "group_deps")


class control_dependencies:
    """Run what the block adds to a graph after `control_inputs`; in eager mode order is given."""

    def __init__(self, control_inputs: Sequence[Any] | None) -> None:
        self._inputs = control_inputs
        self._entered: list[Any] = []

    def __enter__(self) -> None:
        if STATE.graph is None:
            if callable(self._inputs):
                self._inputs()
            self._entered.append(None)
            return
        context = STATE.graph.control_dependencies(self._inputs)
        context.__enter__()
        self._entered.append(context)

    def __exit__(self, *error: object) -> None:
        context = self._entered.pop()
        if context is not None:
            context.__exit__(*error)


def tuple(
    tensors: Sequence[Any], control_inputs: Sequence[Any] | None = None, name: str | None = None
) -> list[Any]:
    """The tensors, none of them given out before all (and `control_inputs`) are computed."""
    with control_dependencies([*[t for t in tensors if t is not None], *(control_inputs or ())]):
        return [None if t is None else identity(t) for t in tensors]
